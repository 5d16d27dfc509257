"""`coursekit doctor`: every examination finds what is sound, and what is not."""

import hashlib
import json
from collections import namedtuple

import pytest
from typer.testing import CliRunner

from coursekit.cli import app
from coursekit.doctor import examine, files, findings, jupyter, tiers, versions


def test_this_installation_is_sound():
    done = CliRunner().invoke(app, ["doctor", "--json"])
    found = json.loads(done.stdout)
    assert [f["name"] for f in found] == [name for name, *_ in findings._EXAMINATIONS]
    assert [f for f in found if f["state"] == "problem"] == []
    assert done.exit_code == 0


def test_a_problem_is_named_with_its_cure_and_the_others_go_on(monkeypatch):
    def broken():
        raise ImportError("no dscribe here")

    monkeypatch.setattr(tiers, "tier_2", broken)
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 1
    assert "PROBLEM  tier 2           ImportError: no dscribe here" in done.output
    assert "do: install again: pip install -c constraints.txt -e '.[course]'" in done.output
    assert "ok       tier 3" in done.output
    assert done.output.splitlines()[-1] == "1 problems"


@pytest.mark.parametrize(
    ("running", "state"),
    [((3, 11, 0), "sound"), ((3, 12, 9), "sound"), ((3, 15, 0), "note"), ((3, 10, 1), "problem")],
)
def test_python(running, state):
    assert versions.python_version(running).state == state


def test_pins(tmp_path, monkeypatch):
    pins = tmp_path / "constraints.txt"
    pins.write_text("numpy==0.1\nnot-installed==3\n")
    found = versions.pinned_versions(pins)
    assert (found.state, found.cure) == ("note", "pip install -c constraints.txt -e '.[course]'")
    assert found.says.startswith("not as pinned: numpy ")
    assert "(tested 0.1)" in found.says
    assert "no constraints.txt" in versions.pinned_versions(tmp_path / "none").says
    monkeypatch.setattr(versions, "_needed", lambda: ["numpy", "crystal-ball"])
    found = versions.pinned_versions(pins)
    assert (found.state, found.says) == ("problem", "missing: crystal-ball")


def test_a_kernel_of_another_python(tmp_path, monkeypatch):
    spec = tmp_path / "kernels" / "python3"
    spec.mkdir(parents=True)
    spec.joinpath("kernel.json").write_text(
        json.dumps({"argv": ["/elsewhere/bin/python"], "display_name": "x", "language": "python"})
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    found = jupyter.kernel()
    assert found.state == "problem"
    assert found.says.startswith("the kernel python3 is /elsewhere/bin/python, not ")


def test_missing_panels(monkeypatch):
    monkeypatch.setattr("jupyter_core.paths.jupyter_path", lambda *parts: [])
    assert jupyter.widget_extensions().cure == (
        "pip install --force-reinstall --no-deps jupyterlab_widgets anywidget"
    )
    assert jupyter.nbgrader_panels().state == "note"


def test_changed_data(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / "b.txt").write_bytes(b"b")
    lines = [f"{hashlib.sha256(name[:1].encode()).hexdigest()}  {name}\n" for name in
             ("a.txt", "b.txt", "c.txt")]  # fmt: skip
    (tmp_path / "SHA256SUMS").write_text("".join(lines))
    (tmp_path / "b.txt").write_bytes(b"changed")
    assert files.find_changed(tmp_path / "SHA256SUMS") == ["b.txt", "c.txt"]
    monkeypatch.setattr(files, "find_changed", lambda path: ["b.txt"])
    assert files.teaching_set().says == "not as released: b.txt"


def test_disk(tmp_path, monkeypatch):
    assert files.free_disk(tmp_path, enough_gb=1e9).state == "note"
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(files.shutil, "disk_usage", lambda folder: usage(3e9))
    assert files.free_disk(tmp_path).says == "3 GB free"


def test_no_write_access(tmp_path):
    found = files.write_access(tmp_path / "missing")
    assert found.state == "problem"
    assert "cannot write in" in found.says


def test_a_wrong_value_of_a_tier_is_a_problem():
    from coursekit.featurizers import MagpieStatistics

    found = tiers._compare(MagpieStatistics(), "MagpieData mean Number", 12.0, 1e-9)
    assert found.state == "problem"
    assert found.says == "MagpieStatistics gives MagpieData mean Number = 12.6667, not 12"


def test_findings_come_one_by_one():
    first = next(examine())
    assert first.name == "Python"
