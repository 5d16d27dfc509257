"""One running kernel, as the grader sees it."""

import contextlib
import queue
import shutil


class KernelHandle:
    """One running kernel."""

    def __init__(self, pool, number, folder, key):
        self.pool = pool
        self.number = number
        self.folder = folder
        self.key = key
        self.ended = None

    def address(self, channel):
        """Return a channel's address: 1 shell, 2 iopub, 5 control."""
        return f"ipc://{self.folder}/s-{channel}"

    @property
    def used(self):
        """Processor time of the kernel and all its processes so far, unit s."""
        return self.pool.used.get(self.number, 0.0)

    def poll(self):
        """Return how the kernel ended, or None while it runs."""
        if self.ended is None:
            with contextlib.suppress(queue.Empty):
                self.ended = self.pool.exits[self.number].get_nowait()
        return self.ended

    def stop(self):
        """End the kernel and return how it ended, with its peak memory and processor time."""
        if self.poll() is None:
            self.pool.stop(self.number)
            try:
                self.ended = self.pool.exits[self.number].get(timeout=30)
            except queue.Empty:
                self.ended = {"code": -1, "reason": "no answer", "peak_mb": 0, "cpu": 0}
        self.pool.used.pop(self.number, None)
        shutil.rmtree(self.folder, ignore_errors=True)
        return self.ended
