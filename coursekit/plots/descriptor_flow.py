"""Descriptors as flows: how many atoms a term looks at, and SOAP from density to kernel."""

import numpy as np

from coursekit.featurizers.written_out import soap as steps
from coursekit.plots.picture import Picture
from coursekit.plots.style import COLOURS, STYLE

_SHELL = np.array([[1.9, 0.0, 0.0], [-0.6, 1.7, 0.0], [-1.2, -1.3, 0.0]])
_TURN = np.radians(40)
_BASIS = {"n_max": 4, "r_cut": 4.0, "sigma": 0.5}
_TERMS = (
    ("two bodies", "a distance", [0]),
    ("three bodies", "two distances, an angle", [0, 1]),
    ("four bodies", "three distances, three angles", [0, 1, 2]),
)


def draw_body_orders():
    """The centre with one, two and three of its neighbours: terms of two, three and four bodies.

    Returns
    -------
    coursekit.plots.picture.Picture
    """
    figure, axes = _panels(3, (8, 2.8))
    for ax, (title, what, taken) in zip(axes, _TERMS, strict=True):
        ax.plot(*_SHELL[:, :2].T, "o", markersize=16, color="#CCCCCC")
        points = np.vstack([[0, 0], _SHELL[taken, :2]])
        for i, first in enumerate(points):
            for second in points[i + 1 :]:
                ax.plot(*np.array([first, second]).T, color=COLOURS[1], linewidth=2, zorder=1)
        ax.plot(*_SHELL[taken, :2].T, "o", markersize=16, color=COLOURS[0])
        ax.plot(0, 0, "D", markersize=13, color="black")
        ax.set_title(f"{title}:\n{what}", fontsize=10)
        ax.set(xlim=(-2.4, 2.8), ylim=(-2.1, 2.3), aspect="equal")
        ax.axis("off")
    return Picture(
        figure,
        alt="A centre with three neighbours, drawn three times. A term of two bodies joins the centre "
        "and one neighbour: a distance. One of three bodies joins two neighbours as well: two "
        "distances and the angle between them. One of four bodies joins three neighbours.",
    )


def draw_soap():
    """Three neighbours, their density, its coefficients, and the power spectrum, also when turned.

    Returns
    -------
    coursekit.plots.picture.Picture
    """
    figure, axes = _panels(4, (11, 2.8))
    cosine, sine = np.cos(_TURN), np.sin(_TURN)
    turned = _SHELL @ np.array([[cosine, sine, 0], [-sine, cosine, 0], [0, 0, 1]])
    axes[0].plot(*_SHELL[:, :2].T, "o", color=COLOURS[0], markersize=12)
    axes[0].plot(*turned[:, :2].T, "o", color=COLOURS[1], markersize=12, fillstyle="none")
    axes[0].plot(0, 0, "kD")
    axes[0].set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal", xlabel="x / Å", ylabel="y / Å")
    grid = np.linspace(-3, 3, 61)
    plane = np.stack([*np.meshgrid(grid, grid), np.zeros((61, 61))], axis=-1)
    cloud = steps.density(plane, np.vstack([_SHELL, np.zeros(3)]), sigma=0.5)
    axes[1].imshow(cloud, extent=(-3, 3, -3, 3), origin="lower", cmap="cividis")
    axes[1].set(xlabel="x / Å", ylabel="y / Å")
    axes[1].grid(False)
    for vectors, style in ((_SHELL, {"color": COLOURS[0]}), (turned, {"color": COLOURS[1]})):
        c, p = _numbers(vectors)
        marker = "o" if vectors is _SHELL else "x"
        axes[2].plot(c, marker, **style)
        axes[3].plot(p, marker, markersize=8 if marker == "x" else 5, **style)
    titles = ("1. neighbours", "2. density ρ", "3. coefficients c", "4. power spectrum p")
    for ax, title in zip(axes, titles, strict=True):
        ax.set_title(title, fontsize=10)
    axes[2].set(xlabel="number of the coefficient")
    axes[3].set(xlabel="number of the entry")
    return Picture(
        figure,
        alt="Four panels. 1: three neighbours around a centre, and the same turned by 40 degrees. "
        "2: the density, a smooth spot on each atom and on the centre. 3: the coefficients of the "
        "two orientations differ. 4: the entries of the two power spectra lie on each other. The "
        "fifth step, the kernel, compares two power spectra by the cosine between them.",
    )


def _numbers(vectors):
    everyone = np.vstack([vectors, np.zeros(3)])
    c = [steps.coefficients(everyone, degree, **_BASIS) for degree in range(4)]
    p = [steps.power_spectrum(v, v, degree)[-1, -1] for degree, v in enumerate(c)]
    return np.concatenate([values[-1] for values in c]), p


def _panels(columns, size):
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):
        figure = Figure(figsize=size, layout="constrained", facecolor="white")
        return figure, figure.subplots(1, columns)
