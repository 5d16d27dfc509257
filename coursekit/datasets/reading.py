"""Tables and lines from disk, or one sentence that says why there are none."""

import csv
import gzip
import zlib
from collections import Counter
from io import StringIO
from pathlib import Path

from coursekit.errors import DatasetError

ID_COLUMNS = ("id", "material_id", "structure_id", "file", "name", "jid")
"""Where an id may stand, in capitals or not; the first of these that is there counts."""

_DAMAGED = (EOFError, UnicodeDecodeError, gzip.BadGzipFile, zlib.error)


def read_lines(path):
    """Lines of a text file, gzipped or not."""
    path = Path(path)
    # a byte order mark, as some editors write it, is not part of the first line
    options = {"mode": "rt", "encoding": "utf-8-sig"}
    try:
        with (
            gzip.open(path, **options)
            if path.suffix.lower() == ".gz"
            else path.open(**options) as file
        ):
            return list(file)
    except FileNotFoundError as error:
        raise DatasetError(f"{path}: no such file; check the spelling and the folder") from error
    except (IsADirectoryError, PermissionError) as error:
        raise DatasetError(
            f"{path}: cannot be read ({error.strerror}); name a file that you may read"
        ) from error
    except _DAMAGED as error:
        raise _damaged(path, error) from error


def read_table(path):
    """Table with at least one row; ids stay text, so that "007" keeps its zeros."""
    import pandas as pd

    lines = read_lines(path)
    try:
        names = [name.strip() for name in next((row for row in csv.reader(lines) if row), ())]
        _check_names(names, path)
        # by position: a name may have blanks around it
        ids = {i: str.strip for i, name in enumerate(names) if name.lower() in ID_COLUMNS}
        table = pd.read_csv(StringIO("".join(lines)), converters=ids)
    except (pd.errors.ParserError, csv.Error) as error:
        reason = " ".join(str(error).split())
        raise DatasetError(f"{path}: is not a readable CSV ({reason})") from error
    if table.empty:
        raise DatasetError(f"{path}: the table has a header and no rows")
    if len(table.columns) != len(names) or not isinstance(table.index, pd.RangeIndex):
        raise DatasetError(
            f"{path}: its rows have more cells than its first line has names; name every column, "
            "and end no line with a comma"
        )
    table.columns = [name or given for name, given in zip(names, table.columns, strict=True)]
    return table


def _check_names(names, path):
    """Refuse what pandas would bend into a table: no names, other separators, a name twice."""
    if not names:
        raise DatasetError(f"{path}: the file is empty")
    if len(names) == 1 and any(sign in names[0] for sign in ";\t|"):
        raise DatasetError(
            f"{path}: its first line is {names[0]!r:.60}; columns must be separated by commas: "
            "export it again, with commas between columns and points in numbers"
        )
    twice = [name for name, n in Counter(names).items() if n > 1 and name]
    if twice:
        raise DatasetError(
            f"{path}: has more than one column {twice[0]!r}; delete or rename all but one"
        )


def require_column(table, path, column, cure):
    """Raise DatasetError, naming the columns found, if one is missing."""
    if column not in table.columns:
        found = ", ".join(map(str, table.columns))
        raise DatasetError(f"{path}: has no column {column!r}; its columns are {found}; {cure}")


def id_of(row, number):
    """Id that a row gives itself, else its number."""
    fields = {str(key).lower(): key for key in row.keys()}  # noqa: SIM118 - a pandas row too
    given = next((row[fields[name]] for name in ID_COLUMNS if name in fields), None)
    return f"#{number}" if given in (None, "") else str(given)


def _damaged(path, error):
    return DatasetError(
        f"{path}: is damaged or not a text file ({error}); fetch or export it again, as UTF-8 "
        "text; gzipped files, and only they, end in .gz"
    )
