"""Error against cutoff, with its standard error: which wiggles mean something?"""

import numpy as np

from coursekit.apps.base import App, Choice, Range
from coursekit.apps.scanning import R_CUTS, SETS, scan, tied_with_best
from coursekit.plots.formula import Formula, Term
from coursekit.plots.marks import Drawing, Line, Panel, Points
from coursekit.plots.style import COLOURS

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
    controls = {
        "crystals": Choice("crystals", list(SETS.items())),
        "n_crystals": Range("how many", 60, 15, 60, 5, symbol="n"),
        "pooling": Choice("pooling", ["mean", "histogram"]),
        "tuned": Choice("regulariser chosen", list(_TUNING.items())),
        "seed": Range("draw and folds", 0, 0, 9, 1, symbol=r"\mathrm{draw}"),
    }

    def picture(self, **values):
        """Folds, means with standard errors, those tied with the best, the training mean."""
        self._measure(**values)
        mean, n_folds = self.errors.mean(axis=1), self.errors.shape[1]
        error = self.errors.std(axis=1, ddof=1) / np.sqrt(n_folds)
        means = np.column_stack([R_CUTS, mean])
        folds = np.column_stack([np.repeat(R_CUTS, n_folds), self.errors.ravel()])
        level = np.array([[1.8, self.trivial], [7.2, self.trivial]])
        panel = Panel(
            [
                Line(means, name="through the means", width=1, legend=False),
                Points(folds, name="folds", color="#999999", size=5, of="seed n_crystals"),
                Points(means, name="mean of the folds ± standard error", hollow=True, error=error),
                Points(means[self.tied], name="tied with the best", size=10),
                Line(level, name="training mean", color=COLOURS[1], dash="--"),
            ],
            x="cutoff radius / Å",
            y="MAE / (eV per atom), logarithmic",
            x_range=(1.8, 7.2),
            y_range=_decades(self.errors, self.trivial),
            y_log=True,
        )
        best = int(mean.argmin())
        return Drawing(
            {"A": panel},
            self._say(mean, error, best),
            (_formula(self.errors[best], R_CUTS[best]),),
            height=430,
            size=(7.5, 4.4),
        )

    def _measure(self, crystals, n_crystals, pooling, tuned, seed):
        self.errors, trivial = scan(crystals, pooling, n_crystals, tuned, seed)
        self.trivial = float(trivial.mean())
        self.tied = tied_with_best(self.errors)

    def _say(self, mean, error, best):
        tied = ", ".join(f"{r:g}" for r, yes in zip(R_CUTS, self.tied, strict=True) if yes)
        beaten = "below" if mean[best] < self.trivial else "not below"
        return (
            f"Smallest error {mean[best]:.4f} ± {error[best]:.4f} eV per atom at {R_CUTS[best]:g} Å, "
            f"{beaten} the training mean's {self.trivial:.4f}. On these folds {self.tied.sum()} of "
            f"{len(mean)} radii cannot be told from it: {tied} Å."
        )


def _decades(errors, trivial):
    every = np.append(errors.ravel(), trivial)
    return 0.8 * max(every.min(), 1e-6), 1.3 * every.max()


def _formula(errors, r_cut):
    n, s = len(errors), errors.std(ddof=1)
    return Formula(
        rf"\overline{{\mathrm{{MAE}}}}({r_cut:g}\,\text{{Å}})",
        r"\frac{1}{$folds}\sum_{k=1}^{$folds} \mathrm{MAE}_k($n_crystals,\,$seed) \pm"
        r" \frac{$scatter}{\sqrt{$folds}}",
        rf"{errors.mean():.4f} \pm {s / np.sqrt(n):.4f}\ \text{{eV per atom}}",
        terms={
            "folds": Term("K", str(n), "folds"),
            "scatter": Term("s", f"{s:.4f}", "standard deviation over the folds", "eV per atom"),
        },
        where={r"\mathrm{MAE}_k": "mean absolute error on fold k, at the best radius"},
    )
