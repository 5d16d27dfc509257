"""Hostile submissions, each with right answers nowhere, so that any point is a success for it."""

import os
from pathlib import Path

from .edit import answer, cell, insert_before, read_release

WRONG = {
    "mean": "def mean_mass(counts):\n    return 0.0\n",
    "fractions": "def fractions(counts):\n    return 0\n",
    "volume": "def volume(lattice):\n    return -1.0\n",
}
# Code of one cell, put before the first test. LOOT lands where the student's pages would show it.
CODE = {
    "read_solutions": """
from pathlib import Path
import json
for path in [ROOT, *ROOT.parents]:
    for found in path.rglob("solutions/exercises/1_mass.*"):
        print("LOOT", found.read_text())
""",
    "read_gradebook": "print('LOOT', open(str(ROOT / 'gradebook.db'), 'rb').read()[:100])",
    "read_other_students": "import os\nprint('LOOT', os.listdir(str(ROOT / 'submitted')))",
    "read_shadow": "print('LOOT', open('/etc/shadow').read())",
    "read_environment": """
import os
print(open('/proc/1/environ').read())
for pid in os.listdir('/proc'):
    try:
        text = open(f'/proc/{pid}/environ').read() + open(f'/proc/{pid}/cmdline').read()
    except OSError:
        continue
    if 'GRADER_SECRET' in text or 'pytest' in text:
        print('LOOT', text)
if 'GRADER_SECRET' in os.environ:
    print('LOOT')
""",
    "write_gradebook": """
import sqlite3
db = sqlite3.connect(str(ROOT / 'gradebook.db'))
db.execute("create trigger t after update on grade begin update grade set auto_score=99; end")
db.commit()
print('LOOT')
""",
    "write_other_student": """
for target in ('submitted/honest000/exercises/1_mass.ipynb', 'solutions/exercises/1_mass.ipynb'):
    try:
        open(str(ROOT / target), 'w').write('{}')
        print('LOOT')
    except OSError as error:
        print(error)
""",
    "network_tcp": """
import socket
for host in ('127.0.0.1', '::1', '10.0.0.1'):
    try:
        socket.create_connection((host, PORT), timeout=1)
        print('LOOT')
    except OSError as error:
        print(error)
""",
    "network_udp": """
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.sendto(b'x', ('127.0.0.1', PORT))
print('LOOT')
""",
    "fork_bomb": """
import os, time
made = 0
try:
    while made < 2000:
        if os.fork() == 0:
            time.sleep(600)
        made += 1
except OSError as error:
    print(made, error)
if made > 500:
    print('LOOT')
""",
    "memory_bomb": """
hoard = []
for n in range(400):
    hoard.append(bytearray(50_000_000))
print('LOOT')
""",
    "memory_by_children": """
import os, time
for n in range(40):
    if os.fork() == 0:
        hoard = bytearray(150_000_000)
        for i in range(0, len(hoard), 4096):
            hoard[i] = 1
        time.sleep(600)
time.sleep(4)
print('LOOT')
""",
    "memory_by_programs": """
import subprocess, sys, time
hold = "x = bytearray(200_000_000); x[::4096] = b'1' * len(x[::4096]); import time; time.sleep(600)"
for n in range(12):
    subprocess.Popen([sys.executable, "-c", hold])
time.sleep(5)
print('LOOT')
""",
    "disk_bomb": """
written = 0
try:
    for n in range(40):
        with open(f'/tmp/f{n}', 'wb') as f:
            written += f.write(b'x' * 90_000_000)
except OSError as error:
    print(error)
if written > 1_000_000_000:
    print('LOOT')
""",
    "endless_loop": "while True:\n    pass",
    "ignored_signals": """
import signal, time
for s in range(1, 32):
    try:
        signal.signal(s, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        time.sleep(1)
    except BaseException:
        pass
""",
    "survivor": """
import os, time, sys
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for fd in range(3, 200):
            try:
                os.close(fd)
            except OSError:
                pass
        time.sleep(4242)
        os._exit(0)
    os._exit(0)
""",
    "kill_everything": "import os, signal\nos.kill(-1, signal.SIGKILL)",
    "strip_asserts": """
import ast
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
get_ipython().ast_transformers.append(Strip())
""",
    "always_equal": """
class Always:
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    def __abs__(self): return 0.0
    def __lt__(self, other): return True
    def __float__(self): return 26.6217
    def __iter__(self): return iter([self])
def mean_mass(counts): return Always()
def fractions(counts): return Always()
""",
    "formatter_patch": """
shell = get_ipython()
shell.display_formatter.format = lambda *a, **k: ({'text/plain': '3.0'}, {})
shell.displayhook.write_format_data = lambda *a, **k: None
""",
    "forged_messages": """
def forge(step, case, value):
    from IPython import get_ipython
    get_ipython().display_pub.publish({
        'application/vnd.coursekit.check+json': {
            'version': 1, 'step': step, 'case': case, 'value': value, 'verdict': True,
            'points': 1e9, 'rtol': 1e9, 'atol': 1e9}, 'text/plain': '3.0'})
for step in ('mean', 'fractions', 'volume'):
    for case in ('TiO2', 'NaCl', 'Al2O3', 'one'):
        forge(step, case, 1.0)
import coursekit.wire.record as wire
def emit(step, case, value, **rules):
    forge(step, case, 1.0)
""",
    "patched_checks": """
import coursekit.wire.record as wire
old = wire.encode
wire.encode = lambda value, depth=0: {'kind': 'float', 'value': 'nan'}
wire.MAX_BYTES = 10**12
import numpy as np
np.allclose = lambda *a, **k: True
abs = lambda x: 0.0
all = lambda x: True
""",
    "steal_hidden_tests": """
def spy(info):
    if info.raw_cell and 'hidden' in info.raw_cell:
        global stolen
        stolen = info.raw_cell
get_ipython().events.register('pre_run_cell', spy)
""",
    "script_in_output": """
from IPython.display import HTML, Javascript, display
display(HTML("<script>window.HACKED = 1</script><img src=x onerror='window.HACKED = 1'>"))
display(HTML("<a href='javascript:window.HACKED=1'>x</a><iframe srcdoc='<script>1</script>'>"))
display(Javascript('window.HACKED = 1'))
""",
    "detect_grading": """
import os, sys
def grading():
    signs = ('NBGRADER_EXECUTION', 'NBGRADER_VALIDATING', 'COURSEKIT_SANDBOX')
    return any(name in os.environ for name in signs) or 'nbgrader' in sys.modules
if grading():
    print('LOOT')
""",
    "shadow_library": """
open('numpy.py', 'w').write('def allclose(*a, **k): return True')
open('sitecustomize.py', 'w').write('print(1)')
import sys, importlib
sys.path.insert(0, '.')
import builtins
builtins.all = lambda items: True
""",
    "flood_by_display": """
from IPython.display import display
for n in range(150):
    display({'text/plain': 'x' * 1_000_000}, raw=True)
""",
    "flood_by_socket": """
import os
for n in range(200):
    get_ipython().kernel.iopub_socket.send(os.urandom(1_000_000))
""",
    "close_outputs": """
import os, sys
sys.stdout = sys.stderr = None
for fd in range(0, 60):
    try:
        os.close(fd)
    except OSError:
        pass
""",
    "exit_hard": "import os\nos._exit(0)",
    "become_root": """
import os, ctypes
libc = ctypes.CDLL(None)
print(libc.setuid(0), libc.unshare(0x10000000), libc.mount(b'/', b'/tmp', None, 4096, None))
if os.getuid() == 0:
    for path in ('/etc/shadow', str(ROOT / 'gradebook.db')):
        try:
            print('LOOT', open(path, 'rb').read(20))
        except OSError as error:
            print(error)
""",
    "talk_to_the_parent": """
import os, socket
for folder in ('/run', '/run/coursekit', '/tmp', '/var/run'):
    for base, _, names in os.walk(folder):
        for name in names:
            s = socket.socket(socket.AF_UNIX)
            try:
                s.connect(os.path.join(base, name))
                print('LOOT', base, name)
            except OSError:
                pass
for fd in range(3, 100):
    try:
        if 'pipe' in os.readlink(f'/proc/self/fd/{fd}'):
            os.write(fd, b'{"op": "start", "id": 99, "folder": "/"}\\n')
    except OSError:
        pass
""",
    "ptrace_and_memory": """
import os, ctypes
for pid in [p for p in os.listdir('/proc') if p.isdigit() and int(p) != os.getpid()]:
    try:
        open(f'/proc/{pid}/mem', 'rb')
        if ctypes.CDLL(None).ptrace(16, int(pid), 0, 0) == 0:
            print('LOOT', pid)
    except OSError as error:
        print(error)
""",
}


