"""Sliders with fields: labelled, linked, and never out of range."""

import pytest

from coursekit.apps.controls import Slider, dropdown, slider


@pytest.fixture
def radius():
    return slider("radius", 3.0, 1.0, 8.0, 0.5, unit="Å")


def test_both_halves_move_together(radius):
    radius.slider.value = 4.5
    assert (radius.value, radius.field.value) == (4.5, 4.5)
    radius.field.value = 2.0
    assert (radius.value, radius.slider.value) == (2.0, 2.0)
    radius.value = 7.5
    assert (radius.slider.value, radius.field.value) == (7.5, 7.5)


def test_the_field_carries_the_label(radius):
    assert radius.field.description == "radius / Å"
    assert radius.slider.readout is False
    assert slider("zeta", 1, 1, 9, 1).field.description == "zeta"


@pytest.mark.parametrize(("asked", "got"), [(99.0, 8.0), (-1, 1.0), (3.25, 3.25)])
def test_out_of_range_goes_to_the_nearest_end(radius, asked, got):
    radius.value = asked
    assert (radius.value, radius.slider.value, radius.field.value) == (got, got, got)


def test_whole_numbers_stay_whole():
    control = slider("n_max", 4, 1, 12, 1)
    control.value = 7.0
    assert control.value == 7
    assert isinstance(control.value, int)
    assert type(control.slider).__name__ == "IntSlider"
    assert type(control.field).__name__ == "BoundedIntText"
    assert type(slider("x", 0, 0, 1, 0.1).slider).__name__ == "FloatSlider"


def test_another_range_moves_the_value_in():
    control = slider("site", 9, 0, 20, 1)
    control.limit(0, 3)
    assert (control.value, control.slider.max, control.field.max) == (3, 3, 3)
    control.value = 9
    assert control.value == 3
    control.limit(0, 30)
    control.value = 25
    assert (control.value, control.slider.value) == (25, 25)


def test_one_change_is_announced_once(radius):
    seen = []
    radius.observe(lambda change: seen.append(change.new), names="value")
    radius.slider.value = 5.0
    assert seen == [5.0]


def test_a_menu_begins_with_its_first_choice():
    assert dropdown("crystal", iter(["a", "b"])).value == "a"
    assert dropdown("site", [("Ti, site 0", 0), ("O, site 2", 2)]).value == 0
    assert dropdown("site", [("Ti, site 0", 0), ("O, site 2", 2)], 2).label == "O, site 2"
    assert dropdown("crystal", ["a"]).description == "crystal"
    assert isinstance(slider("x", 0, 0, 1, 1), Slider)
