"""A still picture carries its words into every form that a notebook may choose."""

import base64

from matplotlib.figure import Figure

from coursekit.plots.picture import Picture


def test_it_is_shown_with_its_words():
    figure = Figure(figsize=(2, 1))
    figure.subplots().plot([1, 2])
    picture = Picture(figure, alt='g(r) < 1 & "more"')
    bundle = picture._repr_mimebundle_(include=None)
    assert bundle["text/plain"] == repr(picture) == 'g(r) < 1 & "more"'
    assert bundle["text/html"].startswith(
        '<img alt="g(r) &lt; 1 &amp; &quot;more&quot;" src="data:'
    )
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")


def test_resolution():
    figure = Figure(figsize=(2, 1))
    small, large = (len(Picture(figure, alt="", dpi=dpi).png()) for dpi in (30, 200))
    assert small < large
