"""How much time, memory and output a submission may use."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of one notebook's run.

    Parameters
    ----------
    cell_seconds, notebook_seconds : float, default 60 and 600, unit s
        Processor time of a cell and of the notebook with all replays, so that a busy machine costs
        nobody a point. A cell that neither computes nor says anything for `cell_seconds` is ended
        as well.
    patience : float, default 10
        The clock's limits are this many times those of the processor.
    memory_mb : int, default 2000, unit MB
        Memory of all processes together, above what the parent holds already.
    processes : int, default 80
        Processes and threads.
    file_mb : int, default 100, unit MB
        Size of a file.
    disk_mb : int, default 256, unit MB
        Size of each of the private temporary folders.
    output_kb : int, default 1200, unit kB
        Output that is kept of the notebook.
    cell_output_kb : int, default 300, unit kB
        Output that is kept of a cell.
    received_mb : int, default 2000, unit MB
        Output after which the kernel is stopped.
    """

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
