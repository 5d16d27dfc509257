"""The exercise's steps, to be tried without a kernel."""

from functools import cache
from pathlib import Path

from checks.steps.bench import Bench

FOLDER = Path(__file__).parents[2] / "solutions" / "exercises"
EXERCISES = ("1_composition", "2_structure", "3_local", "4_audit")


@cache
def bench_of(notebook):
    bench = Bench(notebook, folder=FOLDER)
    bench.path = FOLDER / f"{notebook}.py"
    return bench


STEPS = {notebook: bench_of(notebook).steps for notebook in EXERCISES}
