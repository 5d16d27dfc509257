"""Backends are loaded by the first crystal, not by the import."""

import json
import subprocess
import sys

HEAVY = ("pymatgen", "ase", "matminer", "dscribe", "spglib", "sympy", "matplotlib", "numba", "tqdm")
HEAVY += ("scipy.stats", "pandas", "joblib.externals.loky.process_executor")


def loaded_by(module):
    code = (
        f"import json, sys, {module}\nprint(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(run.stdout))


def test_the_room_loads_nothing_that_scikit_learn_does_not():
    assert loaded_by("coursekit.featurizers") <= loaded_by("sklearn.base")
    assert "pymatgen" in loaded_by("pymatgen.core")
