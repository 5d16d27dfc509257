"""What is handed out: the released notebooks in a zip, with a checksum beside it."""

import hashlib
import zipfile

from coursekit.grading.builder import build
from coursekit.grading.course import ASSIGNMENTS, Course, GradingError


def release(assignment, *, root=".", folder="dist"):
    """Build an assignment and pack what students get.

    Parameters
    ----------
    assignment : str
        The assignment's name.
    root : str or pathlib.Path, default "."
        The course's folder.
    folder : str, default "dist"
        Where the zip goes, below the course's folder.

    Returns
    -------
    tuple of pathlib.Path
        The zip and its SHA-256; the same notebooks give the same bytes.

    Raises
    ------
    GradingError
        There is nothing to release, or an answer would leak.
    """
    course = Course.at(root)
    build(root, assignments=tuple(dict.fromkeys((*ASSIGNMENTS, assignment))))
    source = course.release(assignment)
    files = sorted(p for p in source.rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc"))
    files = [p for p in files if ".ipynb_checkpoints" not in p.parts]
    if not files:
        raise GradingError(f"`assignment`: nothing to release in {source}.")
    target = course.root / folder / f"{assignment}.zip"
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            # One fixed time, so that the checksum depends on the content only.
            name = f"{assignment}/{path.relative_to(source).as_posix()}"
            member = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, path.read_bytes())
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    checksum = target.with_suffix(".zip.sha256")
    checksum.write_text(f"{digest}  {target.name}\n")
    return target, checksum
