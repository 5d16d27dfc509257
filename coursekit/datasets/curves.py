"""Energies of a few crystals away from their minimum, by PBE and by CHGNet."""

from coursekit.datasets.teaching import data_folder


def load_curves():
    """Eight crystals squeezed, stretched, and with one atom moved along z.

    Returns
    -------
    pandas DataFrame
        A row a point: `crystal` (id in the teaching set), `method` ("pbe" or "chgnet"), `change`
        ("volume" or "displacement"), `amount` (volume over that of the set's crystal, or Å),
        `volume` (of the crystal as it stands in the set, Å³) and `energy` (eV, of the cell).

    Notes
    -----
    Only energies of one crystal by one method may be subtracted: CHGNet's are corrected, PBE's plain.

    Examples
    --------
    >>> curves = load_curves()
    >>> sorted(set(curves["change"]))
    ['displacement', 'volume']
    """
    import pandas as pd

    return pd.read_csv(data_folder() / "curves.csv")
