"""Error against cutoff, with its scatter: which wiggles mean something?"""

import numpy as np

from coursekit.apps.base import App, dropdown, slider
from coursekit.apps.scanning import R_CUTS, SETS, scan, tied_with_best
from coursekit.plots.style import COLOURS

_POOLING = {"mean": "mean", "histogram": "histogram"}
_TUNING = {"at every cutoff": True, "once for all": False}


class CutoffScan(App):
    """Mean absolute error of kernel ridge on pooled SOAP vectors, at ten cutoffs.

    Examples
    --------
    >>> app = CutoffScan(crystals="copper", n_crystals=60)
    >>> app.errors.shape
    (10, 5)
    """

    title = "Error against cutoff radius"

    def controls(self):
        """Crystals, how many, pooling, regulariser, folds."""
        return {
            "crystals": dropdown("crystals", list(SETS.items())),
            "n_crystals": slider("how many", 60, 15, 60, 5),
            "pooling": dropdown("pooling", list(_POOLING.items())),
            "tuned": dropdown("regulariser chosen", list(_TUNING.items())),
            "seed": slider("draw and folds", 0, 0, 9, 1),
        }

    def draw(self, figure):
        """Folds, means with bars, those tied with the best, the training mean."""
        grey = {"color": "#999999", "size": 5}
        figure.add_scatter(name="folds", mode="markers", marker=grey)
        bars = {
            "type": "data",
            "symmetric": False,
            "color": COLOURS[0],
            "thickness": 1.5,
            "width": 5,
        }
        marker = {"color": "white", "size": 10, "line": {"color": COLOURS[0], "width": 2}}
        line = {"color": COLOURS[0], "width": 1}
        figure.add_scatter(
            name="mean and scatter", mode="lines+markers", error_y=bars, marker=marker, line=line
        )
        solid = {"color": COLOURS[0], "size": 10}
        figure.add_scatter(name="tied with the best", mode="markers", marker=solid)
        dashed = {"color": COLOURS[1], "dash": "dash"}
        figure.add_scatter(name="training mean", mode="lines", line=dashed)
        figure.update_traces(hovertemplate="%{x} Å: %{y:.4f} eV per atom")
        figure.update_xaxes(title="cutoff radius / Å", range=[1.8, 7.2])
        figure.update_yaxes(title="MAE / (eV per atom), logarithmic", type="log", dtick=1)
        figure.update_layout(legend={"orientation": "h", "y": 1.12})

    def update(self, figure, **values):
        """Change points and bars."""
        self._measure(**values)
        mean, scatter = self.errors.mean(axis=1), self.errors.std(axis=1, ddof=1)
        n_folds = self.errors.shape[1]
        with figure.batch_update():
            folds, means, tied, trivial = figure.data
            folds.x = [r_cut for r_cut in R_CUTS for _ in range(n_folds)]
            folds.y = self.errors.ravel()
            means.x, means.y = R_CUTS, mean
            # a bar that reached zero would have no end on a logarithmic axis
            means.error_y.update(array=scatter, arrayminus=np.minimum(scatter, 0.9 * mean))
            tied.x = [r for r, chosen in zip(R_CUTS, self.tied, strict=True) if chosen]
            tied.y = mean[self.tied]
            trivial.x, trivial.y = [1.8, 7.2], [self.trivial, self.trivial]
        return self._say(mean, scatter)

    def picture(self, **values):
        """The scan, for print."""
        from coursekit.plots.cutoffs import plot_scan

        self._measure(**values)
        return plot_scan(R_CUTS, self.errors, tied=self.tied, trivial=self.trivial).figure

    def _measure(self, crystals, n_crystals, pooling, tuned, seed):
        self.errors, trivial = scan(crystals, pooling, n_crystals, tuned, seed)
        self.trivial = float(trivial.mean())
        self.tied = tied_with_best(self.errors)

    def _say(self, mean, scatter):
        best = int(mean.argmin())
        tied = ", ".join(f"{r:g}" for r, yes in zip(R_CUTS, self.tied, strict=True) if yes)
        beaten = "below" if mean[best] < self.trivial else "not below"
        return (
            f"Smallest error {mean[best]:.4f} ± {scatter[best]:.4f} eV per atom at {R_CUTS[best]:g} Å, "
            f"{beaten} the training mean's {self.trivial:.4f}. On these folds {self.tied.sum()} of "
            f"{len(mean)} radii cannot be told from it: {tied} Å."
        )
