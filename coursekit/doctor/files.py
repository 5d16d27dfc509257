"""The teaching set, the disk, and the sandbox."""

import hashlib
import shutil
import tempfile
from pathlib import Path

from coursekit.doctor.findings import NOTE, PROBLEM, SOUND, Finding

ENOUGH_GB = 1.0
CHECKSUMS = "SHA256SUMS"


def teaching_set():
    """Compare the course's data with their checksums, and read the teaching set."""
    from coursekit.datasets import load_teaching_set
    from coursekit.datasets.teaching import data_folder

    changed = find_changed(data_folder() / CHECKSUMS)
    if changed:
        return Finding(PROBLEM, f"not as released: {', '.join(changed)}", "git checkout -- data")
    dataset = load_teaching_set()
    return Finding(
        SOUND, f"{len(dataset.structures)} crystals of {len(set(dataset.groups))} formulas"
    )


def find_changed(checksums):
    """Find the files that are not what a list of checksums says."""
    changed = []
    for line in checksums.read_text(encoding="utf-8").splitlines():
        expected, name = line.split(maxsplit=1)
        path = checksums.with_name(name)
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            changed.append(name)
    return changed


def write_access(folder=None):
    """Try to write where notebooks and caches go."""
    folder = Path(folder or Path.cwd())
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"coursekit")
    except OSError as error:
        return Finding(
            PROBLEM, f"cannot write in {folder}: {error.strerror}", "work in a folder of your own"
        )
    return Finding(SOUND, f"can write in {folder}")


def free_disk(folder=None, enough_gb=ENOUGH_GB):
    """Measure the space left on the disk."""
    free = shutil.disk_usage(folder or Path.cwd()).free / 1e9
    if free >= enough_gb:
        return Finding(SOUND, f"{free:.0f} GB free")
    return Finding(
        NOTE, f"{free:.1f} GB free", f"keep {enough_gb:g} GB free; .coursekit-cache may be deleted"
    )


def sandbox():
    """Ask whether submissions could be graded here; only instructors need it."""
    from coursekit.grading.course import GradingError
    from coursekit.grading.kernels.probe import choose_backend

    try:
        backend, _ = choose_backend()
    except GradingError as error:
        return Finding(
            NOTE, f"no grading here: {error}", "only for instructors: install bubblewrap on Linux"
        )
    return Finding(SOUND, f"{backend.name} works (needed for grading only)")
