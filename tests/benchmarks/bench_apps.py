"""From slider to new picture: seconds of Python for one movement of each app's controls.

Run it: `python tests/benchmarks/bench_apps.py [name ...]`. Every control of every exported app
is moved through its range, with a live canvas; the median over all movements must stay below
100 ms. Exit status 1 if one does not.
"""

import sys
from statistics import median

import coursekit.apps
from coursekit.apps.controls import Slider

LIMIT = 0.1
STEPS = 8


def places(control):
    """Values through the range of a control, there and back."""
    if isinstance(control, Slider):
        low, high = control.slider.min, control.slider.max
        values = [low + (high - low) * step / STEPS for step in range(STEPS + 1)]
        return values + values[::-1]
    choices = [value for _, value in control._options_full]
    return [*choices, choices[0]]


def movements(name):
    """Seconds of each movement of one app; the first picture is not counted."""
    app = getattr(coursekit.apps, name)()
    app._repr_mimebundle_()
    app.seconds.clear()
    for key, control in app._controls.items():
        start = control.value
        for value in places(control):
            control.value = value
            if app.sentence.startswith("This cannot be shown"):
                raise RuntimeError(f"{name}, {key} = {value}: {app.sentence}")
        app.set(**{key: start} if start in places(control) else {})
    return app.seconds


def main(wanted):
    """Print a row for each app; the number of slow ones."""
    slow = 0
    print(f"{'app':20} {'movements':>9} {'median / ms':>12} {'slowest / ms':>13}")
    for name in coursekit.apps.__all__:
        if name in ("App", "predict", "view_crystal") or (wanted and name not in wanted):
            continue
        seconds = movements(name)
        slow += median(seconds) > LIMIT
        middle, most = 1000 * median(seconds), 1000 * max(seconds)
        print(f"{name:20} {len(seconds):9} {middle:12.1f} {most:13.1f}")
    return slow


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
