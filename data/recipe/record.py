"""Step 9: run the lecture on universal potentials with the model, and keep every answer.

Writes `../chgnet_recording.npz`; whoever has no CHGNet reads the lecture from it. Every crystal that the
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

from coursekit.potentials import Recording, UniversalPotential, calculator

OUTPUT = records.HERE.parent / "chgnet_recording.npz"
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


def start(fresh):
    """The recording so far, if it is of this version."""
    here = {
        "model": f"CHGNet {records.SETTINGS['chgnet']['model']}",
        "package": f"chgnet {importlib.metadata.version('chgnet')}",
    }
    if OUTPUT.exists() and not fresh:
        recording = Recording.load(OUTPUT)
        if here.items() <= recording.header.items():
            return recording
    return Recording({**here, "date": records.today()})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="ask for everything again")
    matplotlib.use("agg")
    recording = start(parser.parse_args().fresh)
    model, reason = calculator.load_chgnet()
    if model is None:
        sys.exit(f"nothing can be recorded: {reason}")
    import coursekit.potentials as room

    room.universal = lambda name="chgnet", **options: Recorder(recording, model)
    try:
        runpy.run_path(str(LECTURE))
    finally:
        recording.save(OUTPUT)
    size = OUTPUT.stat().st_size
    print(f"{len(recording)} crystals, {size / 1000:.0f} kB")
    if size > LARGEST:
        sys.exit("the recording is too large to ship; ask for fewer or smaller crystals")


if __name__ == "__main__":
    main()
