"""Work that can be broken off: every finished piece is on disk, and the next run goes on from it."""

import json
from pathlib import Path

from coursekit.errors import DatasetError


class Unfinished:
    """Pieces of a download beside the file that they will become."""

    def __init__(self, target, plan):
        target = Path(target)
        self.path = target.with_name(target.name + ".unfinished")
        self.plan = json.loads(json.dumps(plan))

    def start(self):
        """What an earlier run with the same plan left behind."""
        lines = self._read()
        if not lines:
            self.path.write_text(json.dumps({"plan": self.plan}) + "\n", encoding="utf-8")
            return []
        if lines[0].get("plan") != self.plan:
            raise DatasetError(
                f"{self.path}: holds a download with other criteria; finish it with those, "
                "or delete the file to start afresh"
            )
        return lines[1:]

    def add(self, pieces):
        """Put pieces on disk."""
        with self.path.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(piece) + "\n" for piece in pieces)

    def finish(self):
        """Forget the pieces: the file they belong to is written."""
        self.path.unlink(missing_ok=True)

    def _read(self):
        if not self.path.exists():
            return []
        text = self.path.read_text(encoding="utf-8", errors="replace")
        whole, _, cut = text.rpartition("\n")
        if cut:
            # a line without its end: the run was killed while it wrote
            self.path.write_text(whole + "\n" if whole else "", encoding="utf-8")
        try:
            lines = [json.loads(line) for line in whole.splitlines()]
        except json.JSONDecodeError:
            lines = [None]
        if not all(isinstance(line, dict) for line in lines):
            raise DatasetError(f"{self.path}: is damaged; delete the file to start afresh")
        return lines
