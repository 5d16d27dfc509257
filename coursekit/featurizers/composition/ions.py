"""A formula read as ions: oxidation states and ionic character."""

from functools import lru_cache
from math import comb

from coursekit.featurizers.ignored import OXIDATION_STATES
from coursekit.featurizers.matminer import MatminerFeaturizer
from coursekit.featurizers.parameters import check_choice, check_stats

STATISTICS = ("minimum", "maximum", "range", "mean", "avg_dev", "std_dev", "mode")

MOST_CHARGES = 200_000
"""Ways to charge the atoms of one element, times the atoms: what takes a few seconds to try."""


class OxidationStates(MatminerFeaturizer):
    """Statistics of the oxidation states of a formula.

    Keeps: how charged the ions are and how unlike. Loses: which element carries which charge.

    Parameters
    ----------
    stats : sequence of str, default ("minimum", "maximum", "range", "std_dev")
        Among "minimum", "maximum", "range", "mean", "avg_dev", "std_dev", "mode"; over the atoms of
        the formula.
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
    (n_structures, n_stats) array
        Elementary charges.

    Raises
    ------
    ValueError
        If `stats` names an unknown statistic, or (per structure) no common oxidation states of the
        elements add up to zero, as in an alloy, or the formula is too long to try them all.

    Notes
    -----
    States that a structure or Composition carries are used as they are. Otherwise the most
    frequent combination that is neutral is taken from pymatgen, with broken amounts as fractions of
    denominators up to 100; an element alone has state 0. Takes structures, Compositions and
    formulas; invariant under everything that leaves the formula. Cost: 0.2 ms for a short formula,
    a second for one with tens of atoms of an element with many states; the same formula again takes
    no time.

    References
    ----------
    Deml, A. M., O'Hayre, R., Wolverton, C., Stevanović, V. Phys. Rev. B 93, 085142 (2016),
    https://doi.org/10.1103/PhysRevB.93.085142

    Examples
    --------
    >>> OxidationStates().fit_transform(["MgO"]).round(3)
    array([[-2.   ,  2.   ,  4.   ,  2.828]])
    """

    featurizer, preset = "composition:OxidationStates", None

    @property
    def options(self):
        """Options of matminer's class."""
        return {"stats": list(self.stats)}

    _sees = frozenset((OXIDATION_STATES,))

    def __init__(
        self, stats=("minimum", "maximum", "range", "std_dev"), *, n_jobs=None, memory=None
    ):
        self.stats = stats
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_stats(self.stats, STATISTICS)

    def _featurize(self, formula):
        if any(getattr(species, "oxi_state", None) is None for species in formula):
            formula = self._charge(formula)
        return super()._featurize(formula)

    def _charge(self, formula):
        elements = _whole(formula)
        _require_few_combinations(
            elements, [e.icsd_oxidation_states or e.common_oxidation_states for e in elements]
        )
        charged = _charged(tuple(elements.items()))
        if len(elements) > 1 and not any(species.oxi_state for species in charged):
            raise ValueError(
                "has no common oxidation states that add up to zero; leave it out (an alloy has "
                "none) or give a structure with oxidation states"
            )
        return charged


class IonProperty(MatminerFeaturizer):
    """Whether the formula can be a neutral ionic compound, and how ionic its bonds are.

    Keeps: differences of electronegativity between the elements. Loses: which elements are bonded;
    all pairs count.

    Parameters
    ----------
    one_state : bool, default False
        Let every element have only one oxidation state in a compound: quicker, but Fe3O4 is then
        impossible.
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
    (n_structures, 3) array
        "compound possible" 0 or 1, largest and mean ionic character of a pair, 0 to 1.

    Raises
    ------
    ValueError
        If `one_state` is not a bool, or (per structure) an element has no electronegativity or the
        formula is too long to try all oxidation states.

    Notes
    -----
    Ionic character of a pair: :math:`1 - \\exp(-(\\chi_A - \\chi_B)^2 / 4)`. "Possible" goes by a
    table of common oxidation states: LaMnO3 exists and is called impossible, because Mn(III) is not
    in it. Oxidation states that the input carries are not used. Takes structures, Compositions
    and formulas; invariant under everything that leaves the formula. Cost: as `OxidationStates`.

    References
    ----------
    Ward, L., Agrawal, A., Choudhary, A., Wolverton, C. npj Comput. Mater. 2, 16028 (2016),
    https://doi.org/10.1038/npjcompumats.2016.28

    Examples
    --------
    >>> IonProperty().fit_transform(["NaCl", "CuZn"]).round(3)
    array([[1.   , 0.712, 0.178],
           [0.   , 0.016, 0.004]])
    """

    featurizer, preset = "composition:IonProperty", None

    @property
    def options(self):
        """Options of matminer's class."""
        # a missing electronegativity is reported, not replaced by a mean
        return {"fast": self.one_state, "impute_nan": False}

    _sees = frozenset((OXIDATION_STATES,))

    def __init__(self, *, one_state=False, n_jobs=None, memory=None):
        self.one_state = one_state
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_choice("one_state", self.one_state, (True, False))

    def _accept(self, item):
        # matminer mixes up elements and ions where one element has two charges
        return _whole(super()._accept(item))

    def _featurize(self, elements):
        if not self.one_state:
            source = self.backend_.data_source
            _require_few_combinations(elements, [source.get_oxidation_states(e) for e in elements])
        return super()._featurize(elements)


def _whole(formula):
    """Composition of the elements in the smallest whole numbers."""
    from pymatgen.core import Composition

    elements = formula.element_composition
    return Composition(elements.get_integer_formula_and_factor(max_denominator=100)[0])


@lru_cache(maxsize=4096)
def _charged(amounts):
    """Composition of the likeliest ions; kept, as polymorphs and supercells ask again."""
    from pymatgen.core import Composition

    return Composition(dict(amounts)).add_charges_from_oxi_state_guesses()


def _require_few_combinations(elements, states):
    for (element, amount), known in zip(elements.items(), states, strict=True):
        atoms = int(amount)
        if atoms * comb(atoms + max(len(known), 1) - 1, atoms) > MOST_CHARGES:
            raise ValueError(
                f"has {atoms} {element.symbol} in its smallest formula, too many to try all "
                "their oxidation states; give the formula of the ideal crystal, or a structure with "
                "oxidation states to `OxidationStates`"
            )
