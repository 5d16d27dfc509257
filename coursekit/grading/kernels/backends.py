"""The sandboxes: how the parent of all kernels is started, and whether that works here."""

import os
import shutil
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from coursekit.grading.course import GradingError
from coursekit.grading.kernels.isolation import HOME

NAMES = ("bubblewrap", "landlock", "podman", "docker")
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
_SETTINGS = (
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/ssl/openssl.cnf",
)
# Not /dev/zero: its shared pages belong to no process and would pass by the memory limit.
_DEVICES = ("/dev/null", "/dev/random", "/dev/urandom")
_PROC = ("/proc/meminfo", "/proc/cpuinfo", "/proc/stat", "/proc/filesystems", "/proc/sys/kernel")
_RIGHTS = ("SETUID", "SETGID", "KILL", "SYS_PTRACE", "CHOWN", "DAC_OVERRIDE", "FOWNER")
IMAGE = "COURSEKIT_IMAGE"
THREADS = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA", "VECLIB")


@dataclass(frozen=True)
class Backend:
    """One way to shut kernels in."""

    name: str
    mode: str
    strength: str

    def folder_inside(self, folder):
        """Name the shared folder as the parent sees it."""
        return "/run/coursekit" if self.name != "landlock" and self.is_safe else str(folder)

    @property
    def is_safe(self):
        """Whether it keeps a hostile program in."""
        return self.name != "unsafe"

    def command(self, folder, arguments, readable):
        """Return the command line that starts the parent."""
        if self.name == "bubblewrap":
            return [*_bubblewrap(folder, readable), *arguments]
        if self.name in ("podman", "docker"):
            return [*_container(self.name, folder, readable), *arguments]
        return arguments


BACKENDS = {
    "bubblewrap": Backend(
        "bubblewrap", "namespaces", "own files, processes, network and user for each notebook"
    ),
    "landlock": Backend("landlock", "landlock", "own files and user, no network, limits"),
    "podman": Backend("podman", "landlock", "one container, each notebook closed off within"),
    "docker": Backend("docker", "landlock", "one container, each notebook closed off within"),
    "unsafe": Backend("unsafe", "plain", "NONE: programs run with your rights"),
}


def find_backend(name):
    """Return a backend by name."""
    if name not in BACKENDS:
        raise GradingError(f"`backend`: got {name!r}; there are {', '.join(NAMES)} and unsafe.")
    return BACKENDS[name]


def missing_tool(backend):
    """Tell why a backend cannot even be tried; "" when it can."""
    tool = {"bubblewrap": "bwrap", "podman": "podman", "docker": "docker"}.get(backend.name)
    if tool and shutil.which(tool) is None:
        return f"the program {tool} is not installed"
    if not sys.platform.startswith("linux") and backend.is_safe:
        return "this sandbox needs Linux"
    # A container shows its own system folders, not the host's.
    needs_image = backend.name in ("podman", "docker") and _is_system(sys.base_prefix)
    if needs_image and IMAGE not in os.environ:
        return f"Python lies in {sys.base_prefix}; name an image with this Python in ${IMAGE}"
    return ""


def readable_folders():
    """List what a kernel has to read: Python, its packages, this package and the teaching data."""
    package = Path(__file__).resolve().parents[2]
    # In a clone the course's files lie beside the package, and are told by their pins.
    beside = [package.parent / name for name in ("data", "constraints.txt")]
    wanted = [sys.prefix, sys.base_prefix, *_package_folders(), str(package)]
    wanted += map(str, beside)
    unique = dict.fromkeys(str(Path(p)) for p in wanted if p and not _is_system(p))
    return [path for path in unique if os.path.exists(path)]


def _package_folders():
    return [p for p in sys.path if p.endswith(("site-packages", "dist-packages"))]


def _is_system(path):
    return any(Path(path).is_relative_to(system) for system in _SYSTEM)


def hidden_from_others(paths):
    """Find the first path that a user without rights cannot reach, or ""."""
    for path in paths:
        for part in (Path(path), *Path(path).parents):
            if part.is_dir() and not part.stat().st_mode & stat.S_IXOTH:
                return str(part)
    return ""


def system_paths():
    """List the system's files that a program needs: libraries, fonts, a few settings."""
    return [path for path in (*_SYSTEM, *_SETTINGS) if os.path.exists(path)]


def landlock_paths():
    """List what a kernel under Landlock may read besides `readable_folders`."""
    return [*system_paths(), *_DEVICES, *_PROC]


def clean_environment(home=HOME):
    """Return the whole environment of a kernel: nothing of the grader's own is in it."""
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": home,
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "PYTHONHASHSEED": "0",
        "MALLOC_ARENA_MAX": "2",
        "MPLCONFIGDIR": "/tmp/mpl",
        **{f"{name}_NUM_THREADS": "1" for name in THREADS},
    }


def _bubblewrap(folder, readable):
    command = ["bwrap", "--unshare-pid", "--unshare-ipc", "--unshare-net", "--unshare-uts"]
    command += ["--unshare-cgroup-try", "--new-session", "--clearenv", "--hostname", "sandbox"]
    if os.geteuid() != 0:
        command += ["--unshare-user", "--cap-add", "ALL"]
    else:
        # The parent needs these to shut its children in; the children keep none.
        command += ["--cap-drop", "ALL"]
        for right in ("SYS_ADMIN", *_RIGHTS):
            command += ["--cap-add", f"CAP_{right}"]
    for path in system_paths():
        command += _bind_system(path)
    command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", "/run"]
    command += ["--dev-bind", "/dev/null", "/dev/zero"]
    # Folders on the way are closed to others unless they are made first.
    for path in _folders_above([HOME + "/x", *_SETTINGS, *readable]):
        command += ["--perms", "0755", "--dir", path]
    for path in readable:
        command += ["--ro-bind", path, path]
    command += ["--bind", str(folder), "/run/coursekit", "--chdir", "/"]
    for name, value in clean_environment().items():
        command += ["--setenv", name, value]
    return [*command, "--"]


def _folders_above(paths):
    above = {str(parent) for path in paths for parent in Path(path).parents}
    return sorted(above - {"/", *_SYSTEM})


def _bind_system(path):
    if os.path.islink(path):
        return ["--symlink", os.readlink(path), path]
    return ["--ro-bind", path, path]


def _container(tool, folder, readable):
    image = os.environ.get(IMAGE, "debian:stable-slim")
    command = [tool, "run", "--rm", "--interactive", "--network", "none", "--read-only"]
    command += ["--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--pids-limit", "2000"]
    # Folders of the host are shown as they are; a label of the container's would hide them.
    command += ["--security-opt", "label=disable", "--tmpfs", "/tmp", "--workdir", "/"]
    command += ["--user", f"{os.geteuid()}:{os.getegid()}"]
    if os.geteuid() == 0:
        command += [part for right in _RIGHTS for part in ("--cap-add", right)]
    elif tool == "podman":
        # Without this the caller's own files belong to the container's root.
        command += ["--userns", "keep-id"]
    command += ["--volume", f"{folder}:/run/coursekit:rw"]
    for path in readable:
        command += ["--volume", f"{path}:{path}:ro"]
    for name, value in clean_environment().items():
        command += ["--env", f"{name}={value}"]
    return [*command, image]
