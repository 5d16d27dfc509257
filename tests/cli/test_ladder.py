"""`coursekit ladder` from a file to a table, ladder.json and ladder.png."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from coursekit.cli import app
from coursekit.featurizers import SOAP, SiteStatisticsFingerprint
from coursekit.pipelines import RUNGS
from coursekit.structures import write_structure

SMALL = ["--folds", "3", "--n-jobs", "1", "--target", "energy"]


@pytest.fixture(autouse=True)
def small_forests(monkeypatch):
    monkeypatch.setattr("coursekit.pipelines.rungs.N_TREES", 5)


def write_csv(dataset, path, **changes):
    table = {
        "id": dataset.ids,
        "cif": [crystal.to(fmt="cif") for crystal in dataset.structures],
        "energy": dataset.targets,
    }
    table = {name: values for name, values in {**table, **changes}.items() if values is not None}
    pd.DataFrame(table).to_csv(path, index=False)
    return str(path)


def ladder(tmp_path, *arguments):
    folders = ["--out", str(tmp_path / "out"), "--cache", str(tmp_path / "cache")]
    return CliRunner().invoke(app, ["ladder", *SMALL, *folders, *arguments])


def fails(tmp_path, *arguments):
    """What the command says when it cannot run."""
    run = ladder(tmp_path, *arguments)
    assert run.exit_code == 2, run.output
    assert not (tmp_path / "out" / "ladder.json").exists()
    assert "Traceback" not in run.output
    # on a slow machine a progress bar comes first
    told = [line for line in run.stderr.splitlines() if "%|" not in line]
    return "\n".join(told).strip()


@pytest.fixture(scope="module")
def done(oxides, tmp_path_factory):
    """One run of the whole ladder: its folder, the finished process and ladder.json."""
    folder = tmp_path_factory.mktemp("ladder")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("coursekit.pipelines.rungs.N_TREES", 5)
        patch.setenv("COLUMNS", "40")  # a narrow terminal somewhere must not cut the table
        run = ladder(folder, "--data", write_csv(oxides, folder / "oxides.csv"))
    return folder, run, json.loads((folder / "out" / "ladder.json").read_text())


def test_it_runs_and_says_where_the_results_are(done):
    folder, run, _ = done
    assert run.exit_code == 0, run.output
    out = folder / "out"
    assert f"wrote {out / 'ladder.json'} and {out / 'ladder.png'}" in run.stdout
    assert "left out" not in run.output


def test_every_rung_is_one_line_with_its_numbers(done):
    _, run, result = done
    lines = run.stdout.splitlines()
    for score in result["scores"]:
        numbers = [f"{score['mae']:.3f}", f"{score['rho']:+.2f}", f"{score['regret']:.3f}"]
        rows = [line for line in lines if score["title"] in line]
        assert any(all(n in line for n in numbers) for line in rows), (score["title"], numbers)
    assert "…" not in run.stdout


def test_heading_says_what_was_run(done):
    folder, run, _ = done
    heading = " ".join(run.stdout.split())
    for part in (f"{folder / 'oxides.csv'}", "18 crystals", "6 formulas", "energy", "3 folds"):
        assert part in heading


def test_json_is_strict_and_complete(done, oxides):
    folder, _, result = done
    text = (folder / "out" / "ladder.json").read_text()

    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    assert json.loads(text, parse_constant=refuse) == result
    assert result["ids"] == oxides.ids
    np.testing.assert_allclose(result["targets"], oxides.targets)
    assert {(s["rung"], s["split"]) for s in result["scores"]} == {
        (rung, split) for rung in RUNGS for split in ("random", "grouped")
    }
    assert all(len(s["predicted"]) == 18 and len(s["fold_mae"]) == 3 for s in result["scores"])


def test_figure_is_a_picture_with_words(done):
    from matplotlib.image import imread
    from PIL import Image

    path = done[0] / "out" / "ladder.png"
    height, width, _ = imread(path).shape
    assert width > height > 200
    assert "On grouped folds the smallest error is" in Image.open(path).text["Description"]


def test_again_from_the_cache_without_work(done, monkeypatch):
    folder, _, result = done

    def refuse(*args):
        raise AssertionError("computed again")

    monkeypatch.setattr("coursekit.pipelines.ladder._fit_fold", refuse)
    for kind in (
        SOAP,
        SiteStatisticsFingerprint,
    ):  # Magpie's rows are cheaper to compute than to keep
        monkeypatch.setattr(kind, "_featurize_many", refuse)
    run = ladder(folder, "--data", str(folder / "oxides.csv"))
    assert run.exit_code == 0, run.output
    assert json.loads((folder / "out" / "ladder.json").read_text()) == result


def test_numbers_for_a_program(done):
    folder, _, result = done
    run = ladder(folder, "--data", str(folder / "oxides.csv"), "--json")
    assert json.loads(run.stdout) == result
    assert run.stderr.splitlines()[-1].startswith("wrote ")


def test_folder_gives_the_same_crystals(done, oxides, tmp_path):
    for crystal in oxides.structures:
        write_structure(crystal, tmp_path / f"{crystal.properties['id']}.vasp")
    write_csv(oxides, tmp_path / "targets.csv", cif=None)
    run = ladder(tmp_path, "--data", str(tmp_path))
    assert run.exit_code == 0, run.output
    result = json.loads((tmp_path / "out" / "ladder.json").read_text())
    assert result["ids"] == done[2]["ids"]
    for ours, theirs in zip(result["scores"], done[2]["scores"], strict=True):
        if ours["rung"] in ("mean", "formula", "soap-mean"):  # forests jump at a rounded digit
            assert ours["mae"] == pytest.approx(theirs["mae"], rel=1e-3)


def test_limit_and_folds(oxides, tmp_path):
    path = write_csv(oxides, tmp_path / "oxides.csv")
    run = ladder(tmp_path, "--data", path, "--limit", "13", "--folds", "2", "--seed", "3")
    assert run.exit_code == 0, run.output
    settings = json.loads((tmp_path / "out" / "ladder.json").read_text())["settings"]
    assert (settings["n_structures"], settings["n_formulas"]) == (12, 4)
    assert (settings["n_folds"], settings["seed"]) == (2, 3)


# crystals that cannot be used


@pytest.fixture
def broken(oxides, tmp_path):
    """Row 17 is no CIF, row 3 has no energy, row 5 is half empty."""
    cifs = [crystal.to(fmt="cif") for crystal in oxides.structures]
    cifs[16] = "data_nothing"
    cifs[4] = cifs[4].replace("  Ca  Ca0  1  ", "  Mg  Mg9  1  0.0 0.0 0.0 0.5\n  Ca  Ca0  1  ")
    cifs[4] = cifs[4].replace("0.00000000  0.00000000  0.00000000  1", "0.0 0.0 0.0 0.5")
    cifs[4] = cifs[4].replace("'Ca1 O1'", "'Ca0.5 Mg0.5 O1'")
    energies = oxides.targets.copy()
    energies[2] = np.nan
    return write_csv(oxides, tmp_path / "broken.csv", cif=cifs, energy=energies)


def test_the_others_run_and_the_end_names_who_was_left_out(broken, oxides, tmp_path):
    run = ladder(tmp_path, "--data", broken)
    assert run.exit_code == 0, run.output
    # on a slow machine the progress bar stands before it
    told = run.stderr.partition("3 crystals left out:\n")[2]
    nan, cif, partial = told.rstrip().splitlines()
    assert nan == "  MgO-zincblende: row 3: the target 'energy' is nan, not a finite number"
    assert cif.startswith(f"  {oxides.ids[16]}: row 17: cannot be read as cif: ")
    assert partial.startswith(f"  {oxides.ids[4]} (")
    assert "has a partially occupied site" in partial
    result = json.loads((tmp_path / "out" / "ladder.json").read_text())
    assert result["settings"]["n_structures"] == 15
    assert [entry["id"] for entry in result["left_out"]] == [
        oxides.ids[2],
        oxides.ids[16],
        oxides.ids[4],
    ]


def test_strict_stops_at_unreadable_rows(broken, tmp_path):
    run = ladder(tmp_path, "--data", broken, "--strict")
    assert run.exit_code == 1
    assert run.stderr.startswith("2 crystals left out:\n  MgO-zincblende: row 3: ")
    assert run.stdout == ""
    assert not (tmp_path / "out" / "ladder.json").exists()


def test_strict_stops_at_crystals_without_features(oxides, tmp_path, monkeypatch):
    def refuse(*args):
        raise AssertionError("fitted though it was to stop")

    monkeypatch.setattr("coursekit.pipelines.ladder._fit_fold", refuse)
    cifs = [crystal.to(fmt="cif") for crystal in oxides.structures]
    cifs[0] = cifs[0].replace("Mg", "He")
    path = write_csv(oxides, tmp_path / "helium.csv", cif=cifs)
    run = ladder(tmp_path, "--data", path, "--strict")
    assert run.exit_code == 1
    told = run.stderr.splitlines()
    assert told[0] == "1 crystal left out:"
    assert told[1].startswith("  MgO-rocksalt (OHe): element He has no MeltingT in the table")
    assert not (tmp_path / "out" / "ladder.json").exists()


def test_strict_does_not_mind_a_clean_set(done):
    folder, _, _ = done
    assert ladder(folder, "--data", str(folder / "oxides.csv"), "--strict").exit_code == 0


# input that cannot be used at all


def test_missing_file(tmp_path):
    path = tmp_path / "absent.csv"
    assert fails(tmp_path, "--data", str(path)) == (
        f"coursekit: {path}: no such file or folder; check the spelling"
    )


def test_columns_are_named(oxides, tmp_path):
    path = write_csv(oxides, tmp_path / "oxides.csv")
    assert fails(tmp_path, "--data", path, "--target", "band_gap") == (
        f"coursekit: {path}: has no column 'band_gap'; its columns are id, cif, energy; name the "
        "one to learn as `target` (--target)"
    )


def test_twice_the_same_id(oxides, tmp_path):
    path = write_csv(oxides, tmp_path / "oxides.csv", id=[*oxides.ids[:17], oxides.ids[1]])
    assert fails(tmp_path, "--data", path) == (
        f"coursekit: {path}: 1 id appears more than once, first 'MgO-cesium' (row 2, row 18); give "
        "every structure its own id"
    )


def test_empty_table(tmp_path):
    (tmp_path / "empty.csv").write_text("id,cif,energy\n")
    assert fails(tmp_path, "--data", str(tmp_path / "empty.csv")) == (
        f"coursekit: {tmp_path / 'empty.csv'}: the table has a header and no rows"
    )


def test_fewer_formulas_than_folds(oxides, tmp_path):
    path = write_csv(oxides, tmp_path / "oxides.csv")
    assert fails(tmp_path, "--data", path, "--folds", "7") == (
        "coursekit: 6 different formulas cannot be divided into 7 folds; use at most 6 folds or "
        "data with more formulas"
    )


def test_too_few_crystals_to_tune(oxides, tmp_path):
    path = write_csv(oxides.subset(range(0, 18, 3)), tmp_path / "six.csv")
    assert fails(tmp_path, "--data", path, "--folds", "3") == (
        "coursekit: `n_folds` is 5 inner folds of 4 training crystals; use 2 or more folds, and at "
        "least as many crystals"
    )


@pytest.mark.parametrize(
    "option", [["--folds", "1"], ["--limit", "-1"], ["--folds", "many"], ["--unknown"]]
)
def test_options_out_of_range(tmp_path, option):
    run = ladder(tmp_path, *option)
    assert run.exit_code == 2
    assert "Usage:" in run.output
    assert option[0] in run.output


# places that cannot be written


def test_file_in_place_of_the_output_folder(done, tmp_path, monkeypatch):
    (tmp_path / "out").write_text("taken")
    monkeypatch.setattr("coursekit.datasets.load_dataset", None)  # before anything is read
    run = ladder(tmp_path, "--data", str(done[0] / "oxides.csv"))
    assert run.exit_code == 2
    assert run.stderr == (
        f"coursekit: the results cannot be written to {tmp_path / 'out'} (File exists); choose "
        "another folder with --out; what was computed is kept in the cache\n"
    )
    assert (tmp_path / "out").read_text() == "taken"


@pytest.mark.parametrize("name", ["ladder.json", "ladder.png"])
def test_full_disk(done, tmp_path, name):
    out = tmp_path / "out"
    out.mkdir()
    (out / name).write_text("of an earlier run")
    (out / f"{name}.part").symlink_to("/dev/full")
    cache = ["--cache", str(done[0] / "cache")]
    run = ladder(tmp_path, "--data", str(done[0] / "oxides.csv"), *cache)
    assert run.exit_code == 2
    assert run.stderr == (
        f"coursekit: the results cannot be written to {out} (No space left on device); choose "
        "another folder with --out; what was computed is kept in the cache\n"
    )
    assert "SOAP mean, kernel ridge" in run.stdout
    assert (out / name).read_text() == "of an earlier run"
    assert not (out / f"{name}.part").exists()


def test_files_are_there_when_the_reader_has_gone(done, tmp_path, monkeypatch):
    def refuse(*args, **options):
        raise BrokenPipeError

    monkeypatch.setattr("coursekit.cli.report.print_ladder", refuse)
    cache = ["--cache", str(done[0] / "cache")]
    run = ladder(tmp_path, "--data", str(done[0] / "oxides.csv"), *cache)
    assert run.exit_code != 0
    assert json.loads((tmp_path / "out" / "ladder.json").read_text()) == done[2]


def test_interrupted(done, tmp_path, monkeypatch):
    def interrupt(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("coursekit.pipelines.ladder._fit_fold", interrupt)
    run = ladder(tmp_path, "--data", str(done[0] / "oxides.csv"))
    assert run.exit_code == 130
    assert run.stderr.splitlines()[-1] == (
        f"coursekit: stopped; run the command again: it goes on from what is in {tmp_path / 'cache'}"
    )
    assert (tmp_path / "cache" / "features.sqlite").exists()


def test_damaged_cache(done, tmp_path):
    (tmp_path / "cache").mkdir()
    file = tmp_path / "cache" / "features.sqlite"
    file.write_bytes(b"no database " * 100)
    assert fails(tmp_path, "--data", str(done[0] / "oxides.csv")) == (
        f"coursekit: the feature cache {file} is damaged (file is not a database); delete the file "
        "and run again"
    )


@pytest.mark.filterwarnings("ignore:features cannot be cached")
def test_full_disk_under_the_cache(done, tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "features.sqlite").symlink_to("/dev/full")
    run = ladder(tmp_path, "--data", str(done[0] / "oxides.csv"))
    assert run.exit_code == 0, run.output
    result = json.loads((tmp_path / "out" / "ladder.json").read_text())
    for ours, theirs in zip(result["scores"], done[2]["scores"], strict=True):
        np.testing.assert_allclose(ours["predicted"], theirs["predicted"], rtol=1e-9)


def test_from_the_shell(tmp_path):
    """The real command: exit status and both streams."""
    command = [sys.executable, "-m", "coursekit", "ladder", "--data", "absent.csv"]
    run = subprocess.run([*command, "--out", str(tmp_path)], capture_output=True, text=True)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr == "coursekit: absent.csv: no such file or folder; check the spelling\n"


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--n-jobs", "0", "0 processes do no work; give 1 or more, or -1 for every core"),
        ("--seed", "-1", "Invalid value for '--seed'"),
        ("--seed", str(2**32), "Invalid value for '--seed'"),
    ],
)
def test_numbers_out_of_range(tmp_path, option, value, message):
    run = ladder(tmp_path, option, value)
    assert run.exit_code == 2
    assert message in " ".join(run.output.replace("│", " ").split())
