"""Which processes belong to a kernel, how much memory they hold, and how to end them all."""

import contextlib
import os
import signal

_USUAL_FILES = 100
_PER_FILE = 400_000  # what a socket takes at most with the usual settings of the system


def read_processes():
    """Read the process table."""
    page, tick = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")
    table = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        with contextlib.suppress(OSError, ValueError, IndexError), open(f"/proc/{name}/stat") as f:
            # The command in brackets may hold anything, also brackets.
            fields = f.read().rpartition(")")[2].split()
            # with that of children that ended and were waited for
            seconds = sum(map(int, fields[11:15])) / tick
            table[int(name)] = (int(fields[1]), int(fields[21]) * page, seconds, fields[0] == "R")
    return table


def fair_memory(number):
    """Read a process's memory with shared pages divided among those who share them."""
    try:
        with open(f"/proc/{number}/smaps_rollup") as file:
            for line in file:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) << 10
    except (OSError, ValueError):
        return None
    return None


def memory_of_files(number):
    """Guess what a process's open files hold outside of it: sockets keep what nobody reads."""
    try:
        files = len(os.listdir(f"/proc/{number}/fd"))
    except OSError:
        return 0
    return max(files - _USUAL_FILES, 0) * _PER_FILE


def find_tree(table, root):
    """Find a process and everything below it."""
    children = {}
    for number, (parent, *_) in table.items():
        children.setdefault(parent, []).append(number)
    tree, at = [root], 0
    while at < len(tree):
        tree.extend(child for child in children.get(tree[at], []) if child not in tree)
        at += 1
    return [number for number in tree if number in table]


def end_tree(root):
    """End a process and everything below it, also while it is multiplying."""
    for _ in range(50):
        tree = find_tree(read_processes(), root)
        if not tree:
            return
        # Stopped first, so that none can leave another behind.
        for number in tree:
            _send(number, signal.SIGSTOP)
        for number in tree:
            _send(number, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            if os.waitpid(root, os.WNOHANG)[0] == root:
                return


def _send(number, which):
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(number, which)
