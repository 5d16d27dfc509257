"""What is not installed is named with the extra that brings it."""

from coursekit.errors import EXTRAS, name_extra


def test_a_package_that_is_not_there(monkeypatch):
    monkeypatch.setitem(EXTRAS, "literature", {"matminer", "no_such_library"})
    missing = ModuleNotFoundError(name="no_such_library.part")
    assert name_extra(missing) == (
        "this needs no_such_library, which is not installed: pip install 'coursekit[literature]'"
    )


def test_a_part_that_an_installed_package_has_not_is_something_else():
    assert name_extra(ModuleNotFoundError(name="matminer.nothing")) == ""
    assert name_extra(ModuleNotFoundError(name="numpy.nothing")) == ""
