"""A formula read as orbitals: where the band gap lies, and which valence electrons there are."""

from coursekit.featurizers.matminer import MatminerFeaturizer
from coursekit.featurizers.parameters import check_stats

ORBITALS = ("s", "p", "d", "f")


class BandCenter(MatminerFeaturizer):
    """Middle of the band gap, estimated from the electronegativities of the atoms.

    Keeps: one number, the geometric mean of the Mulliken electronegativities. Loses: everything
    else.

    Parameters
    ----------
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
    (n_structures, 1) array
        eV, as a positive number below the vacuum level.

    Raises
    ------
    ValueError
        If (per structure) an ionisation energy or electron affinity is not known.

    Notes
    -----
    :math:`\\prod_i \\chi_i^{x_i}` over the fractions :math:`x_i`, with :math:`\\chi` the mean of
    ionisation energy and electron affinity. Takes structures, Compositions and formulas; invariant
    under everything that leaves the formula. Cost: 0.03 ms a formula.

    References
    ----------
    Butler, M. A., Ginley, D. S. J. Electrochem. Soc. 125, 228 (1978),
    https://doi.org/10.1149/1.2131419

    Examples
    --------
    >>> BandCenter().fit_transform(["TiO2"]).round(2)
    array([[5.81]])
    """

    featurizer, preset, options = "composition:BandCenter", None, {"impute_nan": False}

    _cheap = True
    _sees = frozenset()

    def __init__(self, *, n_jobs=None, memory=None):
        self.n_jobs = n_jobs
        self.memory = memory


class ValenceOrbital(MatminerFeaturizer):
    """Valence electrons in s, p, d and f orbitals: numbers per atom and shares.

    Keeps: the kind of the valence electrons, on average. Loses: which element brings them.

    Parameters
    ----------
    orbitals : sequence of {"s", "p", "d", "f"}, default all four
        Orbitals that get columns.
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
    (n_structures, 2 * n_orbitals) array
        Electrons per atom, then their shares of all valence electrons.

    Raises
    ------
    ValueError
        If `orbitals` names something else, or (per structure) an element has no configuration in
        the Magpie table.

    Notes
    -----
    :math:`V_o = \\sum_i x_i n_{io}` over the fractions :math:`x_i`, with :math:`n_{io}` the electrons
    of element i in orbital o, and :math:`V_o / \\sum_o V_o`. Takes structures, Compositions and
    formulas; invariant under everything that leaves the formula. Cost: 0.1 ms a formula.

    References
    ----------
    Ward, L., Agrawal, A., Choudhary, A., Wolverton, C. npj Comput. Mater. 2, 16028 (2016),
    https://doi.org/10.1038/npjcompumats.2016.28

    Examples
    --------
    >>> ValenceOrbital(orbitals=("s", "p")).fit_transform(["MgO"])
    array([[2. , 2. , 0.5, 0.5]])
    """

    featurizer, preset = "composition:ValenceOrbital", None

    @property
    def options(self):
        """Options of matminer's class."""
        return {"orbitals": tuple(self.orbitals), "impute_nan": False}

    _cheap = True
    _sees = frozenset()

    def __init__(self, orbitals=ORBITALS, *, n_jobs=None, memory=None):
        self.orbitals = orbitals
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_stats(self.orbitals, ORBITALS, name="orbitals")
