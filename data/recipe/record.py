"""Step 9: run the lecture on universal potentials with the models, and keep every answer.

Writes `../chgnet_recording.npz` and `../sevennet_recording.npz`; whoever has no model reads the lecture from them. Every crystal that the
lecture asks for is recorded, by running the lecture. Answers of the same version stay; with --fresh all
are asked for again.

Run: OMP_NUM_THREADS=1 nice python data/recipe/record.py [--fresh]
"""

import argparse
import importlib.metadata
import runpy
import sys

import matplotlib
import records

from coursekit.potentials import Recording, UniversalPotential
from coursekit.potentials.calculator import MODELS, load_model

TITLES = {"chgnet": "CHGNet 0.3.0", "sevennet": "SevenNet-0 (11 July 2024)"}
LECTURE = records.HERE.parents[1] / "solutions" / "lectures" / "I_audited_potential.py"
LARGEST = 3_000_000


class Recorder(UniversalPotential):
    """Runs the model on what is not recorded yet, and keeps what it answered."""

    def calculate(self, atoms=None, *arguments, **options):
        """Answer, and remember the answer."""
        known = self.recording.find(atoms)
        if known:
            self.atoms, self.results = atoms.copy(), {**known, "free_energy": known["energy"]}
            return
        super().calculate(atoms, *arguments, **options)
        self.recording.add(self.atoms, *(self.results[n] for n in ("energy", "forces", "stress")))


def output(name):
    return records.HERE.parent / MODELS[name].recording


def start(name, fresh):
    """The recording so far, if it is of this version."""
    package = MODELS[name].package
    version = importlib.metadata.version(package)
    here = {"model": TITLES[name], "package": f"{package} {version}"}
    if output(name).exists() and not fresh:
        recording = Recording.load(output(name))
        if here.items() <= recording.header.items():
            return recording
    return Recording({**here, "date": records.today()})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="ask for everything again")
    matplotlib.use("agg")
    fresh = parser.parse_args().fresh
    recorders = {}
    for name in MODELS:
        model, reason = load_model(name)
        if model is None:
            sys.exit(f"nothing can be recorded: {reason}")
        recorders[name] = Recorder(start(name, fresh), model)
    import coursekit.potentials as room

    room.universal = lambda name="chgnet", **options: recorders[name]
    try:
        runpy.run_path(str(LECTURE))
    finally:
        for name, recorder in recorders.items():
            recorder.recording.save(output(name))
    for name, recorder in recorders.items():
        size = output(name).stat().st_size
        print(f"{name}: {len(recorder.recording)} crystals, {size / 1000:.0f} kB")
        if size > LARGEST:
            sys.exit("the recording is too large to ship; ask for fewer or smaller crystals")


if __name__ == "__main__":
    main()
