"""What was mended in a submission, in words that an instructor can read and a program can count."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Repair:
    """One thing that was mended or left out."""

    kind: str
    where: str
    text: str

    def __str__(self):
        return f"{self.where}: {self.text}"

    def to_json(self):
        """Return the repair as a plain dict."""
        return asdict(self)
