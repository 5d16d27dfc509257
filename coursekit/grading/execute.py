"""Run notebooks: a pure function of notebook, files, environment and limits, and its cache.

Any `concurrent.futures.Executor` will do, also a cluster's: a task and its result are plain JSON,
and a task that was lost is simply run again.
"""

import ast
import atexit
import base64
import hashlib
import json
import os
import re
import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from keyword import iskeyword
from pathlib import Path
from textwrap import indent

from coursekit.grading.course import GradingError
from coursekit.grading.environment import environment_digest
from coursekit.grading.kernels.backends import find_backend
from coursekit.grading.kernels.limits import Limits
from coursekit.grading.kernels.pool import KernelPool
from coursekit.grading.kernels.runner import PASSING, NotebookRun
from coursekit.grading.needs import bound_names, needed_cells, sets_only
from coursekit.grading.texts import parse, squeeze

_TRIES = 3
_DATA = "coursekit.datasets"
_READS = re.compile(r"^\w+ = (load_\w+)\(\)", re.MULTILINE)
_pools = {}
_pools_lock = threading.Lock()


def make_task(notebook, files, limits, backend, modules=(), snapshot=None):
    """Describe one run as plain JSON."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    plan = plan_cells(cells, snapshot) if snapshot else [_plain(cell) for cell in cells]
    content = {
        "cells": plan,
        "files": {name: base64.b64encode(data).decode() for name, data in sorted(files.items())},
    }
    text = json.dumps(content, sort_keys=True) + environment_digest()
    key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    about = {"key": key, "backend": backend, "modules": list(modules)}
    return content | about | {"limits": limits.to_json()}


def _plain(cell):
    return {"id": cell.id, "source": cell.source}


def plan_cells(cells, snapshot):
    """List what runs of a notebook, and what is done before and after each cell."""
    released = {cell.id: snapshot.find(cell.id) for cell in cells}
    sources = [(cell.id, cell.source + _asked_for(released[cell.id])) for cell in cells]
    wanted = [
        cell.id
        for cell in cells
        if (known := released[cell.id]) is None
        or known.is_answer
        or known.is_test
        or squeeze(cell.source) not in (squeeze(known.source), squeeze(known.shown))
        or sets_only(cell.source)
    ]
    needed = set(needed_cells(sources, wanted))
    answers = snapshot.answer_names
    plan = []
    for cell in cells:
        known = released[cell.id]
        if cell.id not in needed:
            continue
        step = _plain(cell)
        if known is not None and known.is_test:
            step |= {"seal": snapshot.helpers[cell.id], "keeps": sorted(answers)}
        elif known is not None and not known.is_answer:
            step["gives"] = sorted(bound_names(known.source) - answers)
            if squeeze(cell.source) != squeeze(known.source):
                step["instead"] = mend_setup(cell.source, known.source)
        plan.append(step)
    return plan


def _asked_for(cell):
    """Names of the notebook that hidden cases ask for, in words: read like all others."""
    if cell is None or not cell.cases:
        return ""
    texts = [n.value for n in ast.walk(ast.parse(cell.cases)) if isinstance(n, ast.Constant)]
    names = sorted({text for text in texts if isinstance(text, str) and text.isidentifier()})
    return "\n" + "\n".join(name for name in names if not iskeyword(name))


def mend_setup(source, released):
    """Write what runs when a student's version of a set-up cell fails."""
    statements = [ast.unparse(node) for node in parse(source).body]
    tries = [f"try:\n{indent(s, '    ')}\nexcept Exception:\n    pass" for s in statements]
    return "\n".join([released, *tries])


def run_task(task):
    """Run one task in this process, with a parent that stays for the next ones."""
    files = {name: base64.b64decode(data) for name, data in task["files"].items()}
    limits = Limits(**task["limits"])
    pool = find_pool(task["backend"], tuple(task["modules"]))
    return NotebookRun(pool, limits, files).run(task["cells"]) | {"key": task["key"]}


def find_pool(backend, modules):
    """Return this process's pool of kernels, started at its first use."""
    with _pools_lock:
        pool = _pools.get((backend, modules))
        if pool is None or pool.process.poll() is not None:
            pool = KernelPool(find_backend(backend), modules=modules)
            _pools[(backend, modules)] = pool
        return pool


def warm_pool(backend, modules, more):
    """Have this process's pool, if there is one, import more, and give it for both lists."""
    with _pools_lock:
        pool = _pools.pop((backend, tuple(modules)), None)
        if pool is not None:
            pool.warm_up(more)
            _pools[(backend, tuple(more))] = pool


def close_pools():
    """End all parents of this process."""
    with _pools_lock:
        while _pools:
            _pools.popitem()[1].close()


atexit.register(close_pools)


class ResultCache:
    """Results on disk, by key; written whole or not at all."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def find(self, key):
        """Return a result, or None when there is none that can be read."""
        try:
            result = json.loads((self.folder / f"{key}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return result if isinstance(result, dict) and result.get("key") == key else None

    def keep(self, result):
        """Keep a result, unless it met a limit; a reader never sees half of it."""
        if has_met_a_limit(result):
            return
        write_whole(self.folder / f"{result['key']}.json", json.dumps(result))


def has_met_a_limit(result):
    """Tell whether a run was ended from outside, which says nothing lasting about a notebook."""
    return bool(PASSING & {event["kind"] for event in result.get("events", [])})


def write_whole(path, text):
    """Write a file so that a crash leaves the old one or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)


def execute_all(tasks, cache, *, executor=None, jobs=None):
    """Run many tasks and give each result as soon as it is there."""
    missing = []
    for task in tasks:
        result = cache.find(task["key"])
        if result is not None:
            yield task, result
        else:
            missing.append(task)
    if not missing:
        return
    own = executor is None
    executor = executor or ThreadPoolExecutor(jobs or 2 * (os.cpu_count() or 1))
    try:
        yield from _run_missing(missing, cache, executor)
    except BaseException:
        # Interrupted: running notebooks are ended, what is finished stays in the cache.
        if own:
            close_pools()
        raise
    finally:
        if own:
            executor.shutdown(wait=True, cancel_futures=True)


def _run_missing(missing, cache, executor):
    waiting = {executor.submit(run_task, task): (task, 1) for task in missing}
    while waiting:
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            task, tries = waiting.pop(future)
            error = future.exception() if not future.cancelled() else GradingError("cancelled")
            if error is None:
                cache.keep(future.result())
                yield task, future.result()
            elif tries < _TRIES:
                waiting[executor.submit(run_task, task)] = (task, tries + 1)
            else:
                yield task, {"key": task["key"], "failed": f"{type(error).__name__}: {error}"}


def find_modules(notebooks):
    """Find what notebooks import, to import it once instead of in every kernel."""
    names, calls = set(), set()
    for notebook in notebooks:
        for cell in notebook.cells:
            if cell.cell_type == "code":
                names |= _imports(cell.source)
                calls |= set(_READS.findall(cell.source))
    ready = [f"{_DATA}:{name}" for name in sorted(calls) if f"{_DATA}.{name}" in names]
    return sorted(names - {f"{_DATA}.{name}" for name in calls}) + ready


def _imports(source):
    found = set()
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found
