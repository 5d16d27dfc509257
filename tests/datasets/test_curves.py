"""Curves of a few crystals: complete, and lowest where they should be."""

from coursekit.datasets import load_curves, load_teaching_set


def test_both_methods_have_the_same_points():
    curves = load_curves()
    points = {
        m: set(zip(p["crystal"], p["change"], p["amount"], strict=True))
        for m, p in curves.groupby("method")
    }
    assert points["pbe"] == points["chgnet"]
    assert set(curves["crystal"]) <= set(load_teaching_set().ids)


def test_volumes_are_those_of_the_set_and_the_minimum_is_near_them():
    volumes = {s.properties["id"]: s.volume for s in load_teaching_set().structures}
    squeezed = load_curves().query("change == 'volume'")
    for (crystal, _), part in squeezed.groupby(["crystal", "method"]):
        assert abs(part["volume"].iloc[0] - volumes[crystal]) < 0.01
        if len(part) == 7:
            lowest = part.loc[part["energy"].idxmin(), "amount"]
            assert 0.95 < lowest < 1.05, crystal
