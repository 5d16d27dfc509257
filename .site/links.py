"""Links that lead nowhere, anything fetched from outside, and pictures without words."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_FETCHED = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src"}


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.links, self.fetched, self.mute = set(), [], [], 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids.update(filter(None, (attrs.get("id"), attrs.get("name"))))
        if tag == "a" and attrs.get("href"):
            self.links.append(attrs["href"])
        self.mute += tag == "img" and "alt" not in attrs
        if attrs.get(_FETCHED.get(tag, "")):
            self.fetched.append(attrs[_FETCHED[tag]])


def read_page(path):
    """Read the ids, links and fetched addresses of a page."""
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def broken_links(folder):
    """List what is wrong, a line each; an empty list if nothing is."""
    folder = Path(folder).resolve()
    pages = {path: read_page(path) for path in sorted(folder.rglob("*.html"))}
    found = []
    for path, page in pages.items():
        here = path.relative_to(folder)
        outside = [a for a in page.fetched if urlsplit(a).netloc]
        found += [f"{here}: fetches {address} from outside" for address in outside]
        found += [f"{here}: {page.mute} pictures without words"] if page.mute else []
        for address in [*page.links, *page.fetched]:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists():
                found.append(f"{here}: {address} is not there")
            elif parts.fragment and target in pages:
                missing = unquote(parts.fragment) not in pages[target].ids
                found += [f"{here}: {address} has no such place"] if missing else []
    return found
