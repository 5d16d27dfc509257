"""Pictures of a potential beside its reference show the numbers they were given."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from coursekit.plots.softening import plot_curves, plot_softening


def test_both_regressions_are_drawn():
    ax = Figure().subplots()
    p = np.array([-1.0, 0.0, 1.0])
    plot_softening(p, np.array([-0.5, 0.2, 0.3]), ax=ax)
    labels = [line.get_label() for line in ax.lines]
    assert labels == ["one to one", "model on reference: 0.40", "reference on model: 0.47"]
    assert ax.lines[1].get_ydata() == pytest.approx([-0.4, 0.4])


def test_curves_begin_at_rest():
    rows = [
        ("A", m, "volume", a, 20.0, -5 + (a - 1) ** 2) for m in ("pbe", "x") for a in (0.9, 1, 1.1)
    ]
    rows += [("A", m, "displacement", 0.1, 20.0, -4.98) for m in ("pbe", "x")]
    columns = ["crystal", "method", "change", "amount", "volume", "energy"]
    axes = Figure().subplots(1, 2)
    plot_curves(pd.DataFrame(rows, columns=columns), "A", axes=axes)
    np.testing.assert_allclose(
        axes[0].lines[0].get_xydata(), [[18, 10], [20, 0], [22, 10]], atol=1e-9
    )
    np.testing.assert_allclose(axes[1].lines[1].get_xydata(), [[0, 0], [0.1, 20]], atol=1e-9)
