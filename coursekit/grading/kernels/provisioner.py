"""Any Jupyter program's kernels, forked and sandboxed: a provisioner for jupyter_client.

With ``JUPYTER_DEFAULT_PROVISIONER_NAME=coursekit-sandbox`` nbgrader's own `autograde` and
`validate` run in the sandbox as they are. The name is known to jupyter_client by its entry point,
or after `register`.
"""

import asyncio
import atexit
import os
import signal
import threading

from jupyter_client.provisioning import KernelProvisionerBase, KernelProvisionerFactory

from coursekit.grading.kernels.limits import Limits
from coursekit.grading.kernels.pool import KernelPool
from coursekit.grading.kernels.probe import choose_backend

NAME = "coursekit-sandbox"
_shared = {}
_lock = threading.Lock()


def register():
    """Make the provisioner known to this process, also where the entry point is not installed."""
    from importlib.metadata import EntryPoint

    entry = EntryPoint(NAME, f"{__name__}:SandboxProvisioner", KernelProvisionerFactory.GROUP_NAME)
    KernelProvisionerFactory.instance().provisioners[NAME] = entry


def _find_pool():
    with _lock:
        if "pool" not in _shared:
            name = os.environ.get("COURSEKIT_SANDBOX", "auto")
            modules = os.environ.get("COURSEKIT_PRELOAD", "numpy").split(",")
            backend, _ = choose_backend(name)
            _shared["pool"] = KernelPool(backend, modules=modules)
            atexit.register(_shared["pool"].close)
        return _shared["pool"]


class SandboxProvisioner(KernelProvisionerBase):
    """Launches kernels in the sandbox."""

    handle = None

    @property
    def has_process(self):
        """Whether a kernel was launched and not yet waited for."""
        return self.handle is not None

    async def poll(self):
        """Return None while the kernel runs, otherwise its exit code."""
        ended = self.handle.poll() if self.handle else {"code": 0}
        return None if ended is None else ended["code"]

    async def wait(self):
        """Wait for the kernel to end."""
        while await self.poll() is None:
            await asyncio.sleep(0.05)
        code = await self.poll()
        if self.handle is not None:
            self.handle.stop()
            self.handle = None
        return code

    async def send_signal(self, signum):
        """End the kernel, or let an interrupt go by message."""
        if self.handle is not None and signum in (signal.SIGKILL, signal.SIGTERM):
            self.handle.stop()

    async def kill(self, restart=False):
        """End the kernel and all it started."""
        if self.handle is not None:
            self.handle.stop()

    async def terminate(self, restart=False):
        """End the kernel and all it started."""
        await self.kill(restart)

    async def cleanup(self, restart=False):
        """Do nothing: the kernel's folder goes when it ends."""

    async def pre_launch(self, **kwargs):
        """Prepare: messages interrupt the kernel, and its sockets are files."""
        kwargs.pop("extra_arguments", None)
        kwargs.pop("transport_encryption", None)
        self.kernel_spec.interrupt_mode = "message"
        if self.parent is not None:
            self.parent.transport = "ipc"
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd, **kwargs):
        """Fork a kernel and tell how to reach it."""
        self.handle = _find_pool().start(Limits())
        channels = ("shell_port", "iopub_port", "stdin_port", "hb_port", "control_port")
        self.connection_info = {
            "transport": "ipc",
            "ip": f"{self.handle.folder}/s",
            "key": self.handle.key.encode(),
            "signature_scheme": "hmac-sha256",
            **{name: number for number, name in enumerate(channels, start=1)},
        }
        return self.connection_info

    async def get_provisioner_info(self):
        """Return what identifies the kernel."""
        info = await super().get_provisioner_info()
        return info | {"number": self.handle.number if self.handle else None}
