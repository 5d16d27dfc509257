"""Calls that a notebook never needs and that lead around a limit: refused, whatever the sandbox.

Memory that belongs to no process (memfd, System V segments, shared pages without a file) is not
seen by whoever watches the processes; locks and watches on shared files are a way to talk. A new user namespace gives the right to mount a file system
of any size. Keyrings outlive their notebook, and io_uring passes by every other filter.
"""

import ctypes
import platform
import struct

from coursekit.grading.kernels.syscalls import PR_SET_NO_NEW_PRIVS, call, prctl

_SAME = {  # since Linux 5.1 all machines share their numbers
    "io_uring_setup": 425, "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsmount": 432,
    "fspick": 433, "mount_setattr": 442, "memfd_secret": 447,
}  # fmt: skip
_REFUSED = {
    "x86_64": _SAME | {
        "memfd_create": 319, "shmget": 29, "msgget": 68, "add_key": 248, "request_key": 249,
        "keyctl": 250, "bpf": 321, "userfaultfd": 323, "perf_event_open": 298, "unshare": 272,
        "setns": 308, "mount": 165, "umount2": 166, "pivot_root": 155, "inotify_init": 253,
        "inotify_init1": 294,
    },
    "aarch64": _SAME | {
        "memfd_create": 279, "shmget": 194, "msgget": 186, "add_key": 217, "request_key": 218,
        "keyctl": 219, "bpf": 280, "userfaultfd": 282, "perf_event_open": 241, "unshare": 97,
        "setns": 268, "mount": 40, "umount2": 39, "pivot_root": 41, "inotify_init1": 26,
    },
}  # fmt: skip
# The machine's name in a filter, and the numbers of seccomp, mmap, clone, flock and fcntl.
_MACHINES = {
    "x86_64": (0xC000003E, 317, 9, 56, 73, 72),
    "aarch64": (0xC00000B7, 277, 222, 220, 32, 25),
}
_LOCKS = (6, 7, 37, 38)  # what fcntl is asked for: to lock, with and without waiting
_CLONE3 = 435
_SHARED_WITHOUT_FILE, _NEW_USER = 0x21, 0x10000000
_LOAD, _EQUAL, _AT_LEAST, _AND, _END = 0x20, 0x15, 0x35, 0x54, 0x06
_ALLOW, _KILL, _NOT_PERMITTED, _UNKNOWN_CALL = 0x7FFF0000, 0x80000000, 0x50001, 0x50026
_DONE = 0x50000  # said to be done, and not done


def refuse_ways_around():
    """Refuse this process and its children the calls of this module, for good."""
    machine = platform.machine()
    if machine in _MACHINES:
        name, seccomp, *numbers = _MACHINES[machine]
        install(seccomp, _program(name, *numbers, _REFUSED[machine].values()), 0)


def install(seccomp, steps, flags):
    """Install a filter."""
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(buffer))
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    call("syscall", seccomp, ctypes.c_uint(1), ctypes.c_uint(flags), program)


def _program(name, mmap, clone, flock, fcntl, refused):
    by_flags = [(mmap, 40, _SHARED_WITHOUT_FILE), (clone, 16, _NEW_USER)]
    steps = [
        (_LOAD, 0, 0, 4),  # the machine; another one, such as 32 bit, ends the process
        (_EQUAL, 1, 0, name),
        (_END, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),  # the call's number; the half-size pointers of x32 have high ones
        *_refuse_if(_AT_LEAST, 0x40000000, _NOT_PERMITTED),
        *_refuse_if(_EQUAL, _CLONE3, _UNKNOWN_CALL),  # its flags cannot be seen; clone's can
    ]
    for number in sorted(refused):
        steps += _refuse_if(_EQUAL, number, _NOT_PERMITTED)
    for number, place, flags in by_flags:
        steps += [
            (_EQUAL, 0, 5, number),
            (_LOAD, 0, 0, place),
            (_AND, 0, 0, flags),
            *_refuse_if(_EQUAL, flags, _NOT_PERMITTED),
            (_END, 0, 0, _ALLOW),
        ]
    # A lock on a file that all can read is a message to a notebook that runs at the same time.
    steps += _refuse_if(_EQUAL, flock, _DONE)
    steps += [(_EQUAL, 0, 1 + 2 * len(_LOCKS), fcntl), (_LOAD, 0, 0, 24)]
    for command in _LOCKS:
        steps += _refuse_if(_EQUAL, command, _DONE)
    return [*steps, (_END, 0, 0, _ALLOW)]


def _refuse_if(test, operand, answer):
    return [(test, 0, 1, operand), (_END, 0, 0, answer)]
