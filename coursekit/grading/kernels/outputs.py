"""A cell's outputs as they come in: joined, counted, cut to size, and only of kinds we show."""

from coursekit.wire.encode import MAX_BYTES
from coursekit.wire.record import MAX_RAW, MAX_RECORDS, MIME, RAW_MIME

TEXT_KINDS = ("text/plain", "text/html", "text/markdown", "text/latex")
PICTURE_KINDS = ("image/png", "image/jpeg", "image/gif")
_CUT = "\n... the rest of the output was cut ...\n"
_MAX_OUTPUTS = 300
_MAX_PICTURE = 1_000_000
MAX_RECORDED = 8_000_000


class CellOutputs:
    """What one cell put out."""

    def __init__(self, room, record_room=MAX_RECORDED):
        self.room = room
        self.record_room = record_room
        self.outputs = []
        self.records = []
        self.raws = {}
        self.notes = set()
        self.recorded = 0
        self.pending_raw = None
        self.asked = ""
        self.pending_clear = False

    @property
    def size(self):
        """Characters that are kept."""
        return sum(_size(output) for output in self.outputs)

    def take(self, message):
        """Take one message from the kernel."""
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "clear_output":
            self._clear(bool(content.get("wait")))
        elif kind == "stream":
            self._stream(content)
        elif kind in ("display_data", "execute_result"):
            self._display(kind, content)
        elif kind == "error":
            self._error(content)

    def add_error(self, name, value):
        """Add an error of our own, such as a time limit."""
        self.outputs.append(
            {
                "output_type": "error",
                "ename": name,
                "evalue": value,
                "traceback": [f"{name}: {value}"],
            }
        )

    def _clear(self, wait):
        if wait:
            self.pending_clear = True
        else:
            self.outputs = []

    def _add(self, output):
        if self.pending_clear:
            self.outputs, self.pending_clear = [], False
        if len(self.outputs) >= _MAX_OUTPUTS:
            self.notes.add("cut")
            return
        self.outputs.append(output)
        self.room -= _size(output)

    def _stream(self, content):
        name = "stderr" if content.get("name") == "stderr" else "stdout"
        text = content.get("text")
        if not isinstance(text, str) or not text:
            return
        text = self._fit(text)
        last = self.outputs[-1] if self.outputs and not self.pending_clear else None
        if last and last["output_type"] == "stream" and last["name"] == name:
            last["text"] += text
            self.room -= len(text)
        elif text:
            self._add({"output_type": "stream", "name": name, "text": text})

    def _fit(self, text):
        if "cut" in self.notes:
            return ""
        if len(text) <= self.room:
            return text
        self.notes.add("cut")
        return text[: max(self.room, 0)] + _CUT

    def _display(self, kind, content):
        data = content.get("data")
        if not isinstance(data, dict):
            return
        if RAW_MIME in data:
            self.pending_raw = data[RAW_MIME]
        if MIME in data:
            self._record(data[MIME])
        kept = {}
        for mime, value in data.items():
            value = "".join(value) if _is_lines(value) else value
            if not isinstance(value, str) or mime not in (*TEXT_KINDS, *PICTURE_KINDS):
                self.notes |= set() if mime in (MIME, RAW_MIME) else {"kind"}
            elif len(value) > min(self.room, _MAX_PICTURE) and mime in PICTURE_KINDS:
                self.notes.add("too-large")
            elif len(value) > self.room:
                self.notes.add("too-large")
                if mime == "text/plain":
                    kept[mime] = value[: max(self.room, 0)] + _CUT
            else:
                kept[mime] = value
        # A record without words of its own is not shown.
        silent = (MIME in data or RAW_MIME in data) and not "".join(kept.values()).strip()
        if kept and not silent:
            output = {"output_type": kind, "data": kept, "metadata": {}}
            if kind == "execute_result":
                output["execution_count"] = None
            self._add(output)

    def _record(self, payload):
        raw, self.pending_raw = self.pending_raw, None
        size, raw_size = _json_size(payload), 0 if raw is None else _json_size(raw)
        if raw_size > MAX_RAW:
            raw, raw_size = None, 0
            self.notes.add("too-large")
        self.recorded += size + raw_size
        if len(self.records) >= MAX_RECORDS or size > 2 * MAX_BYTES:
            return
        if self.recorded > self.record_room:
            self.notes.add("too-large")
            return
        self.records.append(payload)
        if raw is not None:
            self.raws[str(len(self.records) - 1)] = raw

    def _error(self, content):
        lines = content.get("traceback")
        lines = [line for line in lines if isinstance(line, str)] if _is_lines(lines) else []
        output = {
            "output_type": "error",
            "ename": str(content.get("ename", ""))[:200],
            "evalue": str(content.get("evalue", ""))[:2000],
            "traceback": [line[:4000] for line in lines[-40:]],
        }
        self._add(output)


def _is_lines(value):
    return isinstance(value, list) and all(isinstance(line, str) for line in value)


def _size(output):
    if output["output_type"] == "stream":
        return len(output["text"])
    if output["output_type"] == "error":
        return sum(len(line) for line in output["traceback"]) + len(output["evalue"])
    return sum(len(value) for value in output["data"].values())


def _json_size(value):
    return len(repr(value))
