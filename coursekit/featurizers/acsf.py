"""ACSF: a stack of questions about the neighbours of an atom, each with a number for an answer."""

from functools import lru_cache, partial

import numpy as np
import scipy.sparse as sp

from coursekit.featurizers.base import SiteFeaturizer
from coursekit.featurizers.dscribe_input import wrapped_atoms
from coursekit.featurizers.parameters import check_cutoff, check_kinds
from coursekit.featurizers.records import FeatureNames
from coursekit.featurizers.species import (
    DENSE_UP_TO,
    check_species,
    learn_species,
    pair_labels,
    pair_places,
    site_places,
    spread,
)
from coursekit.neighbors import neighbor_list, require_neighbors


class ACSF(SiteFeaturizer):
    """Atom-centred symmetry functions: how many neighbours near this distance, at this angle.

    Keeps: distances to each element, and how angles at the atom lie towards 0° or 180°, smoothly.
    Loses: the mutual orientation of three or more neighbours, handedness, and every question that
    was not asked.

    Parameters
    ----------
    r_cut : float, default 6.0
        Cutoff radius, Å, above 0; every function fades to zero there.
    g2 : sequence of (eta, r_shift), optional
        Distance functions: width `eta` (Å⁻², above 0) and centre `r_shift` (Å, 0 or more). By
        default eta 4 Å⁻² every 0.5 Å from 1 Å to below `r_cut`.
    g4 : sequence of (eta, zeta, `lambda_`), optional
        Angle functions that also fade with the distance between the two neighbours: `eta` (Å⁻², 0
        or more), sharpness `zeta` (1 or more), sign `lambda_` (1 or -1). By default eta 0.01 Å⁻²,
        zeta 1, 2, 4, 16, both signs.
    g5 : sequence of (eta, zeta, `lambda_`), default ()
        As `g4`, whatever the distance between the two neighbours.
    species : sequence of str, optional
        Elements that the columns provide for. By default those of the structures seen in `fit`.
    by_center : bool, default True
        Columns of their own for every element of the central atom, so that a pooled column still
        says whose neighbours it counts. False gives the classic vector, one set for any centre.
    n_jobs : int, optional
        Processes; see joblib.
    memory : str, optional
        Folder in which rows are cached.

    Attributes
    ----------
    species_ : tuple of str
        Elements of the column layout, electropositive ones first.

    Returns
    -------
    list of SiteFeatures
        Values (n_sites, n_features), dimensionless; sparse above 10 000 columns.

    Raises
    ------
    ValueError
        If a parameter is out of range, or (per structure) an element is not among `species_` or a
        site has no neighbour within `r_cut`.

    Notes
    -----
    With the cosine cutoff f: G1 = Σ f(r); G2 = Σ exp(-eta (r - r_shift)²) f(r);
    G4 = 2^(1-zeta) Σ (1 + `lambda_` cos θ)^zeta exp(-eta (r² + r'² + d²)) f(r) f(r') f(d), and G5
    the same without d, the distance between the two neighbours. Each pair of neighbours counts once.
    Whatever zeta, the angular factor is largest at 0° (`lambda_` 1) or 180° (`lambda_` -1) and nowhere
    between: no single function asks for 90° or 109.5°. With S elements there are
    S (1 + n_g2) + S(S+1)/2 (n_g4 + n_g5) columns, S times as many with `by_center`. Invariant under
    rotation, reflection, translation and order of atoms; continuous. Cost: linear in the atoms,
    about 0.3 ms each.

    References
    ----------
    Behler, J. J. Chem. Phys. 134, 074106 (2011), https://doi.org/10.1063/1.3553717

    Behler, J., Parrinello, M. Phys. Rev. Lett. 98, 146401 (2007),
    https://doi.org/10.1103/PhysRevLett.98.146401

    Himanen, L. et al. Comput. Phys. Commun. 247, 106949 (2020),
    https://doi.org/10.1016/j.cpc.2019.106949

    Examples
    --------
    >>> from coursekit.structures import make_rutile
    >>> acsf = ACSF(r_cut=4.0, g2=[(4.0, 1.95)], g4=[(0.01, 16, -1)]).fit([make_rutile()])
    >>> for name in acsf.get_feature_names_out()[2:7]:
    ...     print(name)
    Ti-O pairs, fading out to 4 Å
    Ti-O pairs near 1.95 Å, eta 4 Å⁻²
    Ti-Ti-Ti angles within 24° of 180°, zeta 16, eta 0.01 Å⁻², Ti-Ti near each other
    Ti-Ti-O angles within 24° of 180°, zeta 16, eta 0.01 Å⁻², Ti-O near each other
    O-Ti-O angles within 24° of 180°, zeta 16, eta 0.01 Å⁻², O-O near each other
    """

    _version = 2  # atoms outside the cell have all their neighbours

    def __init__(
        self,
        r_cut=6.0,
        *,
        g2=None,
        g4=None,
        g5=(),
        species=None,
        by_center=True,
        n_jobs=None,
        memory=None,
    ):
        self.r_cut = r_cut
        self.g2 = g2
        self.g4 = g4
        self.g5 = g5
        self.species = species
        self.by_center = by_center
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_cutoff(self.r_cut)
        check_kinds(self, flags=["by_center"], lists=["g2", "g4", "g5"], optional=["g2", "g4"])
        for values in self._questions()[0]:
            if len(values) != 2 or values[0] <= 0 or values[1] < 0:
                raise ValueError(
                    f"`g2` holds {values}; each entry is (eta in Å⁻², above 0; r_shift in Å, 0 or "
                    "more), such as (4.0, 1.95)"
                )
        for name, functions in zip(("g4", "g5"), self._questions()[1:], strict=True):
            for values in functions:
                bad = len(values) != 3 or values[0] < 0 or values[1] < 1 or abs(values[2]) != 1
                if bad:
                    raise ValueError(
                        f"`{name}` holds {values}; each entry is (eta in Å⁻², 0 or more; zeta, 1 or "
                        "more; lambda_, 1 or -1), such as (0.01, 4, -1)"
                    )
        for name, functions in zip(("g2", "g4", "g5"), self._questions(), strict=True):
            twice = [values for k, values in enumerate(functions) if values in functions[:k]]
            if twice:
                raise ValueError(f"`{name}` holds {twice[0]} twice")
        check_species(self.species)

    def _fit(self, structures):
        self.species_ = learn_species(structures, self.species)

    def _questions(self):
        """The functions g2, g4, g5 as tuples, defaults filled in."""
        shifts = np.arange(1.0, self.r_cut - 0.25, 0.5)
        g2 = [(4.0, float(r)) for r in shifts] if self.g2 is None else self.g2
        default = [(0.01, zeta, sign) for zeta in (1, 2, 4, 16) for sign in (1, -1)]
        g4 = default if self.g4 is None else self.g4
        return tuple(
            tuple(tuple(np.atleast_1d(values).tolist()) for values in group)
            for group in (g2, g4, self.g5)
        )

    @property
    def n_features_out_(self):
        """Number of columns."""
        g2, g4, g5 = self._questions()
        n = len(self.species_)
        per_center = n * (1 + len(g2)) + n * (n + 1) // 2 * (len(g4) + len(g5))
        return per_center * (n if self.by_center else 1)

    def _featurize(self, structure):
        places = site_places(structure, self.species_)
        require_neighbors(neighbor_list(structure, self.r_cut))
        # the backend has its elements by atomic number, whatever order they are given in
        present = sorted(set(places), key=lambda place: _atomic_number(self.species_[place]))
        symbols = tuple(self.species_[place] for place in present)
        values = _backend(float(self.r_cut), *self._questions(), symbols).create(
            wrapped_atoms(structure)
        )
        rows = self._spread(values, np.array(present))
        return _by_center(rows, places, len(self.species_)) if self.by_center else rows

    def _spread(self, values, present):
        """Columns over the elements present put where they stand among those over all."""
        n, n_all = len(present), len(self.species_)
        split = n * (1 + len(self._questions()[0]))
        second, first = np.tril_indices(n)
        parts = (
            (values[:, :split], present, n_all),
            (
                values[:, split:],
                pair_places(present[first], present[second], n_all),
                n_all * (n_all + 1) // 2,
            ),
        )
        rows = [_in_order(part, places, n_blocks) for part, places, n_blocks in parts]
        sparse = any(sp.issparse(part) for part in rows)
        return sp.hstack(rows, "csr") if sparse else np.hstack(rows)

    def _names(self):
        make = partial(_make_names, float(self.r_cut), *self._questions(), self.species_)
        return FeatureNames(self.n_features_out_, partial(make, self.by_center))


