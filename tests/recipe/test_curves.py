"""The points of the curves, without any model."""

import curves
import numpy as np
import pytest
import records

from . import made_up


@pytest.fixture
def points(results, monkeypatch):
    made_up.build()
    settings = {
        "crystals": {"MgO-rocksalt": "O"},
        "volume_ratios": [0.9, 1.0],
        "displacements": [0.1],
    }
    monkeypatch.setattr(curves, "SETTINGS", settings)
    return list(curves.points())


def test_volumes_and_one_moved_atom(points):
    small, same, moved = points
    volumes = [abs(np.linalg.det(point["lattice"])) for point in points]
    assert volumes[0] == pytest.approx(0.9 * volumes[1])
    assert small["coords"] == same["coords"]
    shift = (np.array(moved["coords"]) - same["coords"]) @ np.array(same["lattice"])
    np.testing.assert_allclose(shift, [[0, 0, 0], [0, 0, 0.1]], atol=1e-8)


def test_a_crystal_is_published_when_both_have_every_point(points):
    for point in points:
        records.append("curves_chgnet", {"id": point["id"], "status": "ok", "energy": -5.1})
    for point in points[:2]:
        records.append("curves_pbe", {"id": point["id"], "status": "ok", "energy": -5.0})
    assert list(curves.table()) == []
    records.append("curves_pbe", {"id": points[2]["id"], "status": "ok", "energy": -4.9})
    rows = list(curves.table())
    assert [row[1:4] for row in rows[:2]] == [["pbe", "volume", 0.9], ["pbe", "volume", 1.0]]
    assert [row[5] for row in rows] == [-10.0, -10.0, -9.8, -10.2, -10.2, -10.2]
