"""The kernel inside the sandbox: ipykernel, with sockets made beforehand and bounded output."""

import os
import random
import sys

import zmq
from ipykernel.iostream import OutStream
from ipykernel.kernelapp import IPKernelApp

from coursekit.grading.kernels import names, patience, raws
from coursekit.grading.kernels.landlock import restrict_network


class BoundedStream(OutStream):
    """A stream that stops taking text when a cell has written enough."""

    limit = 1 << 20
    written = 0

    def write(self, string):
        """Write at most what is left for this cell."""
        if not isinstance(string, str):
            return super().write(string)
        left = type(self).limit - type(self).written
        type(self).written += len(string)
        if left <= 0:
            return len(string)
        super().write(string[:left])
        if len(string) > left:
            super().write("\n... the rest of the output was cut ...\n")
        return len(string)


class SandboxKernelApp(IPKernelApp):
    """A kernel that takes over listening sockets instead of making files."""

    outstream_class = f"{__name__}.BoundedStream"
    listeners = ()

    def init_connection_file(self):
        """Do nothing: the sockets are there already."""

    def write_connection_file(self, **kwargs):
        """Do nothing: the grader knows the sockets."""

    def cleanup_connection_file(self):
        """Do nothing."""

    def init_heartbeat(self):
        """Do nothing: the parent watches the process itself."""

    def _try_bind_socket(self, s, port):
        s.setsockopt(zmq.USE_FD, self.listeners[port - 1])
        s.bind(f"ipc://{self.ip}-{port}")
        return port


def run_kernel(spec, listeners):
    """Serve one kernel until it is ended."""
    BoundedStream.limit = spec["limits"]["cell_output_kb"] * 4096
    app = SandboxKernelApp.instance()
    app.listeners = listeners
    app.transport, app.ip = "ipc", os.path.join(os.environ["HOME"], ".k")
    app.shell_port, app.iopub_port, app.stdin_port, app.hb_port, app.control_port = range(1, 6)
    app.session.key = spec["key"].encode()
    app.config.HistoryManager.enabled = False
    app.config.InteractiveShell.colors = "nocolor"
    # A tip of the day is drawn by chance whenever a client asks for the banner: out of turn.
    app.config.InteractiveShell.enable_tip = False
    raws.install()
    patience.install(spec["limits"]["cell_seconds"])
    names.install()
    app.initialize([])
    if spec["no_network"]:
        # Only now: libzmq ends the process when a network socket is refused to it at its start.
        restrict_network()
    app.shell.events.register("pre_run_cell", _start_cell)
    _seed()
    app.start()


def _seed():
    # So that grading repeats.
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)


def _start_cell(info):
    BoundedStream.written = 0
