"""What the theme leaves out for those who use a keyboard or a screen reader."""

import re
from pathlib import Path

_MENDS = (
    # a caption of the table of contents says that it is a heading, but not of which level
    (re.compile(r'role="heading">'), 'role="heading" aria-level="2">'),
    # what scrolls sideways must be within reach of the arrow keys
    (re.compile(r"<pre>"), '<pre tabindex="0">'),
    (re.compile(r'<div class="(table-wrapper|output text_html)'), r'<div tabindex="0" class="\1'),
    # two side bars, told apart
    (re.compile(r'<aside class="sidebar-drawer'), '<aside aria-label="Site" class="sidebar-drawer'),
    (re.compile(r'<aside class="toc-drawer'), '<aside aria-label="Page" class="toc-drawer'),
    # the page of search results has no title
    (re.compile(r'<div id="search-results">'), '<h1>Search</h1><div id="search-results">'),
)


def mend(text):
    """Mend the HTML of a page.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    for pattern, better in _MENDS:
        text = pattern.sub(better, text)
    return text


def _mend_all(app, exception):
    if exception is None and app.builder.format == "html":
        for path in sorted(Path(app.outdir).rglob("*.html")):
            path.write_text(mend(path.read_text(encoding="utf-8")), encoding="utf-8")


def setup(app):
    """Mend the pages when all are written."""
    app.connect("build-finished", _mend_all)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
