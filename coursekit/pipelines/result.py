"""What a ladder found out: every number, plain enough for JSON."""

from dataclasses import asdict, dataclass
from math import isnan


@dataclass(frozen=True)
class Score:
    """One rung on one split.

    Parameters
    ----------
    rung, title, split : str
    tier : int
    mae, mae_error : float
        Mean absolute error and its standard error over the folds, unit of the target.
    below : str or None
        The rung it is compared with; None where that did not run.
    change, change_error : float
        MAE minus that of `below`, paired over the same folds, and its standard error.
    rho, rho_error : float
        Mean rank correlation inside polymorph groups and its standard error.
    regret, regret_error : float
        Energy above the true lowest of the chosen polymorph and its standard error.
    mae_within : float
        Mean absolute error after every group's mean is taken off.
    n_groups : int
        Groups of three or more.
    n_features : int
        Columns given to the model; for SOAP before pooling.
    seconds : float
        Processor time of fitting and predicting, all folds together; features not counted.
    fold_mae : list of float
    predicted : list of float
        Out-of-fold prediction of every crystal.
    """

    rung: str
    title: str
    tier: int
    split: str
    mae: float
    mae_error: float
    below: str | None
    change: float
    change_error: float
    rho: float
    rho_error: float
    regret: float
    regret_error: float
    mae_within: float
    n_groups: int
    n_features: int
    seconds: float
    fold_mae: list
    predicted: list


@dataclass(frozen=True)
class Ladder:
    """Result of `run_ladder`.

    Parameters
    ----------
    scores : list of Score
    dataset : Dataset
        The crystals that every rung could use.
    failures : list of Failure
        The others, with the reason.
    settings : dict
    """

    scores: list
    dataset: object
    failures: list
    settings: dict

    def as_dict(self):
        """Everything as plain numbers and text, for JSON; None where a number is not defined.

        Returns
        -------
        dict
        """
        return {
            "settings": self.settings,
            "ids": self.dataset.ids,
            "groups": self.dataset.groups.tolist(),
            "targets": self.dataset.targets.tolist(),
            "left_out": [asdict(failure) for failure in self.failures],
            "scores": [_defined(asdict(score)) for score in self.scores],
        }


def _defined(values):
    # JSON knows no NaN: the rank correlation of a set without polymorphs is nothing
    return {k: None if isinstance(v, float) and isnan(v) else v for k, v in values.items()}
