"""SOAP: the neighbour density of an atom, expanded, squared and summed so that rotations drop out."""

from functools import lru_cache, partial
from itertools import combinations_with_replacement

import numpy as np
import scipy.sparse as sp

from coursekit.featurizers.base import SiteFeaturizer
from coursekit.featurizers.dscribe_input import wrapped_atoms
from coursekit.featurizers.parameters import check_choice, check_kinds, is_number
from coursekit.featurizers.records import FeatureNames
from coursekit.featurizers.species import check_species
from coursekit.neighbors import neighbor_list, require_neighbors

COMPRESSIONS = ("off", "mu1nu1", "crossover", "mu2")
_DENSE_UP_TO = 10_000  # columns; beyond, most are zero in any one crystal
_LARGEST_R_CUT = 20.0
_LARGEST_N_MAX = 20
_SURELY_DISTINCT = 8  # radial functions: dscribe need not be asked whether they can be told apart
_IN_NM = 1.5  # Å; a smaller cutoff is a slip of units
_ISOLATED = 8.0  # Å; in no crystal are nearest neighbours so far apart


class SOAP(SiteFeaturizer):
    """Smooth overlap of atomic positions: one power spectrum per atom.

    Keeps: distances, species and angles of every pair of neighbours, smoothly. Loses: the mutual
    orientation of three or more neighbours (two different environments can share a vector),
    handedness, and everything beyond `r_cut`.

    Parameters
    ----------
    r_cut : float, default 5.0
        Cutoff radius, Å; above 1 for the "gto" basis.
    n_max, l_max : int, default 8, 6
        Number of radial functions (1 to 20; how many can be told apart depends on `r_cut`); highest
        degree of the spherical harmonics (0 to 20).
    sigma : float, default 0.5
        Width of the Gaussian at every neighbour, Å; above 0, at most `r_cut`.
    species : sequence of str, optional
        Elements that the columns provide for. By default those of the structures seen in `fit`.
    compression : {"off", "mu1nu1", "crossover", "mu2"}, default "off"
        Which pairs of species get columns of their own: all; each with the sum of all; each with
        itself; none (species-blind).
    weighting : {None, "poly"}, default None
        "poly" fades the density smoothly to zero at `r_cut`. Without it an atom just beyond
        `r_cut` still contributes.
    rbf : {"gto", "polynomial"}, default "gto"
        Radial basis.
    sparse : {"auto", True, False}, default "auto"
        Whether values are CSR matrices, which leave out the columns of absent elements. "auto": above
        10 000 columns.
    n_jobs : int, optional
        Processes; see joblib.
    memory : str, optional
        Folder in which rows are cached.

    Attributes
    ----------
    species_ : tuple of str
        Elements of the column layout, by atomic number.

    Returns
    -------
    list of SiteFeatures
        Values (n_sites, n_features), dimensionless; CSR matrices if sparse. A site whose
        neighbours are all beyond `r_cut` has little but its own density.

    Raises
    ------
    ValueError
        If a parameter is out of range, or (per structure) an element is not among `species_`, an atom
        is isolated (no other within `r_cut` and within 8 Å) or has no neighbour within an `r_cut`
        below 1.5 Å. "mu2" has no columns of its own for any element and takes all.

    Notes
    -----
    :math:`p^{ZZ'}_{nn'l} = \\pi \\sqrt{8/(2l+1)} \\sum_m c^{Z*}_{nlm} c^{Z'}_{n'lm}`. With `S`
    species there are :math:`(l_{max}+1)\\, nS(nS+1)/2` numbers. Invariant under rotation,
    reflection, translation and order of atoms. Each crystal is computed over its own species and
    put into the columns of all, which gives exactly the numbers of the long vector at a fraction
    of the cost.

    References
    ----------
    Bartók, A. P., Kondor, R., Csányi, G. Phys. Rev. B 87, 184115 (2013),
    https://doi.org/10.1103/PhysRevB.87.184115

    Himanen, L. et al. Comput. Phys. Commun. 247, 106949 (2020),
    https://doi.org/10.1016/j.cpc.2019.106949

    Darby, J. P., Kermode, J. R., Csányi, G. npj Comput. Mater. 8, 166 (2022),
    https://doi.org/10.1038/s41524-022-00847-y

    Examples
    --------
    >>> from pymatgen.core import Lattice, Structure
    >>> po = Structure(Lattice.cubic(3.35), ["Po"], [[0, 0, 0]])
    >>> soap = SOAP(r_cut=4.0, n_max=4, l_max=3).fit([po])
    >>> soap.transform([po])[0].values.shape
    (1, 40)
    """

    _version = 2

    @property
    def species_aware(self):
        """Whether it claims to see the elements: "mu2" adds up their columns.

        Returns
        -------
        True or None
        """
        return None if self.compression == "mu2" else True

    def __init__(
        self,
        r_cut=5.0,
        *,
        n_max=8,
        l_max=6,
        sigma=0.5,
        species=None,
        compression="off",
        weighting=None,
        rbf="gto",
        sparse="auto",
        n_jobs=None,
        memory=None,
    ):
        self.r_cut = r_cut
        self.n_max = n_max
        self.l_max = l_max
        self.sigma = sigma
        self.species = species
        self.compression = compression
        self.weighting = weighting
        self.rbf = rbf
        self.sparse = sparse
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_kinds(self, numbers=["sigma"], wholes=["n_max", "l_max"])
        if not is_number(self.r_cut) or not 1.0 < self.r_cut <= _LARGEST_R_CUT:
            raise ValueError(
                f"`r_cut` is {self.r_cut!r} Å; SOAP needs 1 < r_cut <= {_LARGEST_R_CUT:g} Å "
                "(is it in nm?)"
            )
        if not 1 <= self.n_max <= _LARGEST_N_MAX or not 0 <= self.l_max <= 20:
            raise ValueError(
                f"`n_max` is {self.n_max} and `l_max` is {self.l_max}; "
                f"they must satisfy 1 <= n_max <= {_LARGEST_N_MAX} and 0 <= l_max <= 20"
            )
        if not 0 < self.sigma <= self.r_cut:
            raise ValueError(
                f"`sigma` is {self.sigma} Å; it must be positive and at most `r_cut` "
                f"({self.r_cut} Å)"
            )
        check_choice("compression", self.compression, COMPRESSIONS)
        check_choice("weighting", self.weighting, (None, "poly"))
        check_choice("rbf", self.rbf, ("gto", "polynomial"))
        check_choice("sparse", self.sparse, ("auto", True, False))
        check_species(self.species)
        if self.n_max > _SURELY_DISTINCT:
            self._check_basis()

    def _check_basis(self):
        """Raise if so many radial functions cannot be told apart in double precision."""
        from ase import Atoms

        try:
            _backend(self._settings(), (1,)).create(Atoms("H", cell=[3.0] * 3, pbc=True))
        except ValueError as error:
            raise ValueError(
                f"`n_max` is {self.n_max}: so many radial functions ({self.rbf}) cannot be told "
                f"apart within `r_cut` = {self.r_cut} Å; lower `n_max` or raise `r_cut`"
            ) from error

    def _fit(self, structures):
        symbols = self.species
        if symbols is None:
            symbols = [symbol for structure in structures for symbol in _elements(structure)]
        self.species_ = tuple(sorted(set(symbols), key=_atomic_number))

    def _state(self):
        # the columns of one crystal depend on the layout; for "mu2" there is only one layout
        return {} if self.compression == "mu2" else {"species_": self.species_}

    @property
    def n_features_out_(self):
        """Number of columns."""
        return self._layout(len(self.species_))[1]

    def _featurize(self, structure):
        symbols = [site.specie.symbol for site in structure]
        unknown = sorted(set(symbols) - set(self.species_))
        if unknown and self.compression != "mu2":
            raise ValueError(
                f"contains {unknown[0]}, which is not among the species of the fit "
                f"({', '.join(self.species_)}); fit with such a structure or pass `species`"
            )
        self._check_neighbors(structure)
        present = sorted(set(symbols), key=_atomic_number)
        atoms = wrapped_atoms(structure)
        # numbered from 1, whatever they are: crystals of equally many elements share a backend
        atoms.numbers = [present.index(symbol) + 1 for symbol in symbols]
        numbers = tuple(range(1, len(present) + 1))
        return self._scatter(_backend(self._settings(), numbers).create(atoms), present)

    def _check_neighbors(self, structure):
        """Raise for an isolated atom and a cutoff in nm: the atom's own density looks like an answer."""
        # in a small cell every atom has at least its own image as a neighbour
        if min(structure.lattice.abc) <= self.r_cut:
            return
        pairs = neighbor_list(structure, self.r_cut)
        if pairs.counts.all():
            return
        # between the two a cutoff inside the first shell may be meant, to show what it misses
        if self.r_cut < _IN_NM or not neighbor_list(structure, _ISOLATED).counts.all():
            require_neighbors(pairs)

    def _settings(self):
        return (
            ("r_cut", float(self.r_cut)),
            ("n_max", int(self.n_max)),
            ("l_max", int(self.l_max)),
            ("sigma", float(self.sigma)),
            ("rbf", self.rbf),
            ("compression", self.compression),
            ("weighting", self.weighting),
        )

    def _scatter(self, values, present):
        """Put the blocks of the species present into the columns of all species."""
        places = [self.species_.index(symbol) for symbol in present if symbol in self.species_]
        starts, total = self._layout(len(self.species_))
        own_starts, _ = self._layout(len(present))
        columns = np.empty(values.shape[1], int)
        for block, (start, size) in own_starts.items():
            target = starts[tuple(places[k] for k in block)][0]
            columns[start : start + size] = np.arange(target, target + size)
        if not (total > _DENSE_UP_TO if self.sparse == "auto" else self.sparse):
            row = np.zeros((len(values), total))
            row[:, columns] = values
            return row
        indptr = np.arange(len(values) + 1) * len(columns)
        indices = np.tile(columns, len(values))
        return sp.csr_matrix((values.ravel(), indices, indptr), shape=(len(values), total))

    def _layout(self, n_species):
        return _block_layout(self.compression, n_species, self.n_max, self.l_max)

    def _names(self):
        # of this fit for good: the featuriser may be fitted again before somebody reads them
        make = partial(_make_names, self.compression, self.species_, self.n_max, self.l_max)
        return FeatureNames(self.n_features_out_, make)


