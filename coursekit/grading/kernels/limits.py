"""How much time, memory and output a submission may use."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of one notebook's run."""

    cell_seconds: float = 60.0
    notebook_seconds: float = 600.0
    patience: float = 10.0
    memory_mb: int = 2000
    processes: int = 80
    file_mb: int = 100
    disk_mb: int = 256
    output_kb: int = 1200
    cell_output_kb: int = 300
    received_mb: int = 2000

    def to_json(self):
        """Return the limits as a plain dict."""
        return asdict(self)
