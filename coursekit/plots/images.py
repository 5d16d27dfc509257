"""Right and wrong neighbour lists: counts of one site, and of all sites of a cell."""

import numpy as np

from coursekit.plots.style import COLOURS

_HATCHES = ("", "//")


def plot_way_counts(counts, *, ax):
    """Number of neighbours of one site in several lists.

    Parameters
    ----------
    counts : dict of str to int
        By the name of the list, the right one first.
    ax : matplotlib axes

    Returns
    -------
    matplotlib axes
    """
    colors = [COLOURS[2]] + [COLOURS[1]] * (len(counts) - 1)
    bars = ax.barh(list(counts), list(counts.values()), color=colors)
    ax.bar_label(bars, padding=3)
    ax.axvline(next(iter(counts.values())), color="#555555", linestyle="--", linewidth=1)
    ax.invert_yaxis()
    ax.set(xlabel="neighbours of this site")
    ax.margins(x=0.12)
    return ax


def plot_site_counts(counts, *, ax):
    """How many sites have how many neighbours, in one or two lists side by side.

    Parameters
    ----------
    counts : dict of str to (n_sites,) array
        By the name of the list, the right one first.
    ax : matplotlib axes

    Returns
    -------
    matplotlib axes
    """
    span = max(numbers.max() for numbers in counts.values()) + 1
    width = max(0.8, span / 25) / len(counts)
    for place, (name, numbers) in enumerate(counts.items()):
        values, sites = np.unique(numbers, return_counts=True)
        bars = ax.bar(
            values + width * (place - (len(counts) - 1) / 2),
            sites,
            width,
            color=COLOURS[2 - place],
            hatch=_HATCHES[place],
            edgecolor="white",
            label=name,
        )
        ax.bar_label(bars)
    ax.set(xlabel="number of neighbours", ylabel="sites of the cell")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.margins(y=0.15)
    ax.legend(frameon=False)
    return ax


def describe_ways(right, chosen, site, *, way, r_cut):
    """What a list finds of the neighbours of one site, and of all.

    Parameters
    ----------
    right, chosen : (n_sites,) array of int
        Number of neighbours of every site in the right list and in the chosen one.
    site : int
    way : str
        Name of the chosen list.
    r_cut : float
        Å.

    Returns
    -------
    str
    """
    of = f"Site {site} of {len(right)}: {right[site]} neighbours within {r_cut:.2f} Å"
    if way == "all images":
        return f"{of}, those in other cells included. That is the right number."
    extra = "" if chosen[site] > right[site] else " of them"
    return (
        f'{of}; "{way}" finds {chosen[site]}{extra}. Over all sites it finds {chosen.mean():.2f} '
        f"on average where {right.mean():.2f} are right."
    )
