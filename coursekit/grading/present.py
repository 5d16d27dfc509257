"""What of a run is kept in the graded notebook, and how a verdict is put into words."""

import copy
import re

from coursekit.grading.flags import hidden_lines
from coursekit.wire.show import show_value

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


def graded_outputs(snapshot, result, verdicts):
    """Make the outputs of the graded notebook."""
    secret = hidden_lines(snapshot)
    judged = {verdict.cell: verdict for verdict in verdicts}
    kept = {}
    for cell_id, ran in result["cells"].items():
        outputs = [hide_lines(output, secret) for output in copy.deepcopy(ran["outputs"])]
        if cell_id in judged:
            verdict = judged[cell_id]
            outputs = [] if verdict.hidden else [_as_display(output) for output in outputs]
            outputs += [_display(verdict_text(verdict)), _score(verdict.score)]
        kept[cell_id] = outputs
    for cell_id, verdict in judged.items():
        kept.setdefault(cell_id, [_display(verdict_text(verdict)), _score(verdict.score)])
    return kept


def hide_inputs(verdicts, expected):
    """Take values out of hidden cases that could be their inputs: only plain numbers may be shown."""
    for verdict in verdicts:
        wanted = {(r.step, r.case): r.value for r in expected.get(verdict.cell, ())}
        for case in verdict.cases if verdict.hidden else ():
            right = wanted.get((case.step, case.case))
            if case.value is not None and not (_is_number(case.value) and _is_number(right)):
                case.value = None
                case.message = case.message if case.hint else ""


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def hide_lines(output, lines):
    """Take the text of hidden tests out of an output."""
    for line in lines:
        for form in (line, repr(line)[1:-1]):
            for holder, key in _texts(output):
                if form in holder[key]:
                    holder[key] = holder[key].replace(form, "[hidden]")
    return output


def _texts(output):
    if output["output_type"] == "stream":
        return [(output, "text")]
    if output["output_type"] == "error":
        places = [(output["traceback"], n) for n in range(len(output["traceback"]))]
        return [(output, "evalue"), *places]
    return [(output["data"], key) for key in output["data"]]


def _as_display(output):
    kind = output["output_type"]
    if kind == "stream":
        return _display(output["text"])
    if kind == "error":
        return _display(_ANSI.sub("", "\n".join(output["traceback"])))
    return {"output_type": "display_data", "data": output["data"], "metadata": {}}


def _display(text):
    return {"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}}


def _score(score):
    data = {"text/plain": repr(float(score))}
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None}


def verdict_text(verdict):
    """Put a verdict into words."""
    lines = [f"{verdict.score:g} of {verdict.points:g} points"]
    for case in verdict.cases:
        name = case.case if not verdict.hidden else "a case that is tried at grading"
        if case.right:
            lines.append(f"  right: {case.step}, {name}")
        else:
            lines.append(f"  not right: {case.step}, {name}{_explain(case)}")
    return "\n".join(lines)


def _explain(case):
    parts = []
    if case.value is not None:
        parts.append(f"your value: {show_value(case.value)}")
    if case.hint:
        parts.append(f"this looks like: {case.hint}")
    if case.message:
        parts.append(case.message)
    return "; " + "; ".join(parts) if parts else ""
