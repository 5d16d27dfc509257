"""Formulas: symbols and numbers from one template, the moved term marked, letters for listeners."""

import pytest

from coursekit.plots.formula import Formula, Term, formula_html, mathml_text

TERMS = {"eta": Term(r"\eta", "4.0", "width", "Å⁻²"), "zeta": Term(r"\zeta", "2", "sharpness")}


def test_one_template_gives_symbols_and_numbers():
    formula = Formula("G", r"\sum_j e^{-$eta r_j^2}", "3.1")
    assert formula.tex(TERMS) == [
        r"G = \sum_j e^{-{\eta} r_j^2}",
        r"= \sum_j e^{-{4.0} r_j^2} = 3.1",
    ]
    assert r"\boxed{4.0}" in formula.tex(TERMS, "eta")[1]
    assert Formula("G", "x", "1").tex({}) == ["G = x = 1"]


def test_page_marks_and_explains():
    formula = Formula("G", r"e^{-$eta r}", "3.1", where={"r": "distance <Å>"})
    page = formula_html([formula], TERMS, "eta")
    assert page.count('class="moved"') == 3  # symbol, number, explanation
    assert "width" in page
    assert "sharpness" not in page
    assert "distance &lt;Å&gt;" in page
    assert 'aria-label="G = e^(− η r); = e^(− 4.0 r) = 3.1"' in page
    assert formula_html([], TERMS) == ""


def test_an_unknown_name_is_an_error():
    with pytest.raises(KeyError):
        Formula("G", "$theta").tex(TERMS)


@pytest.mark.parametrize(
    ("tex", "letters"),
    [
        (r"\frac{1}{N}\sum_{i=1}^{N} x_i", "1/N sum from i = 1 to N: x_i"),
        (r"\mathbf r_j \in \mathbb Z^3", "r_j ∈ Z^3"),
        (r"\sqrt{\bar x}", "root(mean x)"),
        (r"\hat{\mathbf p}\cdot\mathbf q", "unit p · q"),
    ],
)
def test_in_letters(tex, letters):
    page = formula_html([Formula("y", tex)], {})
    said = page.partition('role="math" aria-label="')[2].partition('"')[0]
    assert said == f"y = {letters}"
    assert "mathvariant" not in page  # browsers do not draw it


def test_bold_letters_are_heard_as_letters():
    assert mathml_text("<math><mi>𝐫</mi></math>") == "r"
