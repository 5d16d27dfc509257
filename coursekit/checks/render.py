"""How a verdict looks: HTML for the notebook, the same in plain text, and a way to show both."""

import sys
from html import escape

# Sign, word and colour say the same, so that no one of them is needed; the colours (Okabe-Ito)
# are readable on light and on dark, and everything else is inherited from the theme.
_LOOKS = {
    "right": ("✔", "#009E73"),
    "wrong": ("✘", "#D55E00"),
    "open": ("○", "#7f7f7f"),
    "hint": ("➜", "#0072B2"),
}
_LINE = "border-left:4px solid {};padding:1px 10px;margin:2px 0"
_BOX = "border:1px solid #7f7f7f;border-left:6px solid {};padding:6px 12px;margin:4px 0"


def show_line(state, text):
    """Render one quiet line."""
    sign, colour = _LOOKS[state]
    html = f'<div role="status" style="{_LINE.format(colour)}">{sign} {_marked(text)}</div>'
    return f"{sign} {text}", html


def show_box(state, title, lines=()):
    """Render a box with a title and lines below it."""
    sign, colour = _LOOKS[state]
    body = "".join(f"<div>{_marked(line)}</div>" for line in lines)
    html = (
        f'<div role="status" style="{_BOX.format(colour)}"><strong>{sign} {_marked(title)}'
        f"</strong>{body}</div>"
    )
    return "\n".join([f"{sign} {title}", *(f"  {line}" for line in lines)]), html


def _marked(text):
    """Escape a text; what stands between back quotes is shown as code."""
    parts = escape(str(text)).split("`")
    if len(parts) % 2 == 0:
        return "`".join(parts)
    return "".join(f"<code>{p}</code>" if n % 2 else p for n, p in enumerate(parts))


def display(text, html):
    """Show something in the notebook; in a plain Python process the text is printed."""
    shell = None
    if "IPython" in sys.modules:
        from IPython import get_ipython

        shell = get_ipython()
    if shell is None:
        print(text)
    else:
        shell.display_pub.publish({"text/plain": text, "text/html": html})
