"""More hostile and damaged submissions, of kinds that the first lists do not have."""

import copy
import gzip
import json

from .attacks import WRONG
from .edit import RIGHT, answer, cell, insert_before, read_release

FULL_SCORE = 11.0
# Code before the first test; a point earned, or LOOT in an output, is a success for it.
CODE = {
    "meta_path": """
import sys, types
import coursekit.wire.record as real
class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return None
sys.meta_path.insert(0, Finder)
fake = types.ModuleType("coursekit.wire.record")
fake.emit = lambda step, case, value, **rules: real.emit(step, case, True, rtol=1e9, atol=1e9)
sys.modules["coursekit.wire.record"] = fake
from coursekit.wire.record import emit
""",
    "json_patched": """
import json
json.dumps = lambda *a, **k: '{"kind": "float", "value": "nan"}'
json.JSONEncoder.default = lambda self, item: 26.6217
""",
    "builtins_patched": """
import builtins
builtins.isinstance = lambda item, kind: True
builtins.float = lambda item=0: 26.6217
__builtins__.all = __builtins__.any = lambda items: True
__builtins__.len = lambda item: 1
""",
    "objects_dug_for": """
import gc, os
words = ("total_mass = sum", "amounts / amounts.sum()", "hidden_" + "counts")
for item in gc.get_objects():
    name = type(item).__name__
    if name in ("Expected", "Snapshot", "ReleasedCell", "Verdict", "PickJudge"):
        print("LOOT", name)
    if type(item) is dict:
        for text in list(item.values()):
            if type(text) is str and len(text) < 20_000 and any(word in text for word in words):
                if "words = (" not in text and "gc.get_objects" not in text:
                    print("LOOT", text)
""",
    "own_memory_read": """
import re
needle = bytes([109, 97, 115, 115, 32, 61, 32, 115, 117, 109, 40, 77, 65, 83, 83])
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps:
        start, end = (int(x, 16) for x in line.split()[0].split("-"))
        if " rw" in line and end - start < 1 << 28 and "[v" not in line:
            try:
                memory.seek(start)
                if needle in memory.read(end - start):
                    print("LOOT", line)
            except OSError:
                pass
""",
    "threads_run_on": """
import threading, time
def meddle():
    names = globals()
    while True:
        for key in ("shown", "found", "verdicts"):
            if key in names:
                names[key] = 26.6217 if key == "shown" else [True]
        time.sleep(0.001)
for _ in range(4):
    threading.Thread(target=meddle, daemon=True).start()
""",
    "timer_changes_frames": """
import signal
def meddle(number, frame):
    while frame is not None:
        if "value" in frame.f_locals and "verdict" in frame.f_locals:
            frame.f_locals["value"] = 26.6217
        frame = frame.f_back
signal.signal(signal.SIGALRM, meddle)
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
""",
    "own_client": """
import threading, zmq
kernel = get_ipython().kernel
def ask():
    socket = zmq.Context().socket(zmq.DEALER)
    socket.connect(get_ipython().config.IPKernelApp.get("connection_file", "ipc:///tmp/none") or "ipc://x")
    kernel.session.send(socket, "execute_request", {"code": "1", "silent": False})
threading.Thread(target=ask, daemon=True).start()
kernel.session.send(kernel.iopub_socket, "execute_reply", {"status": "ok"}, parent=kernel.get_parent())
kernel.session.send(kernel.iopub_socket, "status", {"execution_state": "idle"}, parent=kernel.get_parent())
""",
    "startup_left_behind": """
import os
home = os.path.expanduser("~")
for place in (f"{home}/.ipython/profile_default/startup", f"{home}/.local/lib/python3.11/site-packages"):
    os.makedirs(place, exist_ok=True)
    for name in ("00.py", "usercustomize.py", "x.pth"):
        open(f"{place}/{name}", "w").write("import builtins; builtins.MARK = print('LOOT started')")
os.makedirs("coursekit/checks", exist_ok=True)
open("coursekit/__init__.py", "w").write("print('LOOT shadow')")
os._exit(3)
""",
    "fork_speaks_later": """
import os, time
parent = get_ipython().kernel.get_parent()
if os.fork() == 0:
    from coursekit.wire.record import emit
    for _ in range(50):
        for step, case in (("mean", "NaCl"), ("mean", "Al2O3"), ("volume", "left")):
            try:
                emit(step, case, True, rtol=1e9, atol=1e9)
            except BaseException:
                pass
        time.sleep(0.02)
    os._exit(0)
""",
    "no_recursion_no_memory": """
import sys, resource
sys.setrecursionlimit(60)
sys.setswitchinterval(100)
resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8))
""",
    "hash_and_number_tower": """
import numbers, numpy as np
class Any(float):
    def __new__(cls): return float.__new__(cls, 26.6217)
    def __float__(self): return 26.6217
    def __format__(self, spec): return "26.6217"
    def is_integer(self): return True
numbers.Number.register(Any)
def mean_mass(counts): return type("M", (), {"shape": (), "tolist": lambda s: True, "unit": "amu"})()
def fractions(counts): return np.ma.masked_all(len(counts))
""",
}


def make_further_attacks(root):
    """Make them; as `make_attacks` does."""
    release = answer(read_release(root), WRONG)
    return [
        (f"attack_{name}", insert_before(answer(release, {}), "mean-check", code), {}, None)
        for name, code in CODE.items()
    ]


