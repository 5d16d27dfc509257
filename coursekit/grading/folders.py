"""Read what a student handed in without ever following a link."""

import mmap
import os
import stat

from coursekit.grading.archives import keep_inner
from coursekit.grading.files import MAX_FILE, FileKeeper, is_large_notebook, is_litter

_MAX_ENTRIES = 500
_MAX_DEPTH = 12


def read_folder(folder):
    """Read the allowed files of one submission.

    Parameters
    ----------
    folder : str or pathlib.Path
        The submission's folder; it is only read.

    Returns
    -------
    tuple
        Contents by relative path (dict of str to bytes), and the repairs.
    """
    keeper = FileKeeper()
    _walk(os.fspath(folder), "", 0, keeper)
    return keeper.files, keeper.repairs


def _walk(folder, prefix, depth, keeper):
    try:
        entries = sorted(os.scandir(folder), key=_rank)
    except OSError as error:
        keeper.refuse(prefix or ".", "unreadable", str(error.strerror))
        return
    if len(entries) > _MAX_ENTRIES:
        text = f"{len(entries)} files and folders; only {_MAX_ENTRIES} were looked at"
        keeper.refuse(prefix or ".", "too-many", text)
    for entry in entries[:_MAX_ENTRIES]:
        name = f"{prefix}{entry.name}"
        if is_litter([entry.name]):
            continue
        mode = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISLNK(mode):
            keeper.refuse(name, "link", "it is a link; links are never followed")
        elif stat.S_ISDIR(mode):
            if depth >= _MAX_DEPTH:
                keeper.refuse(name, "too-deep", f"folders deeper than {_MAX_DEPTH} are not read")
            else:
                _walk(entry.path, f"{name}/", depth + 1, keeper)
        elif not stat.S_ISREG(mode):
            keeper.refuse(name, "not-a-file", "it is a pipe, socket or device")
        else:
            _read(entry.path, name, keeper)


def _rank(entry):
    # Notebooks and the folders that may hold some first: there may be too much beside them.
    is_notebook = entry.name.lower().endswith((".ipynb", ".zip"))
    return not is_notebook, not entry.is_dir(follow_symlinks=False), entry.name


def _read(path, name, keeper):
    # Opened without following or waiting, then looked at again: it may have been exchanged.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        keeper.refuse(name, "unreadable", str(error.strerror))
        return
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            keeper.refuse(name, "not-a-file", "it is a pipe, socket or device")
        elif status.st_nlink > 1:
            keeper.refuse(name, "link", "it is a second name of another file (a hard link)")
        elif name.lower().endswith(".zip"):
            if status.st_size > MAX_FILE:
                keeper.refuse(name, "too-large", f"{status.st_size} bytes; {MAX_FILE} are allowed")
            else:
                keep_inner(file.read(), name, keeper)
        elif is_large_notebook(name, status.st_size) and keeper.accepts(name, status.st_size):
            with mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) as content:
                keeper.keep(name, content)
        elif keeper.accepts(name, status.st_size):
            keeper.keep(name, file.read(MAX_FILE + 1)[:MAX_FILE])
