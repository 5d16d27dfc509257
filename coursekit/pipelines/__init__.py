"""The ladder as scikit-learn pipelines, compared on the same folds."""

from coursekit.pipelines.baselines import FormulaMean, TrainingMean
from coursekit.pipelines.ladder import run_ladder
from coursekit.pipelines.metrics import polymorph_scores, rank_correlation, regret
from coursekit.pipelines.result import Ladder, Score
from coursekit.pipelines.rungs import RUNGS, Rung
from coursekit.pipelines.splits import SPLITS, make_folds

__all__ = [
    "RUNGS",
    "SPLITS",
    "FormulaMean",
    "Ladder",
    "Rung",
    "Score",
    "TrainingMean",
    "make_folds",
    "polymorph_scores",
    "rank_correlation",
    "regret",
    "run_ladder",
]
