"""Statistics of element properties over a formula: Magpie and its relatives."""

from functools import lru_cache

import numpy as np

from coursekit.featurizers.composition.base import CompositionFeaturizer, count_elements
from coursekit.featurizers.composition.elements import TABLES, load_table
from coursekit.featurizers.parameters import check_choice, check_kinds


class ElementStatistics(CompositionFeaturizer):
    """Statistics of the element properties of a named table, weighted by the formula.

    Keeps: which elements, how much of each. Loses: where the atoms are, so all polymorphs of a
    formula get one vector.

    Parameters
    ----------
    table : {"magpie", "deml", "matminer", "matscholar_el", "megnet_el"}, default "magpie"
        Source of the element properties; the statistics are those of matminer's preset.
    impute_nan : bool, default False
        Replace a missing element property by its mean over all elements, as matminer does. If
        False, a formula with such an element is reported as failed.
    n_jobs : int, optional
        Processes; see joblib.
    memory : str, optional
        Folder in which rows are cached.

    Returns
    -------
    (n_structures, n_properties * n_statistics) array
        In the units of the table.

    Raises
    ------
    ValueError
        If `table` is unknown, or (per structure) a property of an element is missing.

    Notes
    -----
    With amounts :math:`w_i` and property :math:`p_i`: mean :math:`\\sum w_i p_i / \\sum w_i`,
    avg_dev the mean absolute deviation from it, mode the property of the most abundant element
    (the smallest if several are). Invariant under rotation, translation, order of sites and
    multiples of the formula. Cost: microseconds a formula.

    References
    ----------
    Ward, L., Agrawal, A., Choudhary, A., Wolverton, C. npj Comput. Mater. 2, 16028 (2016),
    https://doi.org/10.1038/npjcompumats.2016.28

    Ward, L. et al. Comput. Mater. Sci. 152, 60 (2018),
    https://doi.org/10.1016/j.commatsci.2018.05.018

    Examples
    --------
    >>> magpie = ElementStatistics().fit(["TiO2"])
    >>> magpie.transform(["TiO2", "Ti2O4"]).shape
    (2, 132)
    >>> magpie.get_feature_names_out()[3]
    'MagpieData mean Number'
    """

    def __init__(self, table="magpie", *, impute_nan=False, n_jobs=None, memory=None):
        self.table = table
        self.impute_nan = impute_nan
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_choice("table", self.table, TABLES)
        check_kinds(self, flags=["impute_nan"])

    def _names(self):
        source, statistics = TABLES[self.table]
        properties, _ = load_table(self.table)
        return [f"{source} {statistic} {name}" for name in properties for statistic in statistics]

    def _featurize_many(self, structures):
        formulas = [count_elements(structure) for structure in structures]
        values = _imputed(self.table) if self.impute_nan else load_table(self.table)[1]
        rows = np.empty((len(formulas), values.shape[1], len(TABLES[self.table][1])))
        sizes = np.array([len(formula) for formula in formulas])
        for size in np.unique(sizes):
            chosen = np.flatnonzero(sizes == size)
            z = np.array([list(formulas[i]) for i in chosen])
            weights = np.array([list(formulas[i].values()) for i in chosen])
            properties = values[z]
            self._require_values(z, properties)
            rows[chosen] = _statistics(properties, weights[:, :, None], TABLES[self.table][1])
        return list(rows.reshape(len(formulas), -1))

    def _require_values(self, z, properties):
        missing = np.isnan(properties)
        if not missing.any():
            return
        from pymatgen.core import Element

        row, place, column = np.argwhere(missing)[0]
        symbol = Element.from_Z(int(z[row, place])).symbol
        name = load_table(self.table)[0][column]
        raise ValueError(
            f"element {symbol} has no {name} in the table {self.table!r}; leave the structure out, "
            "choose another `table`, or set `impute_nan=True` to use the mean over all elements"
        )


class MagpieStatistics(ElementStatistics):
    """The 132 Magpie numbers: 22 element properties, six statistics each.

    Keeps: which elements, how much of each. Loses: where the atoms are, so all polymorphs of a
    formula get one vector.

    Parameters
    ----------
    table : str, default "magpie"
        Another table of `ElementStatistics` may be named here.
    impute_nan, n_jobs, memory
        As in `ElementStatistics`.

    Returns
    -------
    (n_structures, 132) array
        Equal to matminer's `ElementProperty.from_preset("magpie")`.

    Raises
    ------
    ValueError
        If an element has no value in the table.

    Notes
    -----
    Formulas, invariances and cost are those of `ElementStatistics`, of which this is the case with
    a name of its own.

    References
    ----------
    Ward, L., Agrawal, A., Choudhary, A., Wolverton, C. npj Comput. Mater. 2, 16028 (2016),
    https://doi.org/10.1038/npjcompumats.2016.28

    Examples
    --------
    >>> MagpieStatistics().fit_transform(["MgO"]).shape
    (1, 132)
    """


@lru_cache
def _imputed(table):
    values = load_table(table)[1].copy()
    means = np.nanmean(values[1:], axis=0)
    return np.where(np.isnan(values), means, values)


def _statistics(p, w, names):
    """(m, n_properties, n_statistics) from properties (m, k, n_properties), weights (m, k, 1)."""
    total = w.sum(axis=1)
    low, high = p.min(axis=1), p.max(axis=1)
    mean = (p * w).sum(axis=1) / total
    computed = {
        "minimum": lambda: low,
        "maximum": lambda: high,
        "range": lambda: high - low,
        "mean": lambda: mean,
        "avg_dev": lambda: (np.abs(p - mean[:, None]) * w).sum(axis=1) / total,
        "mode": lambda: _mode(p, w),
        "std_dev": lambda: _std_dev(p, w, mean),
    }
    return np.stack([computed[name]() for name in names], axis=-1)


def _mode(p, w):
    most = np.isclose(w, w.max(axis=1, keepdims=True))
    return np.where(most, p, np.inf).min(axis=1)


def _std_dev(p, w, mean):
    if p.shape[1] == 1:
        return np.zeros_like(mean)
    total, squares = w.sum(axis=1), (w**2).sum(axis=1)
    unbiased = total / (total**2 - squares)
    return np.sqrt(unbiased * (w * (p - mean[:, None]) ** 2).sum(axis=1))
