"""The command lines of the sandboxes, as lists, and what stands in the way of each."""

import sys
from pathlib import Path

import pytest

from coursekit.grading.course import GradingError
from coursekit.grading.kernels import backends
from coursekit.grading.kernels.backends import IMAGE, clean_environment, find_backend, missing_tool

FOLDER = Path("/tmp/coursekit-1-x")
PARENT = ["/srv/python", "-P", "-m", "coursekit.grading.kernels.zygote"]


def _command(name, monkeypatch, user):
    monkeypatch.delenv(IMAGE, raising=False)
    monkeypatch.setattr(backends.os, "geteuid", lambda: user)
    monkeypatch.setattr(backends.os, "getegid", lambda: user)
    return find_backend(name).command(FOLDER, PARENT, ["/srv/a", "/srv/b"])


def _environment():
    return [p for k, v in clean_environment().items() for p in ("--env", f"{k}={v}")]


CLOSED = [
    "run", "--rm", "--interactive", "--network", "none", "--read-only", "--cap-drop", "ALL",
    "--security-opt", "no-new-privileges", "--pids-limit", "2000", "--security-opt",
    "label=disable", "--tmpfs", "/tmp", "--workdir", "/", "--user",
]  # fmt: skip
SHOWN = [
    "--volume", f"{FOLDER}:/run/coursekit:rw", "--volume", "/srv/a:/srv/a:ro",
    "--volume", "/srv/b:/srv/b:ro",
]  # fmt: skip


def test_docker_for_an_ordinary_user(monkeypatch):
    wanted = ["docker", *CLOSED, "1000:1000", *SHOWN, *_environment()]
    assert _command("docker", monkeypatch, 1000) == [*wanted, "debian:stable-slim", *PARENT]


def test_podman_for_an_ordinary_user_keeps_the_number(monkeypatch):
    wanted = ["podman", *CLOSED, "1000:1000", "--userns", "keep-id", *SHOWN, *_environment()]
    assert _command("podman", monkeypatch, 1000) == [*wanted, "debian:stable-slim", *PARENT]


def test_docker_for_root_gives_the_parent_what_it_needs_to_become_nobody(monkeypatch):
    rights = ("SETUID", "SETGID", "KILL", "SYS_PTRACE", "CHOWN", "DAC_OVERRIDE", "FOWNER")
    added = [part for right in rights for part in ("--cap-add", right)]
    wanted = ["docker", *CLOSED, "0:0", *added, *SHOWN, *_environment()]
    assert _command("docker", monkeypatch, 0) == [*wanted, "debian:stable-slim", *PARENT]


def test_the_image_can_be_named(monkeypatch):
    monkeypatch.setenv(IMAGE, "our/course:1")
    command = find_backend("docker").command(FOLDER, PARENT, [])
    assert command[-len(PARENT) - 1 :] == ["our/course:1", *PARENT]


def test_bubblewrap_shows_nothing_but_what_is_named(monkeypatch):
    command = _command("bubblewrap", monkeypatch, 1000)
    assert command[-len(PARENT) - 1 :] == ["--", *PARENT]
    bound = [command[n + 1] for n, word in enumerate(command) if word in ("--bind", "--ro-bind")]
    assert set(bound) - {str(FOLDER), "/srv/a", "/srv/b"} <= set(backends.system_paths())
    assert {"--unshare-net", "--unshare-pid", "--clearenv", "--new-session"} <= set(command)
    assert [command[n + 1] for n, word in enumerate(command) if word == "--bind"] == [str(FOLDER)]


def test_no_secret_is_in_a_clean_environment(monkeypatch):
    monkeypatch.setenv("GRADER_SECRET", "x")
    assert "GRADER_SECRET" not in clean_environment()


def test_a_container_needs_an_image_with_the_systems_python(monkeypatch):
    monkeypatch.setattr(backends.shutil, "which", lambda tool: f"/usr/bin/{tool}")
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    monkeypatch.delenv(IMAGE, raising=False)
    reason = missing_tool(find_backend("docker"))
    assert reason == f"Python lies in /usr; name an image with this Python in ${IMAGE}"
    monkeypatch.setenv(IMAGE, "our/course:1")
    assert missing_tool(find_backend("docker")) == ""


def test_a_missing_engine_is_named(monkeypatch):
    monkeypatch.setattr(backends.shutil, "which", lambda tool: None)
    assert missing_tool(find_backend("podman")) == "the program podman is not installed"


def test_an_unknown_sandbox():
    with pytest.raises(GradingError, match="`backend`: got 'jail'; there are bubblewrap, landlock"):
        find_backend("jail")