def _make_names(compression, species, n_max, l_max):
    blocks, _ = _block_layout(compression, len(species), n_max, l_max)
    return [
        f"SOAP {'-'.join(_partners(compression, block, species))} n={n + 1} n'={m + 1} l={degree}"
        for block in blocks
        for degree in range(l_max + 1)
        for n in range(n_max)
        for m in range(0 if _is_square(compression, block) else n, n_max)
    ]


def _is_square(compression, block):
    return compression == "mu1nu1" or len(set(block)) == 2


def _partners(compression, block, species):
    if compression == "mu2":
        return ("any", "any")
    first = species[block[0]]
    return (first, "any") if compression == "mu1nu1" else (first, species[block[-1]])


@lru_cache
def _block_layout(compression, n_species, n_max, l_max):
    """{block: (first column, columns)} in order, and their total; a block is a tuple of species."""
    triangle = n_max * (n_max + 1) // 2 * (l_max + 1)
    square = n_max**2 * (l_max + 1)
    if compression == "mu2":
        blocks = [((), triangle)]
    elif compression == "off":
        pairs = combinations_with_replacement(range(n_species), 2)
        blocks = [((i, j), triangle if i == j else square) for i, j in pairs]
    else:
        size = square if compression == "mu1nu1" else triangle
        blocks = [((i,), size) for i in range(n_species)]
    ends = np.cumsum([size for _, size in blocks])
    layout = {
        block: (int(end) - size, size) for (block, size), end in zip(blocks, ends, strict=True)
    }
    return layout, int(ends[-1])


@lru_cache(maxsize=4096)
def _backend(settings, species):
    """DScribe's SOAP over some species; kept, because building one costs as much as a small crystal."""
    from dscribe.descriptors import SOAP as DscribeSOAP

    options = dict(settings)
    mode = options.pop("compression")
    if options.pop("weighting") == "poly":
        options["weighting"] = {"function": "poly", "r0": options["r_cut"], "c": 1.0, "m": 1.0}
    return DscribeSOAP(
        species=list(species),
        periodic=True,
        compression={"mode": mode, "species_weighting": None},
        **options,
    )


def _elements(structure):
    """Symbols in a structure; of one that cannot be described, what can be read of it."""
    from pymatgen.core import Element

    symbols = [species.symbol for species in getattr(structure, "composition", ())]
    return [symbol for symbol in symbols if Element.is_valid_symbol(symbol)]


def _atomic_number(symbol):
    from pymatgen.core import Element

    return Element(symbol).Z
