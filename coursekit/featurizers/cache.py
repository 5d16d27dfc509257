"""Features on disk: one small database per folder, a row per structure and setting.

Safe to delete at any time, safe when two processes write, and a killed run keeps every row
it finished. Rows hold plain arrays; nothing is unpickled.
"""

import contextlib
import io
import json
import sqlite3
import warnings
import zipfile
from hashlib import sha256
from pathlib import Path

import numpy as np

_BUSY_SECONDS = 60


class FeatureCache:
    """Store of feature rows in `folder/features.sqlite`.

    Parameters
    ----------
    folder : str or Path
        Made if missing. A folder that cannot be written is reported by a warning once, and the
        work goes on uncached.
    """

    def __init__(self, folder):
        self.path = Path(folder) / "features.sqlite"

    def load(self, keys):
        """Rows already stored.

        Parameters
        ----------
        keys : list of str

        Returns
        -------
        dict of str to dict of arrays

        Raises
        ------
        OSError
            If the file is damaged; the message says what to do.
        """
        if not self.path.exists():
            return {}
        found = {}
        try:
            with self._connection() as connection:
                for key in keys:
                    query = "SELECT data FROM rows WHERE key = ?"
                    row = connection.execute(query, (key,)).fetchone()
                    if row:
                        found[key] = self._unpack(row[0])
        except sqlite3.OperationalError as error:
            self._warn(error)
        return found

    def store(self, rows):
        """Add rows; a row that is there already is left as it is.

        Parameters
        ----------
        rows : dict of str to dict of arrays
        """
        packed = [(key, _pack(arrays)) for key, arrays in rows.items()]
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._connection() as connection:
                connection.executemany("INSERT OR IGNORE INTO rows VALUES (?, ?)", packed)
        except (OSError, sqlite3.OperationalError) as error:
            self._warn(error)

    def _warn(self, error):
        warnings.warn(
            f"features cannot be cached in {self.path.parent} ({error}); going on without. "
            "Free some disk space or choose another folder.",
            stacklevel=3,
        )

    @contextlib.contextmanager
    def _connection(self):
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS)
        try:
            with connection:
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, data BLOB)"
                )
                yield connection
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            raise self._damaged(error) from error
        finally:
            connection.close()

    def _unpack(self, data):
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as archive:
                return dict(archive)
        except (ValueError, TypeError, EOFError, OSError, zipfile.BadZipFile) as error:
            raise self._damaged(error) from error

    def _damaged(self, error):
        return OSError(
            f"the feature cache {self.path} is damaged ({error}); delete the file and run again"
        )


def settings_token(estimator, state):
    """Short name of everything besides the structure that decides a row.

    Parameters
    ----------
    estimator : scikit-learn estimator with plain parameters
    state : dict
        Fitted state that enters the rows.

    Returns
    -------
    str
    """
    text = json.dumps([_plain(estimator), _plain(state)], sort_keys=True)
    return sha256(text.encode()).hexdigest()[:24]


def _plain(value):
    if hasattr(value, "get_params"):
        params = value.get_params(deep=False)
        kept = {k: _plain(v) for k, v in params.items() if k not in ("n_jobs", "memory")}
        version = getattr(type(value), "_version", 1)
        return [f"{type(value).__module__}.{type(value).__qualname__}", version, kept]
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = [_plain(v) for v in value]
        return sorted(items) if isinstance(value, set | frozenset) else items
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return value


def _pack(arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()
