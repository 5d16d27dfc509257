"""What a user hands in: structures, and a pipeline that may have been fitted already."""

from coursekit.audits import adapter
from coursekit.structures import structure_digest

CUTOFF_NAMES = ("r_cut", "rcut", "r_c", "cutoff_radius", "cutoff", "r_max", "radius")


def cutoff_key(params):
    """Name of the parameter that is the cutoff, for `set_params`.

    Parameters
    ----------
    params : dict of str to object

    Returns
    -------
    str or None

    Examples
    --------
    >>> cutoff_key({"soap__n_max": 4, "soap__r_cut": 5.0})
    'soap__r_cut'
    """
    for name in CUTOFF_NAMES:
        for key, value in params.items():
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if key.split("__")[-1] == name and number:
                return key
    return None


def checked(structures):
    """Structures as a list, or what is wrong with them.

    Parameters
    ----------
    structures : iterable of pymatgen Structure

    Returns
    -------
    list of pymatgen Structure

    Raises
    ------
    TypeError
        If something else is among them.
    ValueError
        If there are none.
    """
    from coursekit.featurizers.base import as_list

    structures = as_list(structures)
    if not structures:
        raise ValueError("`structures` is empty; an audit needs at least one crystal")
    strange = [s for s in structures if not hasattr(s, "lattice")]
    if strange:
        raise TypeError(
            f"`structures` holds a {type(strange[0]).__name__}; give pymatgen Structures (from ASE: "
            "`coursekit.structures.from_ase`)"
        )
    return structures


def fingerprint(structure):
    """What a pipeline must leave as it is: the crystal, and what is written on its sites.

    Parameters
    ----------
    structure : pymatgen Structure

    Returns
    -------
    str
    """
    written = sorted(structure.site_properties), sorted(structure.properties or {})
    return f"{structure_digest(structure)} {written}"


def is_fitted(features):
    """Whether something has been learnt already.

    Parameters
    ----------
    features : object

    Returns
    -------
    bool
    """
    from sklearn.exceptions import NotFittedError
    from sklearn.utils.validation import check_is_fitted

    try:
        check_is_fitted(features)
    except (NotFittedError, TypeError):
        return False
    except AttributeError:
        pass  # a class of its own, without scikit-learn's tags: its attributes tell
    return any(name.endswith("_") and not name.startswith("_") for name in _state_names(features))


def _state_names(features):
    return [n for step in adapter.steps_of(features) for n in getattr(step, "__dict__", {})]
