"""Pictures and the page of a report."""

import re
from html.parser import HTMLParser

import pytest

from coursekit.audits import AUDITS, AuditResult, Report
from coursekit.plots.audit_page import _STYLE, audit_page
from coursekit.plots.audits import describe_audit, plot_audit

MOVES = {
    "moves": [("a rotation", 1e-14, "MgO"), ("a rotation", 2e-3, "ZnO"), ("shift", 0.0, "MgO")]
}
SCAN = {"scan": [{"r_cut": r, "error": 1 / r, "scatter": 0.1} for r in (3.0, 4.0, 5.0)]}
PAIRS = {
    "pairs": [{"distance": 0.1, "target": 0.2}, {"distance": 0.0, "target": 0.9}],
    "limit": 0.3,
}
RESIDUALS = {"residuals": [0.1, -0.1], "values": [1.0, 2.0], "quantity": "density"}
ERRORS = {"errors": [0.1, 0.2], "baseline": [0.3, 0.2]}


def result(details, name="invariances", status="failed"):
    return AuditResult(
        name, status, "A <b> finding.", "`code` & advice", 0.002, "u", 1e-5, "", "ZnO", details
    )


@pytest.mark.parametrize("details", [MOVES, SCAN, PAIRS, RESIDUALS, ERRORS])
def test_every_kind_of_picture_has_axes_and_words(details):
    figure = plot_audit(result(details))
    (axes,) = figure.axes
    assert axes.get_xlabel()
    assert len(describe_audit(result(details))) > 20


def test_bars_hold_the_largest_change_of_a_move():
    (axes,) = plot_audit(result(MOVES)).axes
    assert [bar.get_width() for bar in axes.patches] == [2e-3, 1e-16]
    assert "a rotation 0.002" in describe_audit(result(MOVES))


def test_no_numbers_no_picture():
    assert plot_audit(result({})) is None


class Reader(HTMLParser):
    """What stands in a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def page():
    settings = {
        "n_structures": 2,
        "seed": 0,
        "data": "oxides",
        "target": "energy",
        "left out": ["X"],
    }
    results = [
        result(MOVES),
        result(SCAN, "cutoff sensitivity", "passed"),
        result({}, "pooling", "not applicable"),
    ]
    questions = {name: audit.question for name, audit in AUDITS.items()}
    return audit_page(Report("SOAP <script>", results, settings), questions)


def test_page_needs_nothing_from_outside_and_runs_nothing(page):
    assert not re.search(r"<script|javascript:|https?://|@import|url\(", page)
    assert 'src="data:image/svg+xml;base64,' in page
    assert "SOAP &lt;script&gt;" in page


def test_page_is_accessible(page):
    reader = Reader(page)
    assert ("html", {"lang": "en"}) in reader.tags
    images = [attrs for tag, attrs in reader.tags if tag == "img"]
    assert len(images) == 2
    assert all(len(attrs["alt"]) > 20 for attrs in images)
    assert {attrs["scope"] for tag, attrs in reader.tags if tag == "th"} == {"col"}
    anchors = {attrs["href"][1:] for tag, attrs in reader.tags if tag == "a"}
    assert anchors <= {attrs.get("id") for _, attrs in reader.tags}
    assert next(tag for tag, _ in reader.tags if tag in ("h1", "h2")) == "h1"


def test_page_says_verdicts_in_words(page):
    text = " ".join(Reader(page).text)
    assert "It fails invariances." in text
    assert "✗ failed" in text
    assert "✓ passed" in text
    assert "– not applicable" in text
    assert "A <b> finding." in text
    assert "<code>code</code> &amp; advice" in page


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    high, low = sorted([luminance(first), luminance(second)], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_contrast_in_both_modes(mode):
    blocks = re.findall(r":root \{(.*?)\}", _STYLE, re.S)
    colours = dict(re.findall(r"--(\w+): (#\w{6})", blocks[mode]))
    for ink in ("text", "soft", "good", "bad", "none"):
        for paper in ("page", "card"):
            assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)
