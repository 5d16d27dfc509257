"""Forty submissions as a learning platform hands them over, and a Formgrader to mark them in."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from contextlib import contextmanager
from pathlib import Path

from .corpus.attacks import make_attacks
from .corpus.damages import make_damages
from .corpus.honest import make_honest

ATTACKS = ("read_solutions", "strip_asserts", "script_in_output", "markup", "exit_hard")
DAMAGES = ("split_answer", "byte_order_mark", "stripped_metadata", "renamed", "merge_conflict")


def _write(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content if isinstance(content, bytes) else json.dumps(content))


def make_class(root, path):
    """Write a Moodle archive: 15 honest, 5 hostile and 5 damaged submissions.

    Returns the points of each honest student.
    """
    points, members = {}, {}
    for n, (name, notebooks, got, _) in enumerate(make_honest(root, 15, seed=11)):
        student = f"{name}_{1000 + n}"
        points[student] = got
        for file, notebook in notebooks.items():
            members[f"{student}_assignsubmission_file_/{file}.ipynb"] = notebook
    for n, (name, notebooks, _, _) in enumerate(make_attacks(root)):
        if name.removeprefix("attack_") in ATTACKS:
            for file, notebook in notebooks.items():
                members[f"{name}_{2000 + n}_assignsubmission_file_/{file}.ipynb"] = notebook
    for n, (name, files, _, _) in enumerate(make_damages(root)):
        if name.removeprefix("damage_") in DAMAGES:
            for file, content in files.items():
                members[f"{name}_{3000 + n}_assignsubmission_file_/{file}"] = content
    _write(path, members)
    return points


# Student's id, and where a file of theirs lies; every third one is late.
PLATFORMS = {
    "ilias": ("Doe_{0}_l{0}_{1}", "Ex/Submissions/Doe_{0}_l{0}_{1}/{2}{3}", "Late Submission - "),
    "canvas": ("{0}_{1}", "{0}_{2}{1}_{4}_{3}", "LATE_"),
    "sakai": ("u{1}", "Ex/Doe, {0}(u{1})/Submission attachment(s)/{3}", ""),
}


def make_platforms(root, folder):
    """Write archives in three layouts, 12 students each, and a re-upload of two of them.

    Returns the points of each student, who is late, and the archives in order.
    """
    points, late, paths = {}, set(), []
    for k, (platform, (student, place, prefix)) in enumerate(PLATFORMS.items()):
        members, again = {}, {}
        for n, (name, notebooks, got, _) in enumerate(make_honest(root, 12, seed=20 + k)):
            number, is_late = 4000 + 100 * k + n, n % 3 == 0 and bool(prefix)
            points[student.format(name, number)] = got
            late |= {student.format(name, number)} if is_late else set()
            for m, (file, notebook) in enumerate(notebooks.items()):
                values = (name, number, prefix if is_late else "", f"{file}.ipynb", 10 * n + m)
                members[place.format(*values)] = notebook
                if n < 2 and m == 0:
                    again[place.format(*values[:3], f"{file}-1.ipynb", 900 + n)] = notebook
        _write(folder / f"{platform}.zip", members)
        _write(folder / f"{platform}-again.zip", again)
        paths += [folder / f"{platform}.zip", folder / f"{platform}-again.zip"]
    return points, late, paths


@contextmanager
def formgrader(root):
    """Serve Formgrader for a course and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", f"--port={port}",
        "--IdentityProvider.token=", "--ServerApp.password=",
        "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}",
    ]  # fmt: skip
    bin_folder = str(Path(sys.executable).parent)
    environment = os.environ | {
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(root),
        "JUPYTER_CONFIG_DIR": str(root / ".jupyter"),
    }
    log = open(root / "server.log", "wb")  # noqa: SIM115  (written while the server runs)
    server = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api", server, root / "server.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def _wait_for(address, server, log):
    for _ in range(240):
        try:
            urllib.request.urlopen(address, timeout=2).read()
            return
        except OSError:
            time.sleep(0.25)
        if server.poll() is not None:
            break
    raise RuntimeError(log.read_text()[-2000:])
