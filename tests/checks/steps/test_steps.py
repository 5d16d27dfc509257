"""Every step of every lecture: other right answers pass, wrong ones are recognised or caught."""

import re
from importlib import import_module

import numpy as np
import pytest

from .bench import BENCHES

ANSWERS = {letter: import_module(f".answers_{letter}", __package__) for letter in BENCHES}


def listed(table):
    """Lecture, step and place of every answer in the tables of this name."""
    return [
        (letter, step, place)
        for letter, answers in ANSWERS.items()
        for step, given in getattr(answers, table).items()
        for place in range(len(given))
    ]


@pytest.mark.parametrize("letter", BENCHES)
def test_every_step_is_tried(letter):
    steps = BENCHES[letter].steps
    assert set(steps) == set(ANSWERS[letter].RIGHT) == set(ANSWERS[letter].WRONG)
    assert len([step for step in steps if "-q" not in step]) >= 2


@pytest.mark.parametrize("letter", BENCHES)
def test_the_solution_is_right(letter):
    bench = BENCHES[letter]
    assert [step for step in bench.steps if not bench.run(step).right] == []


@pytest.mark.parametrize(("letter", "step", "place"), listed("RIGHT"))
def test_right_answers(letter, step, place):
    result = BENCHES[letter].run(step, ANSWERS[letter].RIGHT[step][place])
    assert result.right, (result.message, result.hidden)


@pytest.mark.parametrize(("letter", "step", "place"), listed("WRONG"))
def test_wrong_answers(letter, step, place):
    answer, misconception, words = ANSWERS[letter].WRONG[step][place]
    result = BENCHES[letter].run(step, answer)
    assert not result.solved  # a visible case holds the idea, hidden ones only vary the numbers
    assert words in result.message
    assert misconception in result.hints | {""}
    if result.hidden:
        assert not all(result.hidden)


@pytest.mark.parametrize("letter", BENCHES)
def test_unanswered(letter):
    bench = BENCHES[letter]
    for step in bench.steps:
        result = bench.run(step, "raise NotImplementedError()\n")
        assert not result.solved
        assert not any(result.visible)
        assert not any(result.hidden)
        assert re.match(r"Set `|.*There is no", result.message), result.message


def test_forces_of_the_solution_are_the_slope_of_the_energy():
    """The hidden answers come from the solution, so it is checked by finite differences."""
    bench, names = BENCHES["H"], {"np": np}
    for cell in ("H-forces", "H-difference"):
        exec(bench.cells[bench.position[cell]]["source"], names)

    def energy(p):
        r = np.linalg.norm(p[:, None] - p[None], axis=2) + 99 * np.eye(len(p))
        return -np.sqrt((np.clip(3.0 - r, 0, None) ** 2).sum(axis=1)).sum()

    points = np.random.default_rng(2).uniform(0, 3, (6, 3))
    forces = names["cluster_forces"](points, 3.0)
    for atom, axis in np.ndindex(6, 3):
        slope = names["force_by_difference"](energy, points, atom, axis, 1e-5)
        assert slope == pytest.approx(forces[atom, axis], abs=1e-8)