def _all_cells(change):
    def damage(notebooks):
        for notebook in notebooks.values():
            for n, found in enumerate(notebook["cells"]):
                change(n, found)

    return damage


def _picture(notebooks):
    data = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"image/png": "iVBOR" * 6_000_000},
    }
    code = [c for c in notebooks["1_mass"]["cells"] if c["cell_type"] == "code"]
    code[0]["outputs"] = [data]


def _nested_source(n, found):
    lines = "".join(found["source"]).splitlines(keepends=True)
    found["source"] = [lines[:1], [[line] for line in lines[1:]]]


def _mixed_outputs(n, found):
    if found["cell_type"] == "code":
        found["outputs"] = [None, 7, {"output_type": "stream"}, {"output_type": []}, "x"]
        found["execution_count"] = {"a": [1]}


def _as_dict(notebooks):
    for notebook in notebooks.values():
        notebook["cells"] = {str(n): found for n, found in enumerate(notebook["cells"])}


def _shouted(n, found):
    found["cell_type"] = found["cell_type"].capitalize()


def _marks_as_list(n, found):
    marks = found["metadata"].get("nbgrader")
    if marks:
        found["metadata"]["nbgrader"] = [marks]


def _source(cell_id, change):
    def damage(notebooks):
        found = cell(notebooks, cell_id)
        found["source"] = change("".join(found["source"]))

    return damage


NOTEBOOKS = {
    "source_nested_lists": (_all_cells(_nested_source), FULL_SCORE),
    "huge_picture": (_picture, FULL_SCORE),
    "mixed_outputs": (_all_cells(_mixed_outputs), FULL_SCORE),
    "cells_as_dict": (_as_dict, FULL_SCORE),
    "cell_types_in_capitals": (_all_cells(_shouted), FULL_SCORE),
    "marks_as_list": (_all_cells(_marks_as_list), FULL_SCORE),
    "ids_are_numbers": (_all_cells(lambda n, c: c.update(id=n)), FULL_SCORE),
    "ids_are_long": (_all_cells(lambda n, c: c.update(id=c["id"] + " ü/" * 500)), FULL_SCORE),
    "mark_inside_source": (_source("mean", lambda s: "\ufeff" + s), FULL_SCORE),
    "no_break_spaces": (_source("mean", lambda s: s.replace("    ", "\u00a0" * 4)), FULL_SCORE),
    "zero_width_spaces": (_source("mean", lambda s: s.replace("=", "=\u200b")), FULL_SCORE),
    "old_mac_line_ends": (_source("mean", lambda s: s.replace("\n", "\r")), FULL_SCORE),
    "line_separators": (_source("mean", lambda s: s.replace("\n", "\u2028")), FULL_SCORE),
    "tabs": (
        _source("mean", lambda s: s.replace("        ", "\t\t").replace("    ", "\t")),
        FULL_SCORE,
    ),
}


def _put(change):
    return lambda files: files.update({"1_mass.ipynb": change(files["1_mass.ipynb"])})


def _same_name_twice(files):
    files["1_mass.ipynb"] = files["1_mass.ipynb"].replace(b"total / sum", b"total / (0 + sum")


FILES = {
    "nan_in_json": (
        _put(lambda c: c.replace(b'"metadata": {}', b'"metadata": {"x": NaN, "y": -Infinity}')),
        FULL_SCORE,
    ),
    "comma_in_a_cell": (
        _put(lambda c: c.replace(b'"metadata": {}', b'"metadata": {"x": 1,}', 2)),
        FULL_SCORE,
    ),
    "wrapped_as_text": (_put(lambda c: json.dumps(c.decode()).encode()), FULL_SCORE),
    "gzipped": (_put(gzip.compress), FULL_SCORE),
    "utf_32": (_put(lambda c: c.decode().encode("utf-32")), FULL_SCORE),
    "twice_in_one_file": (_put(lambda c: c + b"\n" + c), FULL_SCORE),
    "comma_too_many": (_put(lambda c: c.rstrip()[:-1].rstrip() + b",\n}"), FULL_SCORE),
    "text_before": (_put(lambda c: b"Content-Type: application/json\r\n\r\n" + c), FULL_SCORE),
    "wrapped_in_a_request": (_put(lambda c: b'{"type": "notebook", "content": ' + c + b"}"), FULL_SCORE),
}  # fmt: skip
HARMLESS = {
    "cell_types_in_capitals",
    "ids_are_long",
    "old_mac_line_ends",
    "huge_picture",
    "mixed_outputs",
    "ids_are_numbers",
    "tabs",
    "nan_in_json",
}


def make_further_damages(root):
    """Make them; as `make_damages` does."""
    right = answer(read_release(root), RIGHT)
    made = []
    for name, (damage, points) in NOTEBOOKS.items():
        notebooks = copy.deepcopy(right)
        damage(notebooks)
        files = {f"{n}.ipynb": json.dumps(nb, indent=1).encode() for n, nb in notebooks.items()}
        made.append((f"damage_{name}", files, points, name not in HARMLESS))
    for name, (damage, points) in FILES.items():
        files = {f"{n}.ipynb": json.dumps(nb, indent=1).encode() for n, nb in right.items()}
        damage(files)
        made.append((f"damage_{name}", files, points, name not in HARMLESS))
    return made
