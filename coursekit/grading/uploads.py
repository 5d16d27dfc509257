"""Read folders and archives without following, unpacking to disk, or ever reading without end.

A class is a list of members. What one student handed in goes through one `Upload` with one budget
of bytes, files and time, over all archives in archives.
"""

import io
import mmap
import os
import stat
import tarfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

from coursekit.grading.course import GradingError
from coursekit.grading.files import MAX_FILE, FileKeeper, is_large_notebook, is_litter

_MAX_MEMBERS = 200_000
_MAX_DEPTH = 3
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
BYTES, FILES, SECONDS = 400_000_000, 3000, 10.0
_CHUNK = 1 << 20


class Spent(Exception):
    """The budget of an upload is used up."""


class Budget:
    """What reading one upload may cost."""

    def __init__(self, size=BYTES, files=FILES, seconds=SECONDS):
        self.size, self.files = size, files
        self.deadline = time.process_time() + seconds

    def pay(self, size=0, files=0):
        """Take from the budget."""
        self.size -= size
        self.files -= files
        if self.size < 0 or self.files < 0 or time.process_time() > self.deadline:
            raise Spent


@dataclass(frozen=True)
class Member:
    """One file of a folder or archive."""

    path: str
    size: int
    open: object
    problem: tuple = ()


def list_members(source):
    """List the files of a folder or an archive."""
    if isinstance(source, Path) and source.is_dir():
        return list(_walk(os.fspath(source), ""))
    opened = io.BytesIO(source) if isinstance(source, bytes) else source
    name = "an inner archive" if isinstance(source, bytes) else source
    try:
        if zipfile.is_zipfile(opened):
            return _list_zip(zipfile.ZipFile(opened))
        if isinstance(opened, io.BytesIO):
            opened.seek(0)
        options = {"fileobj": opened} if isinstance(opened, io.BytesIO) else {"name": opened}
        return _list_tar(tarfile.open(**options))
    except (zipfile.BadZipFile, tarfile.TarError, OSError, ValueError, EOFError) as error:
        raise GradingError(f"{name} is not a readable archive ({error}).") from error


def _list_zip(archive):
    infos = archive.infolist()
    if len(infos) > _MAX_MEMBERS:
        raise ValueError(f"more than {_MAX_MEMBERS} members; unpack it and collect the folder")
    return [
        Member(_clean(i.filename), i.file_size, _opener(archive.open, i), _zip_problem(i))
        for i in infos
        if not i.is_dir()
    ]


def _zip_problem(info):
    if stat.S_ISLNK(info.external_attr >> 16):
        return "link", "it is a link; links are never followed"
    if info.flag_bits & 1:
        return "unreadable", "it is encrypted"
    return _path_problem(info.filename)


def _path_problem(path):
    parts = path.replace("\\", "/").split("/")
    if ".." in parts or path.startswith(("/", "\\")) or ":" in parts[0][1:2]:
        return "bad-path", "its path leads out of the folder"
    return ()


def _list_tar(archive):
    members = []
    for info in archive:
        if len(members) > _MAX_MEMBERS:
            raise ValueError(f"more than {_MAX_MEMBERS} members; unpack it and collect the folder")
        if info.isdir():
            continue
        problem = _path_problem(info.name)
        if info.islnk() or info.issym():
            problem = "link", "it is a link; links are never followed"
        elif not info.isfile():
            problem = "not-a-file", "it is a pipe, socket or device"
        members.append(
            Member(_clean(info.name), info.size, _opener(archive.extractfile, info), problem)
        )
    return members


def _opener(function, member):
    return lambda: function(member)


def _clean(path):
    return "/".join(p for p in path.replace("\\", "/").split("/") if p not in ("", "."))


def _walk(folder, prefix, depth=0):
    try:
        entries = sorted(os.scandir(folder), key=_rank)
    except OSError as error:
        yield Member(prefix or ".", 0, None, ("unreadable", str(error.strerror)))
        return
    for entry in entries:
        path = f"{prefix}{entry.name}"
        status = entry.stat(follow_symlinks=False)
        if stat.S_ISLNK(status.st_mode):
            yield Member(path, 0, None, ("link", "it is a link; links are never followed"))
        elif stat.S_ISDIR(status.st_mode):
            if depth >= 30:
                yield Member(path, 0, None, ("too-deep", "folders as deep as this are not read"))
            elif not is_litter([entry.name]) or entry.name == ".ipynb_checkpoints":
                yield from _walk(entry.path, f"{path}/", depth + 1)
        elif not stat.S_ISREG(status.st_mode):
            yield Member(path, 0, None, ("not-a-file", "it is a pipe, socket or device"))
        elif status.st_nlink > 1:
            text = "it is a second name of another file (a hard link)"
            yield Member(path, 0, None, ("link", text))
        else:
            yield Member(path, status.st_size, _opener(_open_file, entry.path))


