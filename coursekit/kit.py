"""The instructor's kit: the course with its solutions, as a folder or as an archive."""

import zipfile
from pathlib import Path

from coursekit.course import is_clone, shipped
from coursekit.errors import CourseError

_FOLDERS = ("solutions", "lectures", "exercises", "data")
_FILES = ("nbgrader_config.py", "constraints.txt", "LICENSE", "README.md", ".site/instructors.md")
_LEFT_OUT = {"recipe", "__pycache__", ".ipynb_checkpoints"}


def make_kit(target, *, source=None):
    """Write the kit into a new folder, or into an archive."""
    target = Path(target)
    if target.is_file() or (target.is_dir() and any(target.iterdir())):
        raise CourseError(f"{target} exists and is not empty; give a new name")
    files = _unpack(Path(source)) if source else _collect()
    if target.suffix == ".zip":
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data)
        return len(files)
    for name, data in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return len(files)


def _collect():
    root = shipped()
    if not is_clone() or not (root / "solutions").is_dir():
        raise CourseError(
            "this installation holds no solutions, so that students may have it; run the command in "
            "a clone of the course, or give a kit that a colleague packed: --from kit.zip"
        )
    paths = [p for name in _FOLDERS for p in sorted((root / name).rglob("*")) if p.is_file()]
    paths = [p for p in paths if not _LEFT_OUT & set(p.relative_to(root).parts)]
    paths += [root / name for name in _FILES if (root / name).is_file()]
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in paths}


def _unpack(path):
    try:
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if not n.endswith("/")]
            unsafe = [n for n in names if n.startswith("/") or ".." in Path(n).parts]
            if unsafe or not any(n.startswith("solutions/") for n in names):
                raise CourseError(f"{path} is no instructor's kit; make one with a clone")
            return {name: archive.read(name) for name in names}
    except zipfile.BadZipFile as error:
        raise CourseError(f"{path} is no archive ({error})") from error