def _in_order(values, places, n_blocks):
    blocks = values.reshape(len(values), len(places), -1)
    order = np.argsort(places)
    return spread(blocks[:, order], places[order], n_blocks)


def _by_center(rows, places, n_species):
    """Every row moved to the columns of its own centre's element."""
    n_sites, width = rows.shape
    if width * n_species <= DENSE_UP_TO:
        moved = np.zeros((n_sites, n_species, width))
        moved[np.arange(n_sites), places] = rows
        return moved.reshape(n_sites, -1)
    rows = sp.csr_matrix(rows)
    columns = rows.indices + np.repeat(places * width, np.diff(rows.indptr))
    return sp.csr_matrix((rows.data, columns, rows.indptr), shape=(n_sites, n_species * width))


def _make_names(r_cut, g2, g4, g5, species, by_center):
    names = []
    for center in species if by_center else ("any",):
        for symbol in species:
            names.append(f"{center}-{symbol} pairs, fading out to {r_cut:g} Å")
            names += [f"{center}-{symbol} pairs near {r:g} Å, eta {eta:g} Å⁻²" for eta, r in g2]
        for a, b in pair_labels(species):
            angle = f"{a}-{center}-{b} angles"
            names += [f"{angle} {_peak(*values)}, {a}-{b} near each other" for values in g4]
            names += [f"{angle} {_peak(*values)}" for values in g5]
    return names


def _peak(eta, zeta, sign):
    """Where the angular factor is largest, and how far from there it has fallen to one half."""
    width = np.degrees(np.arccos(2 * 0.5 ** (1 / zeta) - 1))
    peak = 0 if sign > 0 else 180
    return f"within {width:.0f}° of {peak}°, zeta {zeta:g}, eta {eta:g} Å⁻²"


@lru_cache(maxsize=4096)
def _backend(r_cut, g2, g4, g5, species):
    """DScribe's ACSF over some elements; kept, as building one costs as much as a small crystal."""
    from dscribe.descriptors import ACSF as DscribeACSF

    # an empty list of functions is an error there, None is not
    functions = {"g2_params": g2, "g4_params": g4, "g5_params": g5}
    functions = {name: list(values) or None for name, values in functions.items()}
    return DscribeACSF(r_cut=r_cut, species=list(species), periodic=True, **functions)


def _atomic_number(symbol):
    from pymatgen.core import Element

    return Element(symbol).Z
