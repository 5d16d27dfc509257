"""Read a zip without unpacking it to disk: no way out of a folder, no bomb, no link."""

import io
import stat
import zipfile

from coursekit.grading.course import GradingError
from coursekit.grading.files import FileKeeper, is_large_notebook, is_litter

_MAX_MEMBERS = 20_000
_MAX_RATIO = 200
_MAX_INNER = 100_000_000
_MAX_DEPTH = 3
_MAX_UNPACKED = 200_000_000


def read_zip(source, depth=0, into=None):
    """Read the allowed members of an archive.

    Parameters
    ----------
    source : str, pathlib.Path or bytes
        The archive.
    depth : int, default 0
        In how many other archives it lies.
    into : FileKeeper, default None
        Where all files are kept, under their whole path; None to keep those of each folder apart.

    Returns
    -------
    dict of str to FileKeeper
        Files by the first part of their path ("" for members at the top); the limits on files
        and bytes hold for each of them. Empty with `into`.

    Raises
    ------
    GradingError
        It is not a zip archive.
    """
    opened = io.BytesIO(source) if isinstance(source, bytes) else source
    try:
        with zipfile.ZipFile(opened) as archive:
            return _read_members(archive, depth, into)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        name = "an inner archive" if isinstance(source, bytes) else source
        raise GradingError(f"{name} is not a readable zip archive ({error}).") from error


def _read_members(archive, depth, into):
    keepers = {}
    if len(archive.infolist()) > _MAX_MEMBERS:
        raise ValueError(f"more than {_MAX_MEMBERS} members; unpack it and collect the folder")
    members = [member for member in archive.infolist() if not member.is_dir()]
    members = [member for member in members if not is_litter(_parts(member))]
    wrapped = _count_wrappers([_parts(member) for member in members])
    for member in members:
        parts = _parts(member)[wrapped:]
        if not parts:
            continue
        group = parts[0] if len(parts) > 1 and into is None else ""
        keeper = keepers.setdefault(group, FileKeeper()) if into is None else into
        name = "/".join(parts[1:] if group else parts)
        if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in parts[0]:
            keeper.refuse(member.filename, "bad-path", "its path leads out of the folder")
        elif stat.S_ISLNK(member.external_attr >> 16):
            keeper.refuse(name, "link", "it is a link; links are never followed")
        elif name.lower().endswith(".zip"):
            _read_inner(archive, member, name, keeper, depth)
        else:
            _read_member(archive, member, name, keeper)
    return keepers


def _parts(member):
    return [p for p in member.filename.replace("\\", "/").split("/") if p not in ("", ".")]


def _count_wrappers(paths):
    # Folders around everything (StudOn, a zipped folder) are no student's.
    wrapped = 0
    while paths and all(len(path) > wrapped + 2 for path in paths):
        if len({path[wrapped] for path in paths}) > 1 or paths[0][wrapped] == "..":
            break
        wrapped += 1
    return wrapped


def _read_member(archive, member, name, keeper):
    if member.file_size > 1_000_000 and member.file_size > _MAX_RATIO * member.compress_size:
        keeper.refuse(name, "bomb", "it unpacks to far more than it holds")
        return
    if member.flag_bits & 1:
        keeper.refuse(name, "unreadable", "it is encrypted")
        return
    if is_large_notebook(name, member.file_size) and member.file_size > _MAX_UNPACKED:
        keeper.refuse(name, "too-large", f"{member.file_size} bytes; {_MAX_UNPACKED} are unpacked")
        return
    if not keeper.accepts(name, member.file_size):
        return
    content = _take(archive, member)
    if content is None:
        keeper.refuse(name, "unreadable", "it is damaged")
    else:
        keeper.keep(name, content)


def _take(archive, member):
    # The stated size may be a lie: never read more than it says.
    try:
        with archive.open(member) as file:
            content = file.read(member.file_size + 1)
    except Exception:
        return None
    return content if len(content) <= member.file_size else None


def _read_inner(archive, member, name, keeper, depth):
    if member.file_size > _MAX_INNER:
        keeper.refuse(name, "too-large", "the inner archive is too large")
    else:
        keep_inner(_take(archive, member) or b"", name, keeper, depth + 1)


def keep_inner(content, name, keeper, depth=1):
    """Keep what is in an archive that lies among a student's files.

    Parameters
    ----------
    content : bytes
        The archive.
    name : str
        Its name, for the notes.
    keeper : FileKeeper
        Where its files are kept.
    depth : int, default 1
        In how many other archives it lies; some archives hold themselves.
    """
    if depth > _MAX_DEPTH:
        keeper.refuse(name, "too-deep", f"archives deeper than {_MAX_DEPTH} are not opened")
        return
    try:
        read_zip(content, depth, into=keeper)
    except GradingError as error:
        keeper.refuse(name, "unreadable", str(error))
