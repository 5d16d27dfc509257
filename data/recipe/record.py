"""Step 9: run the lecture on universal potentials with the model, and keep every answer.

Writes `../chgnet_recording.npz`; whoever has no CHGNet reads the lecture from it. Every crystal that the
lecture asks for is recorded, by running the lecture.

Run: OMP_NUM_THREADS=1 nice python data/recipe/record.py
"""

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
    """Runs the model and keeps what it answered."""

    def calculate(self, atoms=None, *arguments, **options):
        """Answer, and remember the answer."""
        super().calculate(atoms, *arguments, **options)
        found = (self.results[name] for name in ("energy", "forces", "stress"))
        self.recording.add(self.atoms, *found)


def main():
    matplotlib.use("agg")
    versions = {
        "model": f"CHGNet {records.SETTINGS['chgnet']['model']}",
        "package": f"chgnet {importlib.metadata.version('chgnet')}",
        "date": records.today(),
    }
    recording = Recording(versions)
    if not OUTPUT.exists():
        recording.save(OUTPUT)
    model, reason = calculator.load_chgnet()
    if model is None:
        sys.exit(f"nothing can be recorded: {reason}")
    import coursekit.potentials as room

    room.universal = lambda name="chgnet", **options: Recorder(recording, model)
    runpy.run_path(str(LECTURE))
    recording.save(OUTPUT)
    size = OUTPUT.stat().st_size
    print(f"{len(recording)} crystals, {size / 1000:.0f} kB")
    if size > LARGEST:
        sys.exit("the recording is too large to ship; ask for fewer or smaller crystals")


if __name__ == "__main__":
    main()