def _rank(entry):
    # Notebooks and the folders that may hold some first: there may be too much beside them.
    is_notebook = entry.name.lower().endswith((".ipynb", *_ARCHIVES))
    return not is_notebook, not entry.is_dir(follow_symlinks=False), entry.name


def _open_file(path):
    # Opened without following or waiting, then looked at again: it may have been exchanged.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    file = open(os.open(path, flags), "rb")  # noqa: SIM115  (the caller closes it)
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError("it is no file any more")
    return file


class Upload(FileKeeper):
    """What one student handed in, read within one budget."""

    def __init__(self, budget=None):
        super().__init__()
        self.budget = budget or Budget()
        self.spare = {}

    def add(self, member, name=None):
        """Take in one member; whatever it is, nothing is raised."""
        try:
            self._add(member, member.path if name is None else name, 1)
        except Spent:
            self._refuse_rest(name or member.path)

    def _refuse_rest(self, name):
        if not any(note.kind == "bomb" for note in self.repairs):
            text = (
                "the upload holds more than is read of one student; this and the rest were left out"
            )
            self.refuse(name, "bomb", text)

    def _add(self, member, name, depth):
        parts = name.split("/")
        is_spare = ".ipynb_checkpoints" in parts and name.lower().endswith(".ipynb")
        if is_litter(parts) and not is_spare:
            return
        self.budget.pay(files=1)
        if member.problem:
            self.refuse(name, *member.problem)
        elif name.lower().endswith(_ARCHIVES):
            self._open_archive(member, name, depth)
        elif is_spare:
            self.spare[name] = self._read(member, name, MAX_FILE) or b""
        elif self.accepts(name, member.size):
            if is_large_notebook(name, member.size):
                self._keep_large(member, name)
            else:
                content = self._read(member, name, MAX_FILE)
                if content is not None:
                    self.keep(name, content)

    def _keep_large(self, member, name):
        with member.open() as file:
            if not hasattr(file, "fileno") or not isinstance(file, io.BufferedReader):
                content = self._read(member, name, member.size)
                self.keep(name, content) if content is not None else None
                return
            self.budget.pay(size=member.size)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                self.keep(name, content)

    def _read(self, member, name, most):
        """Read at most what is stated; a stated size may be a lie."""
        content = bytearray()
        try:
            with member.open() as file:
                while chunk := file.read(_CHUNK):
                    self.budget.pay(size=len(chunk))
                    content += chunk
                    if len(content) > min(member.size, most):
                        raise ValueError("more than is stated")
        except Spent:
            raise
        except Exception:  # a damaged archive may raise nearly anything
            self.refuse(name, "unreadable", "it is damaged")
            return None
        return bytes(content)

    def _open_archive(self, member, name, depth):
        if depth > _MAX_DEPTH:
            self.refuse(name, "too-deep", f"archives deeper than {_MAX_DEPTH} are not opened")
            return
        content = self._read(member, name, MAX_FILE * 2)
        if content is None:
            return
        try:
            inner = list_members(content)
        except GradingError as error:
            self.refuse(name, "unreadable", str(error))
            return
        self.budget.pay(files=len(inner) // 10)
        for found in inner:
            self._add(found, found.path, depth + 1)

    def finish(self):
        """Take what Jupyter had saved by itself, when there is no notebook besides."""
        if self.spare and not any(name.lower().endswith(".ipynb") for name in self.files):
            for name, content in self.spare.items():
                self.keep(
                    name.replace(".ipynb_checkpoints/", "").replace("-checkpoint", ""), content
                )
            text = "only what Jupyter saves by itself was handed in; it was taken"
            self.refuse(next(iter(self.spare)), "checkpoint", text)
        self.spare = {}


def read_folder(folder):
    """Read one student's folder."""
    upload = Upload()
    for member in _walk(os.fspath(folder), ""):
        upload.add(member)
    upload.finish()
    return upload.files, upload.repairs
