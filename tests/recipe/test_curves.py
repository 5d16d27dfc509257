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


def test_only_points_that_both_have_are_published(points):
    for method in ("pbe", "chgnet"):
        records.append(f"curves_{method}", {"id": points[0]["id"], "status": "ok", "energy": -5.0})
    records.append("curves_chgnet", {"id": points[1]["id"], "status": "ok", "energy": -5.1})
    records.append("curves_pbe", {"id": points[1]["id"], "status": "failed: over time"})
    rows = list(curves.table())
    assert [row[:4] for row in rows] == [
        ["MgO-rocksalt", method, "volume", 0.9] for method in ("pbe", "chgnet")
    ]
    assert rows[0][5] == -10.0
