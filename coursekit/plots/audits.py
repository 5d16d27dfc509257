"""What an audit measured, as a picture: changes, scans, pairs, residuals, errors of folds."""

import numpy as np

from coursekit.plots.style import COLOURS, STYLE

_SMALLEST = 1e-16


def plot_audit(result):
    """Picture of one audit."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    drawing = _drawing_of(result)
    if drawing is None:
        return None
    draw, height = drawing
    with rc_context({**STYLE, "svg.hashsalt": "audit", "svg.fonttype": "path"}):
        figure = Figure(figsize=(7, height), layout="constrained")
        draw(figure.subplots(), result)
    return figure


def _drawing_of(result):
    details = result.details
    if details.get("moves"):
        rows = len(_largest(details["moves"]))
        return plot_changes, 1.2 + 0.3 * rows
    if details.get("scan"):
        return plot_scan, 2.8
    if details.get("pairs"):
        return plot_pairs, 3.0
    if "residuals" in details:
        return plot_residuals, 2.8
    if "baseline" in details:
        return plot_errors, 1.9
    return None


def _limit(result):
    return result.details.get("limit") or result.tolerance


def _largest(rows):
    """{move: largest change}"""
    found = {}
    for name, change, _ in rows:
        found[name] = max(found.get(name, 0.0), change)
    return found


def plot_changes(ax, result):
    """Bars of what each move did, against the tolerance."""
    found = _largest(result.details["moves"])
    values = np.array([min(max(v, _SMALLEST), 1e3) for v in found.values()])
    limit = _limit(result)
    over = values > limit
    colours = [COLOURS[1] if bad else COLOURS[0] for bad in over]
    ax.barh(range(len(found)), values, left=0, color=colours, height=0.6)
    ax.set_xscale("log")
    ax.set_xlim(_SMALLEST / 2, 2e3)
    ax.set_yticks(range(len(found)), list(found))
    ax.invert_yaxis()
    ax.axvline(limit, color="black", linestyle="--", linewidth=1)
    ax.text(limit, -0.75, " limit", ha="left", va="center", fontsize=9)
    ax.set_xlabel("change of the vector / spread between crystals")
    return ax


def plot_scan(ax, result):
    """Error against cutoff, bars are the scatter over folds."""
    scan = result.details["scan"]
    ax.errorbar(
        [row["r_cut"] for row in scan],
        [row["error"] for row in scan],
        [row["scatter"] for row in scan],
        marker="o",
        capsize=3,
        color=COLOURS[0],
    )
    ax.set_ylim(bottom=0)
    ax.set_xlabel("cutoff / Å")
    ax.set_ylabel("mean absolute error")
    return ax


def plot_pairs(ax, result):
    """Pairs of one formula: distance of the vectors against difference of the targets."""
    pairs = result.details["pairs"]
    apart = [max(pair["distance"], 1e-6) for pair in pairs]
    ax.scatter(apart, [pair["target"] for pair in pairs], s=22, color=COLOURS[0])
    ax.set_xscale("log")
    ax.axhline(result.details["limit"], color="black", linestyle="--", linewidth=1)
    ax.axvline(1e-3, color="black", linestyle="--", linewidth=1)
    ax.set_xlim(5e-7, 10)
    ax.set_xlabel("distance of the vectors / median distance")
    ax.set_ylabel("difference of the targets")
    ax.set_title("upper left: look alike and are not", fontsize=10)
    return ax


def plot_residuals(ax, result):
    """Residual against the quantity that follows it most."""
    details = result.details
    ax.scatter(details["values"], details["residuals"], s=22, color=COLOURS[0])
    ax.axhline(0, color="#555555", linewidth=0.8)
    unit = {"density": "g/cm³", "volume per atom": "Å³"}.get(details["quantity"], "directions")
    ax.set_xlabel(f"{details['quantity']} / {unit}")
    ax.set_ylabel("target minus prediction")
    return ax


def plot_errors(ax, result):
    """Errors of the folds, the pipeline's and the baseline's."""
    sides = {"this pipeline": result.details["errors"], "composition": result.details["baseline"]}
    for row, (errors, colour) in enumerate(zip(sides.values(), COLOURS, strict=False)):
        ax.plot(errors, [row] * len(errors), "o", color=colour, alpha=0.5)
        ax.plot(np.mean(errors), row, "|", color=colour, markersize=22, markeredgewidth=3)
    ax.set_yticks(range(2), list(sides))
    ax.set_ylim(1.6, -0.6)
    ax.set_xlim(left=0)
    ax.set_xlabel("mean absolute error of a fold; bar: mean")
    return ax


def describe_audit(result):
    """The picture of one audit in words, for its alt text."""
    details = result.details
    if details.get("moves"):
        found = _largest(details["moves"])
        listed = "; ".join(f"{name} {value:.1g}" for name, value in found.items())
        limit = _limit(result)
        return f"Bars of the change by each move, limit {limit:.1g}: {listed}."
    if details.get("scan"):
        points = "; ".join(f"{row['r_cut']:.3g} Å {row['error']:.3g}" for row in details["scan"])
        return f"Error against cutoff: {points}."
    if details.get("pairs"):
        return (
            f"{len(details['pairs'])} pairs of one formula, distance of vectors against difference of "
            f"targets. {result.finding}"
        )
    if "residuals" in details:
        return f"Residual against {details['quantity']}. {result.finding}"
    if "baseline" in details:
        return f"Errors of the folds beside those of composition. {result.finding}"
    return result.finding
