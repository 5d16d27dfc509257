"""Small crystals that several rooms test with."""

import os
import sys
from pathlib import Path

# two workers with two threads each would wait for each other; set before NumPy is loaded
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402
import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

from coursekit.datasets.table import build_dataset  # noqa: E402
from coursekit.structures import make_cesium_chloride, make_rocksalt, make_zincblende, set_id  # noqa: E402

# the same examples in every run; how long one takes is the machine's business
settings.register_profile("course", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("course")

ALONE = ("tests/notebooks/", "tests/recipe/")
TOGETHER = ("tests/browser/", "tests/checks/steps/", "tests/exercises/")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A file's tests run in one process: what they share is then computed once."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            if nodeid.startswith(ALONE):
                return nodeid
            return next(
                (room for room in TOGETHER if nodeid.startswith(room)), nodeid.split("::")[0]
            )

    return ByFile(config, log) if config.getoption("dist") == "load" else None


EDGES = {"MgO": 4.21, "CaO": 4.81, "SrO": 5.16, "ZnO": 4.27, "CdO": 4.70, "NiO": 4.18}
SCALES = {"rocksalt": 1.0, "cesium": 0.6, "zincblende": 1.08}
MAKE = {"rocksalt": make_rocksalt, "cesium": make_cesium_chloride, "zincblende": make_zincblende}


def polymorph(formula, kind):
    """One oxide in one of three structures, primitive, named "MgO-rocksalt"."""
    crystal = MAKE[kind](formula[:2], anion="O", a=EDGES[formula] * SCALES[kind])
    return set_id(crystal.get_primitive_structure(), f"{formula}-{kind}")


@pytest.fixture(autouse=True)
def closed_figures():
    """Nobody looks at a test's pictures: more than twenty open ones are warned of."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture(scope="session")
def oxides():
    """Six oxides, three polymorphs each, with energies that are made up but not random."""
    entries = []
    for f, (formula, edge) in enumerate(EDGES.items()):
        for k, kind in enumerate(SCALES):
            energy = -edge + 0.3 * np.sin(3 * f + k) - 0.1 * k
            crystal = polymorph(formula, kind)
            entries.append((crystal.properties["id"], crystal, energy, f"row {len(entries) + 1}"))
    return build_dataset(entries, target="energy", name="oxides")


@pytest.fixture(scope="session")
def materials_project():
    """Path of the developers' copy of 1355 Materials Project crystals."""
    path = Path(__file__).parents[2] / "shared" / "data" / "mp_subset.csv.gz"
    if not path.exists():
        pytest.skip(f"needs the course developers' file {path.name} in ../shared/data")
    return path


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of a process: playwright starts once."""
    pytest.importorskip("playwright.sync_api")
    from browser.lab import browse

    with browse() as browser:
        if browser is None:
            pytest.skip("needs Chromium")
        yield browser
