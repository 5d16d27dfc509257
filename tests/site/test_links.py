"""What is wrong with a page is found and named; what is right is not."""

import pytest


@pytest.fixture
def wrong(links, tmp_path):
    """What is found on a page, beside a second one with a place called "here"."""

    def look(body):
        (tmp_path / "folder").mkdir(exist_ok=True)
        (tmp_path / "folder" / "other page.html").write_text("<h1 id='here'>Other</h1>")
        (tmp_path / "picture.png").touch()
        (tmp_path / "index.html").write_text(f"<p id='top'>{body}</p>")
        return links.broken_links(tmp_path)

    return look


@pytest.mark.parametrize(
    "body",
    [
        "<a href='#top'>up</a>",
        "<a href='folder/other%20page.html'>other</a>",
        "<a href='folder/other%20page.html#here'>there</a>",
        "<a href='https://example.org/not/fetched'>outside</a>",
        "<a href='mailto:a@b.c'>write</a>",
        "<img src='picture.png' alt='A crystal.'>",
        "<img src='picture.png' alt=''>",
        "<img src='data:image/png;base64,AA==' alt='A crystal.'>",
    ],
)
def test_right(wrong, body):
    assert wrong(body) == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<a href='gone.html'>x</a>", "gone.html is not there"),
        ("<a href='#gone'>x</a>", "#gone has no such place"),
        (
            "<a href='folder/other%20page.html#gone'>x</a>",
            "folder/other%20page.html#gone has no such place",
        ),
        ("<img src='gone.png' alt='x'>", "gone.png is not there"),
        ("<img src='picture.png'>", "1 pictures without words"),
        (
            "<script src='https://example.org/x.js'></script>",
            "fetches https://example.org/x.js from outside",
        ),
        (
            "<link rel='stylesheet' href='//example.org/x.css'>",
            "fetches //example.org/x.css from outside",
        ),
        (
            "<iframe src='http://example.org/'></iframe>",
            "fetches http://example.org/ from outside",
        ),
    ],
)
def test_wrong(wrong, body, message):
    assert wrong(body) == [f"index.html: {message}"]


def test_mended_for_keyboards_and_readers(accessible):
    page = '<p role="heading">A</p><pre>x</pre><aside class="sidebar-drawer"></aside>'
    assert accessible.mend(page) == (
        '<p role="heading" aria-level="2">A</p><pre tabindex="0">x</pre>'
        '<aside aria-label="Site" class="sidebar-drawer"></aside>'
    )
