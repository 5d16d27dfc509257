"""Sliders with fields: labelled, linked, and never out of range."""

import pytest

from coursekit.apps.controls import Choice, Range


@pytest.fixture
def radius():
    return Range("radius", 3.0, 1.0, 8.0, 0.5, unit="Å").widget()


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
    assert Range("zeta", 1, 1, 9, 1).widget().field.description == "zeta"


@pytest.mark.parametrize(("asked", "got"), [(99.0, 8.0), (-1, 1.0), (3.25, 3.25)])
def test_out_of_range_goes_to_the_nearest_end(radius, asked, got):
    radius.value = asked
    assert (radius.value, radius.slider.value, radius.field.value) == (got, got, got)


def test_whole_numbers_stay_whole():
    control = Range("n_max", 4, 1, 12, 1).widget()
    control.value = 7.0
    assert control.value == 7
    assert isinstance(control.value, int)
    assert type(control.slider).__name__ == "IntSlider"
    assert type(control.field).__name__ == "BoundedIntText"
    assert type(Range("x", 0, 0, 1, 0.1).widget().slider).__name__ == "FloatSlider"


def test_another_range_moves_the_value_in():
    control = Range("site", 9, 0, 20, 1).widget()
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


def test_what_a_page_counts_in_steps_is_rounded():
    control = Range("eta", 4.0, 0.05, 40.0, 0.05).widget()
    seen = []
    control.observe(lambda change: seen.append(change.new), names="value")
    control.slider.value = 0.05 + 79 * 0.05
    assert (control.value, seen) == (4.0, [])


def test_a_slider_is_wide_enough_to_aim_with(radius):
    assert radius.slider.layout.width == "300px"
    assert radius.slider.layout.max_width == "100%"


def test_a_menu_begins_with_its_first_choice():
    assert Choice("crystal", ("a", "b")).widget().value == "a"
    sites = [("Ti, site 0", 0), ("O, site 2", 2)]
    assert Choice("site", sites).widget().value == 0
    assert Choice("site", sites, 2).widget().label == "O, site 2"
    assert Choice("crystal", ["a"]).widget().description == "crystal"


@pytest.mark.parametrize(
    ("control", "value", "term"),
    [
        (Range("cutoff radius r_cut", 3.0, 1.0, 8.0, 0.05, "Å", r"r_\mathrm{cut}"), 2.5,
         (r"r_\mathrm{cut}", "2.50", "cutoff radius", "Å")),
        (Range("sharpness zeta", 1, 1, 9, 1, symbol=r"\zeta"), 4, (r"\zeta", "4", "sharpness", "")),
        (Range("displacement", 0.0, 0.0, 0.3, 0.005, "Å"), 0.1,
         (r"\text{displacement}", "0.100", "displacement", "Å")),
    ],
)  # fmt: skip
def test_a_formula_gets_symbol_number_words_and_unit(control, value, term):
    found = control.term(value)
    assert (found.symbol, found.number, found.words, found.unit) == term
