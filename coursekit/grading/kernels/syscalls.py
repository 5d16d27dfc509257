"""The few Linux calls that Python 3.11 has no function for."""

import ctypes
import os
import struct

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_CHILD_SUBREAPER = 1, 38, 36

libc = ctypes.CDLL(None, use_errno=True)


def call(name, *arguments):
    """Call a libc function and raise OSError when it fails."""
    result = getattr(libc, name)(*arguments)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")
    return result


def unshare(flags):
    """Leave the given namespaces for new ones."""
    call("unshare", ctypes.c_int(flags))


def mount(source, target, kind, flags=0, options=""):
    """Mount a file system."""
    call(
        "mount",
        source.encode(),
        target.encode(),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        options.encode() if options else None,
    )


def prctl(option, value):
    """Set an attribute of the process."""
    words = [ctypes.c_ulong(word) for word in (value, 0, 0, 0)]
    call("prctl", ctypes.c_int(option), *words)


def drop_capabilities():
    """Give up every capability for good; an ordinary user cannot get one back."""
    header = struct.pack("Ii", 0x20080522, 0)
    call("capset", header, bytes(24))
