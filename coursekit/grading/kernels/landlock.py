"""Landlock and seccomp: a sandbox that any process can close around itself, without help."""

import contextlib
import ctypes
import os
import platform
import struct

from coursekit.grading.kernels.seccomp import install
from coursekit.grading.kernels.syscalls import PR_SET_NO_NEW_PRIVS, call, libc, prctl

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_READ = (1 << 0) | (1 << 2) | (1 << 3)  # execute, read a file, list a folder
_ALL_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_FILE_ONLY = (1 << 0) | (1 << 1) | (1 << 2) | (1 << 14) | (1 << 15)
# Numbers of the calls that open a way out, by machine.
_SECCOMP = {
    "x86_64": (0xC000003E, 317, {"socket": 41, "ptrace": 101, "io_uring_setup": 425}),
    "aarch64": (0xC00000B7, 277, {"socket": 198, "ptrace": 117, "io_uring_setup": 425}),
}
_ALL_THREADS = 1


def landlock_version():
    """Tell the kernel's Landlock version, 0 when it has none."""
    if not os.path.exists("/proc/sys/kernel"):
        return 0
    version = libc.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(1))
    return max(version, 0)


def restrict_files(readable, writable):
    """Let this process and its children see nothing but the given folders."""
    version = landlock_version()
    if version == 0:
        raise OSError("this system has no Landlock")
    known = max(abi for abi in _ALL_BY_ABI if abi <= version)
    handled = _ALL_BY_ABI[known]
    # From version 6 on, signals and abstract sockets stay inside as well.
    scoped = 3 if version >= 6 else 0
    network = 3 if version >= 4 else 0
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    attributes = struct.pack("QQQ", handled, network, scoped)[:size]
    ruleset = call("syscall", _CREATE, attributes, ctypes.c_size_t(size), ctypes.c_uint(0))
    for paths, rights in ((readable, _READ), (writable, handled)):
        for path in paths:
            _allow(ruleset, path, rights & handled)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    call("syscall", _RESTRICT, ruleset, ctypes.c_uint(0))
    os.close(ruleset)


def _allow(ruleset, path, rights):
    with contextlib.suppress(FileNotFoundError, PermissionError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        if not os.path.isdir(path):
            rights &= _FILE_ONLY
        rule = struct.pack("=Qi", rights, descriptor)
        call("syscall", _ADD, ruleset, ctypes.c_int(1), rule, ctypes.c_uint(0))
        os.close(descriptor)


def restrict_network():
    """Forbid all threads every socket but local ones, and a few ways around that."""
    if platform.machine() not in _SECCOMP:
        raise OSError(f"no network filter for {platform.machine()}")
    architecture, seccomp, numbers = _SECCOMP[platform.machine()]
    steps = [
        (0x20, 0, 0, 4),  # load the architecture
        (0x15, 1, 0, architecture),
        (0x06, 0, 0, 0x80000000),  # another one: end the process
        (0x20, 0, 0, 0),  # load the call's number
        (0x15, 0, 3, numbers["socket"]),
        (0x20, 0, 0, 16),  # load its first argument, the family
        (0x15, 0, 4, 1),  # AF_UNIX is allowed
        (0x06, 0, 0, 0x7FFF0000),
        (0x15, 2, 0, numbers["ptrace"]),
        (0x15, 1, 0, numbers["io_uring_setup"]),
        (0x06, 0, 0, 0x7FFF0000),
        (0x06, 0, 0, 0x00050000 | 1),  # not permitted
    ]
    install(seccomp, steps, _ALL_THREADS)
