"""Talk to one kernel, count every byte, and believe nothing."""

import contextlib
import json
import time

import zmq
from jupyter_client.session import Session

from coursekit.wire.record import MAX_DEPTH, is_deeper

MAX_MESSAGE = 32 << 20
PARSED_MESSAGE = 8 << 20
_DEEPEST = MAX_DEPTH + 10  # a record lies a few levels deep in its message


class KernelLost(Exception):
    """The kernel ended or does not answer any more."""


class KernelLink:
    """The sockets of one kernel."""

    def __init__(self, handle):
        self.handle = handle
        self.session = Session(key=handle.key.encode(), digest_history_size=0)
        self.context = zmq.Context()
        self.shell = self._connect(zmq.DEALER, 1)
        self.iopub = self._connect(zmq.SUB, 2)
        self.control = self._connect(zmq.DEALER, 5)
        self.poller = zmq.Poller()
        self.poller.register(self.shell, zmq.POLLIN)
        self.poller.register(self.iopub, zmq.POLLIN)
        self.received = 0

    def _connect(self, kind, channel):
        socket = self.context.socket(kind)
        socket.linger = 0
        socket.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE)
        # A short queue: a flood waits in the kernel, not in the grader's memory.
        socket.setsockopt(zmq.RCVHWM, 16)
        if kind == zmq.SUB:
            socket.setsockopt(zmq.SUBSCRIBE, b"")
        socket.connect(self.handle.address(channel))
        return socket

    def reconnect(self):
        """Connect anew to the outputs: a message above the limit ends the old connection."""
        self.poller.unregister(self.iopub)
        self.iopub.close(linger=0)
        self.iopub = self._connect(zmq.SUB, 2)
        self.poller.register(self.iopub, zmq.POLLIN)
        with contextlib.suppress(KernelLost):
            self.wait_ready(5.0)

    def wait_ready(self, seconds=60.0):
        """Wait until the kernel answers on both channels."""
        deadline = time.monotonic() + seconds
        heard, asked = set(), 0.0
        while heard != {"shell", "iopub"}:
            # Asked often: an answer that comes before the outputs are connected is lost.
            if time.monotonic() - asked > 0.1:
                self.session.send(self.shell, "kernel_info_request")
                asked = time.monotonic()
            for channel, _ in self.receive(0.05):
                heard.add(channel)
            if time.monotonic() > deadline or self.handle.poll():
                raise KernelLost(f"no answer at the start: {self.handle.pool.error_text()}")

    def execute(self, code, asked=""):
        """Send a piece of code, with an expression for the reply; return the request's number."""
        content = {
            "code": code,
            "silent": False,
            "store_history": bool(code),
            "user_expressions": {"asked": asked} if asked else {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        return self.session.send(self.shell, "execute_request", content)["header"]["msg_id"]

    def interrupt(self):
        """Ask the kernel to stop what it runs."""
        self.session.send(self.control, "interrupt_request")

    def receive(self, seconds):
        """Return what has arrived, waiting at most so long for the first message."""
        arrived = []
        for socket, _ in self.poller.poll(max(seconds, 0) * 1000):
            for _ in range(50):
                try:
                    frames = socket.recv_multipart(zmq.NOBLOCK)
                except zmq.ZMQError:
                    break
                size = sum(len(frame) for frame in frames)
                self.received += size
                channel = "shell" if socket is self.shell else "iopub"
                arrived.append((channel, self._read(frames, size)))
        return arrived

    def _read(self, frames, size):
        if size > PARSED_MESSAGE:
            return None
        try:
            _, parts = self.session.feed_identities(frames)
            message = self.session.deserialize(parts)
        except Exception:
            # Badly signed, badly formed: a kernel may send anything.
            return {}
        if not _is_message(message):
            return {}
        if is_deeper(message["content"], _DEEPEST):
            return None
        message["content"] = _storable(message["content"])
        return message

    def close(self):
        """Close the sockets."""
        with contextlib.suppress(zmq.ZMQError):
            self.context.destroy(linger=0)


def _storable(content):
    # Half of a surrogate pair can be sent, but not stored.
    if "\\ud" not in json.dumps(content):
        return content
    return json.loads(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))


def _is_message(message):
    parts = ("header", "parent_header", "content")
    if not all(isinstance(message.get(part), dict) for part in parts):
        return False
    with contextlib.suppress(TypeError, ValueError, RecursionError):
        json.dumps(message["content"])
        return isinstance(message["header"].get("msg_type"), str)
    return False
