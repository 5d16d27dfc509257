"""Crystals and predictions on a page: live with a kernel, still and in words without."""

import html
import json
import re

from coursekit.apps import predict, view_crystal
from coursekit.structures import make_rutile


def test_a_page_without_a_kernel_has_picture_words_and_scene():
    view = view_crystal(make_rutile(), site=0, r_cut=2.2, polyhedra="Ti")
    data = view._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    page = data["text/html"]
    assert f'alt="{html.escape(view.text())}"' in page
    scene = json.loads(html.unescape(re.search(r'data-scene="([^"]*)"', page)[1]))
    assert scene == view.scene
    assert data["text/plain"] == view.static().alt == view.text()
    assert "6 O; 5 of them in other cells" in view.text()


def test_a_prediction_is_kept_and_shown_beside():
    guess = predict("How many <O>?", [3, 6])
    assert "nothing yet" in repr(guess.beside(6))
    guess.choice = "3"
    shown = guess.beside(6)
    assert "you predicted: 3" in repr(shown)
    assert "it came out:   6" in repr(shown)
    assert "How many &lt;O&gt;?" in shown._repr_html_()
    data = guess._repr_mimebundle_()
    assert "<li>3</li><li>6</li>" in data["text/html"]
    assert data["text/plain"] == "Predict. How many <O>? (3 / 6)"
