"""Tables and lines from disk, or one sentence that says why there are none."""

import gzip
import zlib
from pathlib import Path

from coursekit.errors import DatasetError

ID_COLUMNS = ("id", "material_id", "structure_id", "file", "name")
"""Where an id may stand; the first of these that is there counts."""

_DAMAGED = (EOFError, UnicodeDecodeError, gzip.BadGzipFile, zlib.error)


def read_lines(path):
    """Lines of a text file, gzipped or not.

    Parameters
    ----------
    path : str or Path
        UTF-8; gzipped if its name ends in .gz.

    Returns
    -------
    list of str

    Raises
    ------
    DatasetError
        If the file is missing, or damaged.
    """
    path = Path(path)
    # a byte order mark, as some editors write it, is not part of the first line
    options = {"mode": "rt", "encoding": "utf-8-sig"}
    try:
        with gzip.open(path, **options) if path.suffix == ".gz" else path.open(**options) as file:
            return list(file)
    except FileNotFoundError as error:
        raise DatasetError(f"{path}: no such file; check the spelling and the folder") from error
    except _DAMAGED as error:
        raise _damaged(path, error) from error


def read_table(path):
    """Table with at least one row; ids stay text, so that "007" keeps its zeros.

    Parameters
    ----------
    path : str or Path
        CSV, gzipped or not.

    Returns
    -------
    pandas DataFrame

    Raises
    ------
    DatasetError
        If the file is missing, empty, damaged, or not a CSV.
    """
    import pandas as pd

    try:
        table = pd.read_csv(path, converters=dict.fromkeys(ID_COLUMNS, str.strip))
    except FileNotFoundError as error:
        raise DatasetError(f"{path}: no such file; check the spelling and the folder") from error
    except pd.errors.EmptyDataError as error:
        raise DatasetError(f"{path}: the file is empty") from error
    except pd.errors.ParserError as error:
        raise DatasetError(f"{path}: is not a readable CSV ({error})") from error
    except _DAMAGED as error:
        raise _damaged(path, error) from error
    if table.empty:
        raise DatasetError(f"{path}: the table has a header and no rows")
    return table


def require_column(table, path, column, cure):
    """Raise DatasetError, naming the columns found, if one is missing.

    Parameters
    ----------
    table : pandas DataFrame
    path : str or Path
        For the message.
    column : str
    cure : str
        What to do about it.

    Raises
    ------
    DatasetError
        If the column is missing.
    """
    if column not in table.columns:
        found = ", ".join(map(str, table.columns))
        raise DatasetError(f"{path}: has no column {column!r}; its columns are {found}; {cure}")


def id_of(row, number):
    """Id that a row gives itself, else its number.

    Parameters
    ----------
    row : mapping
    number : int

    Returns
    -------
    str

    Examples
    --------
    >>> id_of({"material_id": "mp-149"}, 3), id_of({"energy": 1.0}, 3)
    ('mp-149', '#3')
    """
    given = next((row[name] for name in ID_COLUMNS if name in row), None)
    return f"#{number}" if given in (None, "") else str(given)


def _damaged(path, error):
    return DatasetError(
        f"{path}: is damaged or not a text file ({error}); fetch or export it again, "
        "gzipped files end in .gz"
    )
