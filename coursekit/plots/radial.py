"""Radial distribution functions and the coordination numbers that are their integrals."""

from dataclasses import dataclass

import numpy as np

from coursekit.plots.style import COLOURS


@dataclass(frozen=True, eq=False)
class Radial:
    """One radial distribution function with its two integrals.

    Attributes
    ----------
    pair : str
        "all atoms" or two elements such as "Ti-O".
    edges : (n_bins + 1,) array
        Å.
    g : (n_bins,) array
        Dimensionless.
    numbers : list of two (n_bins + 1,) arrays
        Neighbours up to each edge: of the second element around the first, and the other way round.
    names : list of two str
        What the numbers are.
    """

    pair: str
    edges: np.ndarray
    g: np.ndarray
    numbers: list
    names: list

    @classmethod
    def of(cls, structure, pair, edges, g):
        """Integrate g with the densities of a crystal.

        Parameters
        ----------
        structure : pymatgen Structure
        pair : str
        edges : (n_bins + 1,) array
        g : (n_bins,) array

        Returns
        -------
        Radial
        """
        symbols = [site.specie.symbol for site in structure]
        gas = np.r_[0, np.cumsum(g * 4 / 3 * np.pi * np.diff(np.asarray(edges) ** 3))]
        if pair == "all atoms":
            numbers, names = [gas * len(symbols) / structure.volume] * 2, ["neighbours"] * 2
        else:
            first, second = pair.split("-")
            numbers = [gas * symbols.count(name) / structure.volume for name in (second, first)]
            names = [f"{second} around {first}", f"{first} around {second}"]
        return cls(pair, np.asarray(edges), np.asarray(g), numbers, names)

    def within(self, r_max):
        """Both numbers of neighbours up to a distance.

        Parameters
        ----------
        r_max : float
            Å; only whole bins count.

        Returns
        -------
        (float, float)
        """
        last = int(np.searchsorted(self.edges, r_max + 1e-9, side="right")) - 1
        return float(self.numbers[0][last]), float(self.numbers[1][last])


def plot_radial(radial, r_max, *, ax):
    """g(r), with the part below `r_max` filled.

    Parameters
    ----------
    radial : Radial
    r_max : float
        Å.
    ax : matplotlib axes

    Returns
    -------
    matplotlib axes
    """
    last = int(np.searchsorted(radial.edges, r_max + 1e-9, side="right")) - 1
    ax.stairs(
        radial.g[:last], radial.edges[: last + 1], fill=True, color=COLOURS[5], label="counted"
    )
    ax.stairs(radial.g, radial.edges, color=COLOURS[0], label=f"g, {radial.pair}")
    ax.axhline(1, color="#555555", linestyle=":", label="atoms at random")
    ax.set(ylabel="g(r)", xlim=(0, radial.edges[-1]))
    ax.legend(frameon=False)
    return ax


def plot_numbers(radial, r_max, *, ax):
    """Number of neighbours up to r.

    Parameters
    ----------
    radial : Radial
    r_max : float
        Distance to mark, Å.
    ax : matplotlib axes

    Returns
    -------
    matplotlib axes
    """
    n_curves = len(set(radial.names))
    for place, here in enumerate(radial.within(r_max)[:n_curves]):
        color, dash, mark = COLOURS[place], ("-", "--")[place], "os"[place]
        ax.plot(radial.edges, radial.numbers[place], dash, color=color, label=radial.names[place])
        ax.plot(r_max, here, mark, color=color, markeredgecolor="#222222")
    ax.set(xlabel="r / Å", ylabel="neighbours within r")
    ax.set_ylim(0, max(8.0, 2 * max(radial.within(r_max))))
    ax.legend(frameon=False, loc="upper left")
    return ax


def describe_radial(radial, r_max):
    """The function and its integral in words.

    Parameters
    ----------
    radial : Radial
    r_max : float
        Å.

    Returns
    -------
    str
    """
    middles = (radial.edges[1:] + radial.edges[:-1]) / 2
    peak = middles[int(np.argmax(radial.g))]
    forth, back = radial.within(r_max)
    if radial.names[0] == radial.names[1]:
        one = "atom" if radial.pair == "all atoms" else radial.pair.split("-")[0]
        count = f"Within {r_max:.2f} Å each {one} has {forth:.2f} of these neighbours."
    else:
        a, b = radial.pair.split("-")
        count = (
            f"Within {r_max:.2f} Å each {a} has {forth:.2f} {b} and each {b} has {back:.2f} {a}."
        )
    far = middles > 0.8 * radial.edges[-1]
    mean = np.average(radial.g[far], weights=middles[far] ** 2)
    start = 0.8 * radial.edges[-1]
    return (
        f"Highest peak of g for {radial.pair} at {peak:.2f} Å. {count} "
        f"Beyond {start:g} Å the mean of g is {mean:.2f}."
    )
