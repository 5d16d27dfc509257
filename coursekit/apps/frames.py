"""An app on a page without Python: its figure at some places of its main slider, computed before."""

import numpy as np

MIME = "application/vnd.coursekit.frames+json"
N_FRAMES = 12
_DIGITS = 4


def make_frames(app, n=N_FRAMES):
    """The figure of an app along its main control; the app is left as it was.

    Parameters
    ----------
    app : App
        Its main control is `app.main`, by default the first slider, else the first menu.
    n : int, default 12
        Largest number of places.

    Returns
    -------
    dict
        For a program on a page: `title`, `control`, `labels` and `sentences` (one a place), `start`
        (the place where the app stands), `data` and `layout` of the figure there, and `changes`:
        for every place what differs from that, by the number of the trace.
    """
    name, control = main_control(app)
    before, places = app.values, list(_places(control, n))
    start = places.index(before[name])
    shown, sentences = [], []
    try:
        for place in places:
            app.set(**{name: place})
            shown.append(plain(app.figure.to_dict()))
            sentences.append(app.sentence)
    finally:
        app.set(**before)
    base = shown[start]
    field = getattr(control, "field", control)
    return {
        "title": app.title,
        "control": field.description,
        "labels": [str(_label(control, place)) for place in places],
        "sentences": sentences,
        "start": start,
        "data": base["data"],
        "layout": base["layout"],
        "changes": [_difference(base, figure) for figure in shown],
    }


def main_control(app):
    """Name and widget of the control that a page without Python keeps.

    Parameters
    ----------
    app : App

    Returns
    -------
    name : str
    control : widget
    """
    controls = app._controls
    sliders = [name for name, control in controls.items() if hasattr(control, "slider")]
    name = app.main or (sliders or list(controls))[0]
    return name, controls[name]


def plain(value):
    """Numbers for JSON, four digits of each.

    Parameters
    ----------
    value : object
        A figure as plotly gives it.

    Returns
    -------
    object
        The same of dicts, lists, texts, numbers and None.
    """
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") if np.isfinite(value) else None
    return value


def _places(control, n):
    if not hasattr(control, "slider"):
        options = [value for _, value in control._options_full]
        chosen = options[:n]
        return chosen if control.value in chosen else [control.value, *chosen[1:]]
    low, high = control._limits
    step = control.slider.step
    steps = np.unique(np.linspace(0, round((high - low) / step), n).round().astype(int))
    values = {round(low + int(k) * step, 10) for k in steps} | {control.value}
    return [control._kind(value) for value in sorted(values)]


def _label(control, place):
    if hasattr(control, "slider"):
        return f"{place:g}"
    return next(label for label, value in control._options_full if value == place)


def _difference(base, figure):
    pairs = enumerate(zip(base["data"], figure["data"], strict=True))
    traces = {k: _changed(one, other) for k, (one, other) in pairs}
    return {
        "data": {k: changed for k, changed in traces.items() if changed},
        "layout": _changed(base["layout"], figure["layout"]),
    }


def _changed(one, other):
    names = dict.fromkeys([*one, *other])
    return {name: other.get(name) for name in names if one.get(name) != other.get(name)}
