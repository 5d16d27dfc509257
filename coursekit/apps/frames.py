"""An app on a page without Python: its figure at some places of its main slider, computed before."""

import numpy as np

MIME = "application/vnd.coursekit.frames+json"
N_FRAMES = 12


def make_frames(app, n=N_FRAMES):
    """The figure of an app along its main control; the app is left as it was."""
    name, before, moved = app._main(), app.values, app.moved
    control = app._controls[name]
    places = list(_places(control, n))
    shown, sentences, formulas = [], [], []
    try:
        for place in places:
            app.set(**{name: place})
            shown.append(app.live)
            sentences.append(app.sentence)
            formulas.append(app.formula)
    finally:
        app.set(**before)
        app._refresh(moved)
    base = shown[places.index(before[name])]
    return {
        "title": app.title,
        "control": getattr(control, "field", control).description,
        "labels": [str(_label(control, place)) for place in places],
        "sentences": sentences,
        "formulas": formulas,
        "start": places.index(before[name]),
        **base,
        "changes": [_difference(base, figure) for figure in shown],
    }


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
        "narrow": _changed(base["narrow"], figure["narrow"]),
    }


def _changed(one, other):
    names = dict.fromkeys([*one, *other])
    return {name: other.get(name) for name in names if one.get(name) != other.get(name)}
