"""Rows on disk: what is stored comes back, what breaks says so, nothing is mixed up."""

import sqlite3
import warnings

import numpy as np
import pytest
from joblib import Parallel, delayed

from coursekit.featurizers import SOAP, MagpieStatistics, SiteStatisticsFingerprint
from coursekit.featurizers.cache import FeatureCache, settings_token
from coursekit.structures import make_rutile, make_wurtzite

from .counting import Counting


def rows(n, start=0):
    return {f"key {k}": {"values": np.full(3, float(k))} for k in range(start, start + n)}


def test_what_is_stored_comes_back(tmp_path):
    cache = FeatureCache(tmp_path / "deep" / "folder")
    assert cache.load(["a"]) == {}
    stored = {"values": np.random.default_rng(0).random((2, 3)), "shape": np.array([2, 3])}
    cache.store({"a": stored})
    (found,) = cache.load(["a", "b"]).values()
    assert set(found) == {"values", "shape"}
    for name, values in stored.items():
        np.testing.assert_array_equal(found[name], values)
        assert found[name].dtype == values.dtype


def test_first_row_of_a_key_stays(tmp_path):
    cache = FeatureCache(tmp_path)
    cache.store({"a": {"values": np.zeros(1)}})
    cache.store({"a": {"values": np.ones(1)}, "b": {"values": np.ones(1)}})
    found = cache.load(["a", "b"])
    assert (found["a"]["values"][0], found["b"]["values"][0]) == (0.0, 1.0)


def test_folder_may_be_deleted(tmp_path):
    cache = FeatureCache(tmp_path)
    cache.store(rows(2))
    cache.path.unlink()
    assert cache.load(["key 0"]) == {}
    cache.store(rows(1))
    assert list(cache.load(["key 0", "key 1"])) == ["key 0"]


def write_many(folder, start):
    for k in range(start, start + 20):
        FeatureCache(folder).store(rows(1, start=k))


def test_two_processes_may_write(tmp_path):
    Parallel(n_jobs=2)(delayed(write_many)(tmp_path, start) for start in (0, 10, 20))
    found = FeatureCache(tmp_path).load([f"key {k}" for k in range(40)])
    assert {key: row["values"][0] for key, row in found.items()} == {
        f"key {k}": float(k) for k in range(40)
    }


def test_objects_are_never_unpickled(tmp_path):
    cache = FeatureCache(tmp_path)
    cache.store({"a": {"values": np.array([{"code": print}], dtype=object)}})
    with pytest.raises(OSError, match="damaged"):
        cache.load(["a"])


# what can go wrong


def damage_file(path):
    path.write_bytes(b"this is not a database, but it is longer than its header would be" * 20)


def damage_row(path):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE rows SET data = substr(data, 1, 40)")


def empty_row(path):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE rows SET data = x''")


def damage_byte(path):
    with sqlite3.connect(path) as connection:
        (data,) = connection.execute("SELECT data FROM rows").fetchone()
        place = data.index(np.zeros(3).tobytes())
        changed = data[:place] + b"\xff" + data[place + 1 :]
        connection.execute("UPDATE rows SET data = ?", (changed,))


@pytest.mark.parametrize("damage", [damage_file, damage_row, empty_row, damage_byte])
def test_damaged_cache(tmp_path, damage):
    cache = FeatureCache(tmp_path)
    cache.store(rows(1))
    damage(cache.path)
    with pytest.raises(OSError, match="damaged") as error:
        cache.load(["key 0"])
    message = str(error.value)
    assert message.startswith(f"the feature cache {cache.path} is damaged (")
    assert message.endswith("); delete the file and run again")


def test_damaged_cache_stops_a_featuriser_with_the_cure(tmp_path):
    damage_file(tmp_path / "features.sqlite")
    counting = Counting(memory=str(tmp_path)).fit([make_rutile()])
    with pytest.raises(OSError, match="damaged") as error:
        counting.transform([make_rutile()])
    assert str(error.value) == (
        f"the feature cache {tmp_path / 'features.sqlite'} is damaged (file is not a database); "
        "delete the file and run again"
    )


def transform_with_warning(memory):
    counting = Counting(memory=str(memory)).fit([make_rutile()])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = counting.transform([make_rutile()])
    assert table.shape == (1, 2)
    return {str(warning.message) for warning in caught}


def test_full_disk_is_a_warning_and_the_work_goes_on(tmp_path):
    (tmp_path / "features.sqlite").symlink_to("/dev/full")
    assert transform_with_warning(tmp_path) == {
        f"features cannot be cached in {tmp_path} (database or disk is full); going on without. "
        "Free some disk space or choose another folder."
    }


def test_file_in_place_of_the_folder(tmp_path):
    (tmp_path / "taken").write_text("")
    (message,) = transform_with_warning(tmp_path / "taken")
    assert message.startswith(f"features cannot be cached in {tmp_path / 'taken'} ([Errno 17]")
    assert message.endswith("going on without. Free some disk space or choose another folder.")


def test_folder_in_place_of_the_file(tmp_path):
    (tmp_path / "features.sqlite").mkdir()
    assert transform_with_warning(tmp_path) == {
        f"features cannot be cached in {tmp_path} (unable to open database file); going on without. "
        "Free some disk space or choose another folder."
    }


# what a row depends on


def test_settings_decide_and_processes_do_not():
    def token(featurizer, **state):
        return settings_token(featurizer, state)

    soap = SOAP()
    assert token(soap) == token(SOAP(n_jobs=2, memory="here"))
    others = [
        token(soap),
        token(SOAP(4.0)),
        token(SOAP(n_max=7)),
        token(SOAP(species=["Ti", "O"])),
        token(SOAP(weighting="poly")),
        token(soap, species_=("O", "Ti")),
        token(soap, species_=("O", "Zr")),
        token(MagpieStatistics()),
        token(SiteStatisticsFingerprint()),
        token(SiteStatisticsFingerprint(stats=("mean",))),
    ]
    assert len(set(others)) == len(others)


def test_arrays_and_sets_have_a_token():
    states = ({"edges_": np.arange(3)}, {"edges_": np.arange(4)}, {"names_": {"b", "a"}})
    assert len({settings_token(SOAP(), state) for state in states}) == 3
    first, second = ({"names_": set(order)} for order in ("abcdef", "fedcba"))
    assert settings_token(SOAP(), first) == settings_token(SOAP(), second)


def test_a_new_version_does_not_read_old_rows(tmp_path, monkeypatch):
    Counting(memory=str(tmp_path)).fit_transform([make_rutile()])
    monkeypatch.setattr(Counting, "_version", 2)
    counting = Counting(memory=str(tmp_path))
    counting.fit_transform([make_rutile()])
    assert counting.calls == [["TiO2-rutile"]]


def test_columns_of_another_fit_are_not_reused(tmp_path):
    def first_row(*others):
        soap = SOAP(n_max=2, l_max=1, memory=str(tmp_path)).fit([make_rutile(), *others])
        return soap.transform([make_rutile()])[0].values, soap.n_features_out_

    for others in ([], [make_wurtzite("Zn")], []):
        values, n_features = first_row(*others)
        assert values.shape == (6, n_features)
