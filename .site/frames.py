"""Live figures of the lectures on the site: pictures computed beforehand, chosen by a slider."""

import base64
import hashlib
import html
import json

MIME = "application/vnd.coursekit.frames+json"


def write_library(static):
    """Put plotly.js beside the pages, so that nothing is asked from outside."""
    from plotly.offline import get_plotlyjs

    (static / "plotly.min.js").write_text(get_plotlyjs(), encoding="utf-8")


def place_frames(data, static):
    """Write the frames of one output into files, and give the HTML that shows them.

    Parameters
    ----------
    data : dict
        Of an output, with `MIME` in it.
    static : pathlib.Path
        The site's folder of static files.

    Returns
    -------
    str
        A figure with its still picture, which stays where there are no scripts.
    """
    frames = data[MIME]
    still, alt = base64.b64decode(frames.pop("still")), html.escape(frames.pop("alt"))
    text = json.dumps(frames, separators=(",", ":"), ensure_ascii=False)
    name = hashlib.sha256(text.encode()).hexdigest()[:12]
    folder = static / "frames"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(text, encoding="utf-8")
    (folder / f"{name}.png").write_bytes(still)
    place = f"../_static/frames/{name}"
    height = frames["layout"].get("height", 420)
    return (
        f'<figure class="coursekit-live" data-frames="{place}.json" style="min-height:{height}px">'
        f'<img src="{place}.png" alt="{alt}" loading="lazy"></figure>'
    )
