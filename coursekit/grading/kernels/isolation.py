"""What a forked kernel does to itself before it runs a single line of a student's."""

import contextlib
import os
import resource
import shutil
import signal

from coursekit.grading.kernels import landlock, seccomp, syscalls

HOME = "/home/student"
_NAMESPACES = (
    syscalls.CLONE_NEWNS
    | syscalls.CLONE_NEWPID
    | syscalls.CLONE_NEWNET
    | syscalls.CLONE_NEWIPC
    | syscalls.CLONE_NEWUTS
)


def leave_namespaces(mode):
    """Give the next child its own processes, network, mounts and host name."""
    if mode == "namespaces":
        syscalls.unshare(_NAMESPACES)
    else:
        # Orphans come back to the supervisor, so that they can be found and ended.
        syscalls.prctl(syscalls.PR_SET_CHILD_SUBREAPER, 1)


def enter(mode, spec):
    """Shut this process in; afterwards it has nobody's rights."""
    limits = spec["limits"]
    if mode == "namespaces":
        home = _mount_private(spec, limits)
    else:
        home = os.path.join(spec["folder"], "home")
        os.environ["TMPDIR"] = os.path.join(home, "tmp")
    os.environ["HOME"] = home
    _set_limits(limits)
    _become(spec["user"])
    # An ordinary caller's kernels would otherwise keep the rights of their user namespace.
    syscalls.drop_capabilities()
    if mode == "landlock":
        here = f"/proc/{os.getpid()}"
        landlock.restrict_files(readable=[*spec["readable"], here], writable=[home, "/dev/null"])
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    # Only now: a change of user takes this setting back.
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
    if mode != "plain":
        seccomp.refuse_ways_around()
    os.chdir(home)
    return home


def _mount_private(spec, limits):
    quiet = syscalls.MS_NOSUID | syscalls.MS_NODEV
    syscalls.mount("none", "/", "", syscalls.MS_REC | syscalls.MS_PRIVATE)
    syscalls.mount("proc", "/proc", "proc", quiet | syscalls.MS_NOEXEC)
    user = spec["user"] if spec["user"] is not None else os.getuid()
    size = f"size={limits['disk_mb']}m,nr_inodes=20000,mode=0700,uid={user},gid={user}"
    files = os.path.join(spec["folder"], "files")
    for folder in (HOME, "/tmp", "/dev/shm"):
        _mount_empty(folder, size, spec["readable"])
    _copy_files(files, HOME, user)
    # The other kernels' folders disappear behind an empty one.
    syscalls.mount("tmpfs", "/run/coursekit", "tmpfs", quiet | syscalls.MS_RDONLY, "size=4k")
    return HOME


def _mount_empty(folder, size, readable):
    """Hide what is in a folder, but for the readable folders: Python itself may live in there."""
    quiet = syscalls.MS_NOSUID | syscalls.MS_NODEV
    kept = {path: os.open(path, os.O_PATH) for path in readable if _is_below(path, folder)}
    syscalls.mount("tmpfs", folder, "tmpfs", quiet, size)
    for path, descriptor in kept.items():
        os.makedirs(path, exist_ok=True)
        syscalls.mount(f"/proc/self/fd/{descriptor}", path, "", syscalls.MS_BIND | syscalls.MS_REC)
        locked = quiet | syscalls.MS_BIND | syscalls.MS_REMOUNT | syscalls.MS_RDONLY
        syscalls.mount("none", path, "", locked)
        os.close(descriptor)


def _is_below(path, folder):
    return path.startswith(folder + "/") and os.path.isdir(path)


def _copy_files(source, target, user):
    if not os.path.isdir(source):
        return
    shutil.copytree(source, target, dirs_exist_ok=True)
    for folder, _, names in os.walk(target):
        for path in [folder, *(os.path.join(folder, name) for name in names)]:
            os.chmod(path, 0o700)
            with contextlib.suppress(PermissionError):
                os.chown(path, user, user)


def _set_limits(limits):
    megabyte = 1 << 20
    held = _address_space()
    wanted = {
        # Address space is more than memory; the parent watches the memory itself.
        resource.RLIMIT_AS: held + (limits["memory_mb"] + 1000) * megabyte,
        resource.RLIMIT_CPU: int(limits["notebook_seconds"]) + 10,
        resource.RLIMIT_FSIZE: limits["file_mb"] * megabyte,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 512,
        # An ordinary user's other processes count as well; there the parent does the counting.
        resource.RLIMIT_NPROC: limits["processes"] if os.getuid() == 0 else 4096,
    }
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def _address_space():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _become(user):
    if user is None:
        return
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
