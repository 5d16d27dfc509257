"""Measurements use the student's own function once its check has passed, and say so before."""

import pytest

from coursekit.checks import NotYet, check, mine
from coursekit.checks.progress import SESSION


def theirs(values, amounts):
    return None


@pytest.fixture
def statistics(monkeypatch):
    """The name under which the step looks for its answer, in this module as in a notebook."""
    monkeypatch.setitem(globals(), "statistics", theirs)
    monkeypatch.delitem(SESSION, "1-statistics", raising=False)


def test_before_the_check_has_passed_the_courses_own_is_used(statistics, capsys):
    with pytest.raises(NotYet):
        check("1-statistics")
    capsys.readouterr()
    assert mine("1-statistics", otherwise=len) is len
    assert "course's own `statistics`" in capsys.readouterr().out


def test_afterwards_it_is_the_students(statistics, monkeypatch, capsys):
    def right(values, amounts):
        import numpy as np

        mean = np.average(values, weights=amounts)
        return [mean, np.average(np.abs(values - mean), weights=amounts), np.ptp(values)]

    monkeypatch.setitem(globals(), "statistics", right)
    check("1-statistics")
    capsys.readouterr()
    assert mine("1-statistics", otherwise=len) is right
    assert capsys.readouterr().out == ""


def test_a_step_that_is_not_there():
    with pytest.raises(ValueError, match="there is no step '1-nothing'"):
        mine("1-nothing", otherwise=len)
