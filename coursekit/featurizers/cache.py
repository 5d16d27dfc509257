"""Features on disk: one small database per folder, a row per structure and setting.

Safe to delete at any time, safe when two processes write, and a killed run keeps every row
it finished. Rows hold plain arrays; nothing is unpickled.
"""

import contextlib
import json
import sqlite3
import warnings
import zlib
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

_BUSY_SECONDS = 60
_AT_ONCE = 500  # keys in one question to the database
_LIBRARIES = (
    "numpy",
    "scipy",
    "pymatgen",
    "pymatgen-core",
    "matminer",
    "dscribe",
    "ase",
    "spglib",
    "scikit-learn",
)


class FeatureCache:
    """Store of feature rows in `folder/features.sqlite`."""

    def __init__(self, folder):
        self.path = Path(folder) / "features.sqlite"

    def load(self, keys):
        """Rows already stored."""
        if not self.path.exists():
            return {}
        found = {}
        try:
            with self._connection() as connection:
                for first in range(0, len(keys), _AT_ONCE):
                    part = keys[first : first + _AT_ONCE]
                    marks = ",".join("?" * len(part))
                    query = f"SELECT key, data FROM rows WHERE key IN ({marks})"
                    rows = connection.execute(query, part)
                    found.update((key, self._unpack(data)) for key, data in rows)
        except sqlite3.OperationalError as error:
            self._warn(error)
        return found

    def store(self, rows):
        """Add rows; a row that is there already is left as it is."""
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
            return _unpack(data)
        except (ValueError, TypeError, IndexError, KeyError) as error:
            raise self._damaged(error) from error

    def _damaged(self, error):
        return OSError(
            f"the feature cache {self.path} is damaged ({error}); delete the file and run again"
        )


def settings_token(estimator, state):
    """Short name of everything besides the structure that decides a row: settings, libraries."""
    text = json.dumps([_plain(estimator), _plain(state), _versions()], sort_keys=True)
    return sha256(text.encode()).hexdigest()[:24]


def _versions():
    """Versions of the libraries that compute rows and fit models."""
    versions = {}
    for name in _LIBRARIES:
        with contextlib.suppress(PackageNotFoundError):
            versions[name] = version(name)
    return versions


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
    """A line that names types and shapes, then the numbers; a tenth of the time of an archive."""
    arrays = {name: np.asarray(values) for name, values in arrays.items()}
    body = b"".join(np.ascontiguousarray(values).tobytes() for values in arrays.values())
    shapes = [[name, values.dtype.str, values.shape] for name, values in arrays.items()]
    return json.dumps([zlib.crc32(body), shapes]).encode() + b"\n" + body


def _unpack(data):
    head, _, body = data.partition(b"\n")
    checksum, shapes = json.loads(head)
    if zlib.crc32(body) != checksum:
        raise ValueError("its checksum does not fit")
    arrays, place = {}, 0
    for name, kind, shape in shapes:
        count = int(np.prod(shape, dtype=int))
        values = np.frombuffer(body, np.dtype(kind), count, place) if count else np.empty(0, kind)
        arrays[name] = values.reshape(shape).copy()
        place += values.nbytes
    return arrays
