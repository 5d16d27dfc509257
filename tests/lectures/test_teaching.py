"""What a section of a lecture owes its reader: reasons with controls, symbols and terms explained."""

import re
from pathlib import Path

import pytest

from coursekit.grading.scripts import read_script

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "solutions" / "lectures").glob("*.py"))
LECTURES = {path.stem: read_script(path).cells for path in SCRIPTS}
NAMES = list(LECTURES)

_GREEK = "alpha beta gamma delta epsilon eta zeta theta kappa lambda mu nu rho sigma tau phi chi psi omega"
_GREEK = f"{_GREEK} {_GREEK.title()}".split()
_LETTERS = "αβγδεηζθκλμνρστφχψωΑΒΓΔΕΗΖΘΚΛΜΝΡΣΤΦΧΨΩ"
_LAYOUT = re.compile(
    r"\\(?:text|mathrm|operatorname)\{[^{}]*\}|\\begin\{\w+\}|\\end\{\w+\}|\\[a-zA-Z]+"
)
_INDICES = set("ijklmnabcedpqrtsxyzLNT")
"""Letters that count or name a place are explained by the sum or the vector that they stand at."""


def symbols(formula):
    """Letters of a formula that stand for something: Greek ones and capitals."""
    found = {name for name in _GREEK if re.search(rf"\\{name}(?![a-zA-Z])", formula)}
    return found | (set(re.findall(r"[A-Za-z]", _LAYOUT.sub(" ", formula))) - _INDICES)


def used(formula):
    """Symbols that a display formula needs explained: not what stands alone on the left of `=`."""
    return symbols(re.sub(r"(?:^|,|\\\\|&|quad)[^=,]{0,40}?=", " ", formula))


def named(words):
    """Symbols that words explain: in a formula of a line, as a Greek letter, by its name."""
    known = {name for name in _GREEK if re.search(rf"(?<![a-z]){name}(?![a-z])", words)}
    known |= {name for name, letter in zip(_GREEK, _LETTERS, strict=True) if letter in words}
    for inline in re.findall(r"\$([^$]+)\$|`([^`]+)`", words):
        known |= symbols("".join(inline))
    return known


def test_symbols_are_found():
    assert used(r"g(r) = \frac{V}{N^2} \sum_{i} \rho_i \text{per atom}") == {"V", "rho"}
    assert named(r"$V$ is the volume, ρ the density, `zeta` a power") == {"V", "rho", "zeta"}


@pytest.mark.parametrize("name", NAMES)
def test_symbols_of_display_formulas_are_explained(name):
    unexplained, known = [], set()
    texts = [cell.source if cell.cell_type == "markdown" else "" for cell in LECTURES[name]]
    for place, text in enumerate(texts):
        following = next((later for later in texts[place + 1 :] if later), "")
        words = re.sub(r"\$\$.*?\$\$", "", text + "\n" + following, flags=re.S)
        known |= named(words)
        for formula in re.findall(r"\$\$(.*?)\$\$", text, re.S):
            unexplained += [f"cell {place + 1}: {s}" for s in sorted(used(formula) - known)]
            known |= symbols(formula)
    assert unexplained == []


@pytest.mark.parametrize("name", NAMES)
def test_each_because_has_its_control(name):
    controls = {}
    for place, cell in enumerate(LECTURES[name]):
        if "control" in cell.metadata:
            assert cell.cell_type == "code"
            controls[cell.metadata["control"]] = place
    reasons = {
        c.metadata["because"]: p for p, c in enumerate(LECTURES[name]) if "because" in c.metadata
    }
    assert set(reasons) == set(controls)
    for reason, place in reasons.items():
        assert 0 < place - controls[reason] <= 3, reason


def glossary():
    text = (ROOT / "solutions" / "lectures" / "GLOSSARY.md").read_text()
    return re.findall(r"^- \*\*(.+?)\*\*:", text, re.M)


def test_the_glossary_is_in_order():
    terms = [re.sub(r"\W", "", term.lower()) for term in glossary()]
    assert terms == sorted(terms)


def prose(cells):
    """Markdown of a lecture without what only looks ahead: the claims and the plan of slides 1 to 3."""
    texts = [c.source for c in cells if c.cell_type == "markdown" and c.source.startswith("## ")]
    ahead = {text for text in texts if "|---|" in text or text.startswith("## The claim")}
    return "\n".join(c.source for c in cells if c.cell_type == "markdown" and c.source not in ahead)


@pytest.mark.parametrize("term", glossary())
def test_terms_are_introduced_where_they_first_appear(term):
    for name, cells in LECTURES.items():
        text = re.sub(r"\s+", " ", prose(cells))
        if re.search(rf"\*{{1,2}}{term}", text, re.I):
            return  # in italics or bold, with its meaning
        used = re.search(rf"(?<![\w-]){term}s?(?![\w-])", text, re.I)
        assert not used, f"{name} uses {term!r} before it is introduced"
    pytest.fail(f"{term} is introduced nowhere")
