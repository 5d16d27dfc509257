"""HTML that is safe to open: an allow-list of tags, no scripts, nothing fetched from anywhere."""

import re
import secrets
from collections import Counter
from html import escape

_TAGS = frozenset({
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "del", "div",
    "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "mark",
    "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "u", "ul",
})  # fmt: skip
_ATTRIBUTES = {"*": {"alt", "title", "colspan", "rowspan", "scope"}, "a": {"href"}, "img": {"src"}}
_DROPPED = re.compile(
    r"<\s*(script|style|iframe|object|template|noscript|svg|math)\b", re.IGNORECASE
)
_MATH = frozenset({
    "math", "menclose", "merror", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mroot", "mrow",
    "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr",
    "munder", "munderover",
})  # fmt: skip
_FORMULA = re.compile(
    r"(```.*?```|`[^`\n]*`)|\$\$([^$]{1,1000})\$\$|(?<![\\$\w])\$(?!\s)([^$\n]{1,300}?)(?<!\s)\$(?!\d)",
    re.DOTALL,
)
_MOST_FORMULAS = 200
_ANCHOR = re.compile(r'<a class="anchor-link"[^>]*>[^<]*</a>')
_LONGEST = 50_000
_LONGEST_LOOSE = 10_000
_DEEPEST = 200
_MOST_PICTURES = 10_000_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)")
_WELL_FORMED = re.compile(
    r"(?:[^<]++|<!--[^<>]*+-->|</?[a-zA-Z][a-zA-Z0-9]*+"
    r"(?:\s++[\w:.-]++(?:=(?:\"[^\"<>]*+\"|'[^'<>]*+'|[^\s\"'<>=`]++))?+){0,30}+\s*+/?>)*+"
)
_LEFT_OPEN = frozenset({"br", "hr", "img", "col", "wbr", "input", "li", "td", "th", "tr"})
_LINK = re.compile(r"^(https?://|mailto:|#)", re.I)
_PICTURE = re.compile(r"^data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*$")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


def clean_html(text):
    """Take out of a piece of HTML everything that is not plainly harmless."""
    import nh3

    text = _drop(text)
    if is_slow(text):
        return f"<pre>{escape(text[:_LONGEST])}</pre>"
    return nh3.clean(
        text.encode(errors="replace").decode(),  # half a character stops it
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter,
        url_schemes={"http", "https", "mailto", "data"},
    )


def is_slow(text):
    """Tell whether HTML could take minutes or gigabytes: deep nesting, thousands of attributes."""
    if len(text) > _LONGEST_LOOSE and not _WELL_FORMED.fullmatch(text):
        return True
    opened, depth = Counter(), 0
    for closing, name, inside in _TAG.findall(text):
        name = name.lower()
        if name in _LEFT_OPEN or inside.endswith("/"):
            continue
        step = 1 if not closing else -1 if opened[name] else 0
        opened[name] += step
        depth += step
        if depth > _DEEPEST:
            return True
    return False


def _drop(text):
    # With their content; what is never closed goes to the end. One pass, whatever the text.
    kept, at = [], 0
    while opening := _DROPPED.search(text, at):
        kept.append(text[at : opening.start()])
        closing = re.compile(rf"<\s*/\s*{opening[1]}\s*>", re.IGNORECASE)
        end = closing.search(text, opening.end())
        if end is None:
            return "".join(kept)
        at = end.end()
    return "".join(kept) + text[at:]


def _filter(tag, name, value):
    kind = {"href": _LINK, "src": _PICTURE}.get(name)
    return value if kind is None or kind.match(value.strip()) else None


def markdown(text, attachments=None):
    """Render markdown, with its attached pictures, into clean HTML."""
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    try:
        if len(text) > _LONGEST:
            raise ValueError("too long to render")
        text, formulas = _take_formulas(text)
        page = markdown2html_mistune(_put_pictures(text, attachments or {}))
        page = clean_html(_ANCHOR.sub("", page))
        for token, formula in formulas.items():
            page = page.replace(token, formula)
        return page
    except Exception:
        # Markdown that its own reader cannot take is shown as it is.
        return f"<pre>{escape(text)}</pre>"


def _take_formulas(text):
    from latex2mathml.converter import convert

    formulas, mark = {}, secrets.token_hex(4)

    def put_away(found):
        code, shown, inline = found[1], found[2], found[3]
        if code or len(formulas) >= _MOST_FORMULAS:
            return found[0]
        try:
            kind = "block" if shown else "inline"
            made = _clean_formula(convert((shown or inline).strip(), display=kind))
        except Exception:  # whatever a formula is not, the text stays as it was written
            return found[0]
        token = f"formula{mark}x{len(formulas)}x"
        formulas[token] = made
        return token

    return _FORMULA.sub(put_away, text), formulas


def _clean_formula(text):
    import nh3

    allowed = {"math": {"display", "xmlns"}, "mi": {"mathvariant"}, "mo": {"stretchy"}}
    return nh3.clean(text, tags=_MATH, attributes=allowed)


def _put_pictures(text, attachments):
    # A picture that is named a thousand times must not make a page a thousand times as long.
    for name, bundle in attachments.items():
        for kind, data in bundle.items():
            times = max(_MOST_PICTURES // max(len(data), 1), 1)
            text = text.replace(f"attachment:{name}", f"data:{kind};base64,{data}", times)
        text = text.replace(f"attachment:{name}", "#")
    return text


def code(text):
    """Render Python code with colours."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    if len(text) > _LONGEST:
        return f"<pre>{escape(text)}</pre>"
    return highlight(text, PythonLexer(), HtmlFormatter())


def code_style():
    """Return the style sheet of `code`."""
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(style="default").get_style_defs(".highlight")


def output(item):
    """Render one notebook output."""
    kind = item.get("output_type")
    if kind == "stream":
        return f"<pre class='out'>{escape(_ANSI.sub('', item['text']))}</pre>"
    if kind == "error":
        text = _ANSI.sub("", "\n".join(item["traceback"]))
        return f"<pre class='out error'>{escape(text)}</pre>"
    data = item.get("data", {})
    for picture in ("image/png", "image/jpeg", "image/gif"):
        if picture in data:
            source = f"data:{picture};base64,{data[picture].strip()}"
            words = escape(str(data.get("text/plain", "a picture"))[:200], quote=True)
            return clean_html(f"<img src='{source}' alt='{words}'>")
    if "text/html" in data:
        return f"<div class='out'>{clean_html(data['text/html'])}</div>"
    if "text/markdown" in data:
        return f"<div class='out'>{markdown(data['text/markdown'])}</div>"
    text = data.get("text/plain") or data.get("text/latex") or ""
    return f"<pre class='out'>{escape(_ANSI.sub('', text))}</pre>" if text else ""
