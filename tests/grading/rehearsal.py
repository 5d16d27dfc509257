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


def make_class(root, path):
    """Write the archive; return the points of the honest ones by student."""
    points, members = {}, {}
    for n, (name, notebooks, got, _) in enumerate(make_honest(root, 30, seed=11)):
        student = f"{name}_{1000 + n}"
        points[student] = got
        for file, notebook in notebooks.items():
            members[f"{student}_assignsubmission_file_/{file}.ipynb"] = json.dumps(notebook)
    for n, (name, notebooks, _, _) in enumerate(make_attacks(root)):
        if name.removeprefix("attack_") in ATTACKS:
            for file, notebook in notebooks.items():
                folder = f"{name}_{2000 + n}_assignsubmission_file_"
                members[f"{folder}/{file}.ipynb"] = json.dumps(notebook)
    for n, (name, files, _, _) in enumerate(make_damages(root)):
        if name.removeprefix("damage_") in DAMAGES:
            for file, content in files.items():
                members[f"{name}_{3000 + n}_assignsubmission_file_/{file}"] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return points


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