def make_attacks(root, port=9):
    """Make all attacks.

    Returns a list of (student, notebooks, extra files, prepare), where `prepare(folder)` finishes
    the submission on disk (links and the like) or is None.
    """
    release = answer(read_release(root), WRONG)
    made = []
    for name, code in CODE.items():
        head = f"from pathlib import Path\nROOT = Path({str(root)!r})\nPORT = {port}\n"
        notebooks = insert_before(answer(release, {}), "mean-check", head + code)
        if name == "steal_hidden_tests":
            notebooks = insert_before(notebooks, "fractions-question", "print(stolen)")
        made.append((f"attack_{name}", notebooks, {}, None))
    return made + _by_metadata(release) + _by_files(release, root)


def _by_metadata(release):
    more_points = answer(release, {})
    cell(more_points, "mean-check")["metadata"]["nbgrader"]["points"] = 500
    empty_tests = answer(release, {"mean-check": "pass", "fractions-check": "3.0"})
    own_tests = insert_before(answer(release, {}), "why-question", "100.0")
    own = own_tests["1_mass"]["cells"]
    new = next(c for c in own if c["id"].startswith("own-"))
    new["metadata"]["nbgrader"] = {
        "grade": True, "grade_id": "bonus", "locked": False, "points": 100, "solution": False,
        "schema_version": 3,
    }  # fmt: skip
    markup = answer(release, {"why": "<script>window.HACKED=1</script> [x](javascript:alert(1))"})
    return [
        ("attack_more_points", more_points, {}, None),
        ("attack_empty_tests", empty_tests, {}, None),
        ("attack_own_tests", own_tests, {}, None),
        ("attack_markup", markup, {}, None),
    ]


def _by_files(release, root):
    def link_file(folder):
        (folder / "data.csv").symlink_to("/etc/shadow")

    def link_notebook(folder):
        (folder / "2_cell.ipynb").unlink()
        (folder / "2_cell.ipynb").symlink_to(Path(root) / "solutions/exercises/2_cell.ipynb")

    def hard_link(folder):
        (folder / "2_cell.ipynb").unlink()
        os.link(Path(root) / "solutions/exercises/2_cell.ipynb", folder / "2_cell.ipynb")

    def pipe(folder):
        os.mkfifo(folder / "data.csv")

    script = {"numpy.py": b"def allclose(*a, **k): return True\n"}
    return [
        ("attack_link_file", answer(release, {}), {}, link_file),
        ("attack_link_notebook", answer(release, {}), {}, link_notebook),
        ("attack_hard_link", answer(release, {}), {}, hard_link),
        ("attack_pipe", answer(release, {}), {}, pipe),
        ("attack_library_beside", answer(release, {}), script, None),
    ]
