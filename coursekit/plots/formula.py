"""Formulas with their current numbers: MathML that every browser draws, and the same in words."""

import html
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from string import Template
from xml.etree import ElementTree

from coursekit.plots.style import HALO

_MARK = (
    f"background-color:{HALO};color:#222222;outline:1px solid #222222;"
    "padding:0 0.2em;margin:0 0.1em"
)
_ROW = "display:flex;flex-wrap:wrap;align-items:center;gap:0.2em 0.4em;padding:0.25em 0.15em"
_BOX = (
    "width:0;min-width:100%;overflow-x:auto;overflow-y:hidden;"  # scrolls instead of widening the page
    "font-size:1.1em;line-height:1.3"
)
_FONTS = "'Cambria Math','STIX Two Math','Latin Modern Math','DejaVu Math TeX Gyre',math,serif"


@dataclass(frozen=True)
class Term:
    """What may stand for a name in a formula: its symbol and number in TeX, and words below."""

    symbol: str
    number: str
    words: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Formula:
    r"""One line: `head` = `body` with symbols = `body` with numbers = `result`, all in TeX."""

    head: str
    body: str
    result: str = ""
    terms: dict = field(default_factory=dict)
    where: dict = field(default_factory=dict)

    def tex(self, terms, moved=""):
        r"""Both lines in TeX, with `\boxed` around what is moved."""
        terms = terms | self.terms
        symbols, numbers = (
            Template(self.body).substitute(
                {n: _boxed(getattr(t, kind), n == moved) for n, t in terms.items()}
            )
            for kind in ("symbol", "number")
        )
        lines = [f"{self.head} = {symbols}", f"= {numbers}"]
        if symbols == numbers:
            lines = lines[:1]
        return [*lines[:-1], f"{lines[-1]} = {self.result}" if self.result else lines[-1]]

    def names(self, terms):
        """The terms that stand in the body, by name."""
        terms = terms | self.terms
        return {name: terms[name] for name in Template(self.body).get_identifiers()}


def formula_html(formulas, terms, moved=""):
    """Formulas with the meaning of each symbol below; what is moved is marked. `terms` are the controls'."""
    if not formulas:
        return ""
    rows, names, where = [], {}, {}
    for formula in formulas:
        lines = formula.tex(terms, moved)
        label = html.escape("; ".join(mathml_text(_mathml(line)) for line in lines))
        drawn = " ".join(_mathml(line, "block") for line in lines)
        rows.append(f'<div role="math" aria-label="{label}" style="{_ROW}">{drawn}</div>')
        names |= formula.names(terms)
        where |= formula.where
    said = [_explain(term, name == moved) for name, term in names.items() if term.words]
    said += [f"{_mathml(symbol)}: {html.escape(words)}" for symbol, words in where.items()]
    meaning = " &nbsp;·&nbsp; ".join(f"<span>{text}</span>" for text in said)
    return (
        f'<div class="coursekit-formula" tabindex="0" role="group" aria-label="formula" '
        f'style="{_BOX}">{"".join(rows)}</div>'
        f'<div class="coursekit-where" style="width:0;min-width:100%;font-size:0.92em;line-height:1.7">{meaning}</div>'
    )


def _explain(term, moved):
    value = "" if term.number == term.symbol else f" = {term.number}"
    unit = f" {term.unit}" if term.unit and value else ""
    symbol = _mathml(_boxed(term.symbol + value, moved))
    return f"{symbol}{html.escape(unit)}: {html.escape(term.words)}"


def _boxed(tex, moved):
    return rf"\boxed{{{tex}}}" if moved else f"{{{tex}}}"


@lru_cache(maxsize=1024)
def _mathml(tex, display="inline"):
    from latex2mathml.converter import convert

    # browsers draw no menclose: a box is a row with a ground of its own
    drawn = convert(tex, display=display).replace(
        '<menclose notation="box">', f'<mrow class="moved" style="{_MARK}">'
    )
    drawn = _STYLED.sub(_styled, drawn.replace("</menclose>", "</mrow>"))
    drawn = _UPRIGHT.sub(lambda found: f"<mi>{re.sub('<.*?>', '', found[0])}</mi>", drawn)
    return drawn.replace("<math ", f'<math style="font-family:{_FONTS};margin:0" ', 1)


_UPRIGHT = re.compile(r'(?:<mi mathvariant="normal">\w</mi>){2,}')  # one word, not its letters
_STYLED = re.compile(r'<m[in] mathvariant="(bold|double-struck)">(\w)</m[in]>')
_FIRST = {"bold": (0x1D400, 0x1D41A, 0x1D7CE), "double-struck": (0x1D538, 0x1D552, 0x1D7D8)}


def _styled(match):
    """Letters that are bold or doubled in themselves: browsers leave the attribute out."""
    style, letter = match.groups()
    start = "A" if letter.isupper() else "0" if letter.isdigit() else "a"
    first = _FIRST[style]["Aa0".index(start)]
    code = {"Z": "ℤ", "R": "ℝ"}.get(letter) if style != "bold" else None
    return f"<mi>{code or chr(first + ord(letter) - ord(start))}</mi>"


_SCRIPTS = {"msub": "{}_{}", "msup": "{}^{}", "mfrac": "{}/{}", "munder": "{} over {}"}
_SUMS = {"∑": "sum", "∫": "integral"}
_RANGES = {2: "over {}:", 3: "from {} to {}:"}
_ACCENTS = {"¯": "mean {}", "―": "mean {}", "^": "unit {}", "→": "vector {}"}


def mathml_text(mathml):
    """MathML in letters, for those who listen."""
    return " ".join(_said(ElementTree.fromstring(mathml)).split())


def _join(parts):
    """Side by side, with a space between two letters or numbers, so that they stay two."""
    text = ""
    for part in parts:
        apart = text[-1:].isalnum() and part[:1].isalnum()
        text += f" {part}" if apart else part
    return text


def _said(node):
    kind = node.tag.rpartition("}")[2]
    parts = [_said(child) for child in node]
    if kind in _SCRIPTS and (kind == "mfrac" or parts[0].strip() not in _SUMS):
        base, script = (part.strip() for part in parts)
        return _SCRIPTS[kind].format(base, f"({script})" if " " in script else script)
    if parts and parts[0].strip() in _SUMS and kind != "mrow":
        return f" {_SUMS[parts[0].strip()]} {_RANGES[len(parts)].format(*parts[1:])} "
    if kind in ("msubsup", "munderover"):
        return "{}_{}^{}".format(*map(str.strip, parts))
    if kind == "mover":
        return _ACCENTS.get(parts[1].strip(), "{}").format(parts[0])
    if kind == "msqrt":
        return f"root({''.join(parts)})"
    text = unicodedata.normalize("NFKC", node.text or "") if kind != "mo" else node.text or ""
    if kind in ("mrow", "math", "mstyle"):
        return _join(parts)
    spaced = kind == "mo" and text.strip() not in "()[]|{}.,/^¯―"
    return (f" {text} " if spaced else text) + "".join(parts) + (" " if kind == "mspace" else "")
