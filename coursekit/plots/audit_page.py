"""A report of audits as one web page: figures inside, no scripts, light and dark."""

import base64
import html
import io
import re

from coursekit.plots.audits import describe_audit, plot_audit

_STYLE = """
:root { color-scheme: light dark; --text: #1b1b1b; --page: #ffffff; --soft: #55595e;
  --line: #c9ccd1; --card: #f5f6f8; --good: #0b6b3a; --bad: #a8201a; --none: #55595e; }
@media (prefers-color-scheme: dark) { :root { --text: #ececec; --page: #17191c; --soft: #b3b8bf;
  --line: #454a51; --card: #212429; --good: #6fd69b; --bad: #ff9d94; --none: #b3b8bf; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page);
  max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin: 0; }
p { margin: 0.4rem 0; } .soft { color: var(--soft); }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; font-size: 0.93rem; }
th, td { text-align: left; padding: 0.35rem 0.6rem; border-bottom: 1px solid var(--line);
  vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.status, .mark { white-space: nowrap; font-weight: 600; }
.passed { color: var(--good); } .failed { color: var(--bad); } .skipped { color: var(--none); }
section { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 0.9rem 1.1rem; margin: 1rem 0; }
section.failed-box { border-left: 6px solid var(--bad); }
header.row { display: flex; justify-content: space-between; gap: 1rem; align-items: baseline; }
img { display: block; max-width: 100%; background: #ffffff; border-radius: 4px; margin: 0.7rem 0; }
a { color: inherit; }
.wide { overflow-x: auto; }
"""

_MARKS = {
    "passed": ("passed", "✓ passed"),
    "failed": ("failed", "✗ failed"),
    "not told": ("skipped", "? not told"),
    "could not run": ("failed", "! could not run"),
    "not applicable": ("skipped", "– not applicable"),
}


def audit_page(report, questions=None):
    """The report as HTML."""
    questions = questions or {}
    title = f"Audit of {report.subject}"
    sections = "\n".join(_section(r, questions.get(r.name, "")) for r in report.results)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{html.escape(title)}</h1>
{_summary(report)}
{_table(report)}
{sections}
{_settings(report)}
</main>
</body>
</html>
"""


def _summary(report):
    counts = dict.fromkeys(_MARKS, 0)
    for result in report.results:
        counts[result.status] += 1
    from coursekit.audits.result import in_words

    kind = "failed" if not report.passed or report.stopped else "passed"
    verdict = f"It {in_words(report)}."
    numbers = ", ".join(f"{number} {status}" for status, number in counts.items() if number)
    return (
        f'<p class="{kind}"><strong>{html.escape(verdict)}</strong></p>'
        f'<p class="soft">{len(report.results)} audits: {numbers}.</p>'
    )


def _table(report):
    rows = "".join(
        f'<tr><td><a href="#{_anchor(r)}">{html.escape(r.name)}</a></td>'
        f'<td class="status {_MARKS[r.status][0]}">{_MARKS[r.status][1]}</td>'
        f'<td class="number">{_number(r.measured)}</td>'
        f'<td class="number">{_number(r.tolerance)}</td>'
        f"<td>{html.escape(r.unit if r.measured is not None else '')}</td></tr>"
        for r in report.results
    )
    return (
        '<div class="wide"><table><thead><tr><th scope="col">audit</th><th scope="col">verdict</th>'
        '<th scope="col">measured</th><th scope="col">limit</th><th scope="col">unit</th></tr>'
        f"</thead><tbody>{rows}</tbody></table></div>"
    )


def _section(result, question):
    kind, mark = _MARKS[result.status]
    parts = [
        f'<section id="{_anchor(result)}" class="{kind}-box">',
        f'<header class="row"><h2>{html.escape(result.name)}</h2>'
        f'<span class="mark {kind}">{mark}</span></header>',
        f'<p class="soft">{html.escape(question)}</p>' if question else "",
        f"<p>{_prose(result.finding)}</p>",
        _measure(result),
        f"<p>{_prose(result.advice)}</p>" if result.advice else "",
        _figure(result),
        "</section>",
    ]
    return "\n".join(part for part in parts if part)


def _measure(result):
    if result.measured is None:
        return ""
    text = f"Measured {_number(result.measured)} {result.unit}"
    if result.tolerance is not None:
        text += f"; limit {_number(result.tolerance)}"
    if result.why_tolerance:
        text += f" ({result.why_tolerance})"
    if result.worst:
        text += f"; worst in {result.worst}"
    return f'<p class="soft">{html.escape(text)}.</p>'


def _figure(result):
    figure = plot_audit(result)
    if figure is None:
        return ""
    file = io.BytesIO()
    figure.savefig(file, format="svg", metadata={"Date": None})
    code = base64.b64encode(file.getvalue()).decode()
    alt = html.escape(describe_audit(result), quote=True)
    return f'<img alt="{alt}" src="data:image/svg+xml;base64,{code}">'


def _settings(report):
    settings = report.settings
    promises = ", ".join(f"{k} {v}" for k, v in settings.get("promises", {}).items())
    lines = [f"{settings.get('n_structures', '?')} crystals, seed {settings.get('seed', 0)}."]
    if settings.get("data"):
        lines.insert(0, f"{settings['data']}, target {settings.get('target', '')}.")
    if promises:
        lines.append(f"The pipeline is held to these promises: {promises}.")
    left_out = settings.get("left out") or []
    if left_out:
        lines.append(f"{len(left_out)} left out, first: {left_out[0]}")
    text = "".join(f"<p class='soft'>{html.escape(line)}</p>" for line in lines)
    return f'<section id="settings"><h2>Settings</h2>{text}</section>'


def _anchor(result):
    return result.name.replace(" ", "-")


def _number(value):
    if value is None:
        return ""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.3g}"


def _prose(text):
    """Escaped, with `names` as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
