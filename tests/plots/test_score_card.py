"""The picture of the score card says what the table holds."""

import numpy as np
import pandas as pd

from coursekit.plots.score_card import describe_row, draw_score_card

GOOD = {"invariant": 1.0, "unique": 0.8, "jump": 1e-5, "ms per atom": 0.06, "shortest": 180,
        "longest": 180, "six elements": 1500, "general": 0.8}  # fmt: skip
BAD = GOOD | {"invariant": 0.0, "unique": 0.4, "jump": np.inf, "shortest": 22, "longest": 24}


def test_verdicts():
    verdicts = [verdict for verdict, _ in describe_row(pd.Series(GOOD)).values()]
    assert verdicts == ["met", "partly", "met", "", "partly", "partly"]
    verdicts = [verdict for verdict, _ in describe_row(pd.Series(BAD)).values()]
    assert verdicts == ["not", "not", "not", "", "not", "partly"]
    assert describe_row(pd.Series(GOOD | {"jump": 0.07}))["continuous"] == ("partly", "jump of 7 %")


def test_the_words_hold_every_cell():
    picture = draw_score_card(pd.DataFrame([GOOD, BAD], index=["SOAP", "distances"]))
    assert "SOAP: invariant 4 of 4 (met), unique 4 of 5 (partly)" in picture.alt
    assert "size (six elements) 22 to 24 (not)" in picture.alt
    drawn = [text.get_text() for text in picture.figure.axes[0].texts]
    assert "✗ changes size" in drawn
    assert "(✓) 180 (1500)" in drawn
