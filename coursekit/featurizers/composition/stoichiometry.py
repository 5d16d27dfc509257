"""How many elements a formula has, and how evenly they share it."""

from coursekit.featurizers.matminer import MatminerFeaturizer
from coursekit.featurizers.parameters import check_kinds, is_number


class Stoichiometry(MatminerFeaturizer):
    """Norms of the vector of atomic fractions: how many elements, how evenly.

    Keeps: the number of elements and the proportions. Loses: which elements they are.

    Parameters
    ----------
    p : sequence of int, default (0, 2, 3, 5, 7, 10)
        Orders of the norms, >= 0; 0 is the number of elements.
    n_jobs : int, optional
        Processes; see joblib.
    memory : str, optional
        Folder in which rows are cached.

    Attributes
    ----------
    backend_ : object
        The fitted matminer featuriser.
    labels_ : list of str
        Names of its columns.

    Returns
    -------
    (n_structures, len(p)) array
        Dimensionless.

    Raises
    ------
    ValueError
        If an order is negative, repeated, or none is given.

    Notes
    -----
    :math:`\\|x\\|_p = (\\sum_i x_i^p)^{1/p}` over the fractions :math:`x_i`. Takes structures,
    Compositions and formulas; invariant under everything that leaves the formula.

    References
    ----------
    Ward, L., Agrawal, A., Choudhary, A., Wolverton, C. npj Comput. Mater. 2, 16028 (2016),
    https://doi.org/10.1038/npjcompumats.2016.28

    Examples
    --------
    >>> Stoichiometry(p=(0, 2)).fit_transform(["MgO", "Mg2O2"]).round(4)
    array([[2.    , 0.7071],
           [2.    , 0.7071]])
    """

    featurizer, preset = "composition:Stoichiometry", None

    @property
    def options(self):
        """Options of matminer's class."""
        return {"p_list": tuple(self.p)}

    _cheap = True
    _sees = frozenset()

    def __init__(self, p=(0, 2, 3, 5, 7, 10), *, n_jobs=None, memory=None):
        self.p = p
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_kinds(self, lists=["p"])
        if (
            not len(self.p)
            or not all(map(is_number, self.p))
            or min(self.p) < 0
            or len(set(self.p)) < len(self.p)
        ):
            raise ValueError(
                f"`p` is {tuple(self.p)}; give different orders from 0 up, such as (0, 2, 3)"
            )
