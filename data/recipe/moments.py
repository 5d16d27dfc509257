"""Initial magnetic moments: which calculations are spin-polarised, where they start, which order is kept.

Standard library only, because the PBE step runs in the system Python that has GPAW.
"""


def is_spin_polarised(kind):
    """Whether a kind of `settings.toml` asks for two spin channels."""
    return "initial_moment" in kind or "initial_moments" in kind


def initial_moments(kind, species):
    """Bohr magnetons per site, all parallel: one value for every atom, or one per element.

    A high-spin start lets the moments fall to where they belong; from a low start a calculation may
    stay in a low-spin state that lies higher.
    """
    by_element = kind.get("initial_moments", {})
    return [by_element.get(symbol, kind.get("initial_moment", 0.0)) for symbol in species]


DOUBLED = [[1, 1, 0], [1, 0, 1], [0, 1, 1]]
"""Cell of two primitive ones whose copies alternate in every direction: in rock salt the observed order of
MnO and NiO (planes along the diagonal), in a cubic perovskite the one called G."""


def alternating(kind, species):
    """The moments of `initial_moments`, up and down in turn over the sites that have one."""
    found, sign = [], 1
    for moment in initial_moments(kind, species):
        found.append(sign * moment if moment else 0.0)
        sign = -sign if moment else sign
    return found


def n_magnetic(kind, species):
    """How many sites start with a moment."""
    return sum(moment != 0 for moment in initial_moments(kind, species))


def lower_order(labels, orders):
    """Labels in which an antiferromagnetic run stands where its energy is the lower one."""
    kept = dict(labels)
    for id_, run in orders.items():
        known = labels.get(id_, {})
        if run["status"] == known.get("status") == "ok" and run["e_pbe"] < known["e_pbe"]:
            kept[id_] = run
    return kept
