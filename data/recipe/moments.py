"""Initial magnetic moments: which calculations are spin-polarised, and where they start.

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
