"""A record that is not as described is refused, by name and field."""

import pytest
from pydantic import ValidationError

from coursekit.datasets.schema import HeldOutRecord, Record, check_rows, describe_fields
from coursekit.datasets.teaching import _read_rows
from coursekit.errors import DatasetError


@pytest.fixture(scope="module")
def row():
    return _read_rows("teaching_set.jsonl.gz")[1]


def test_every_record_of_the_set_fits(row):
    check_rows(_read_rows("teaching_set.jsonl.gz")[1:], Record, "set")
    check_rows(_read_rows("held_out.jsonl.gz")[1:], HeldOutRecord, "held out")


def test_a_held_out_record_may_not_carry_a_label(row):
    with pytest.raises(ValidationError):
        HeldOutRecord.model_validate(row)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"space_group": 231},
            "`space_group`: input should be less than or equal to 230, it holds 231",
        ),
        ({"n_atoms": 2.5}, "`n_atoms`: input should be a valid integer, it holds 2.5"),
        ({"n_atoms": 99}, "n_atoms, species and coords must have the same length"),
        (
            {"formation_energy_per_atom": float("nan")},
            "`formation_energy_per_atom`: input should be a finite number, it holds nan",
        ),
        (
            {"formation_energy_per_atom": None},
            "`formation_energy_per_atom`: input should be a valid",
        ),
        ({"colour": "red"}, "`colour`: extra inputs are not permitted, it holds 'red'"),
        ({"lattice": [[1.0, 2.0, 3.0]]}, "`lattice`: list should have at least 3 items"),
        ({"splits": {}}, "`splits.random`: field required"),
        ({"date": "yesterday"}, "invalid isoformat string: 'yesterday'"),
    ],
)
def test_message(row, change, said):
    with pytest.raises(DatasetError) as error:
        check_rows([row, {**row, **change}], Record, "set.jsonl")
    message = str(error.value)
    assert message.startswith(f"set.jsonl: record 2 ({row['id']}): {said}")
    assert message.endswith("; take the file of the course's own release again")


def test_a_missing_field(row):
    short = {name: value for name, value in row.items() if name != "species"}
    with pytest.raises(DatasetError) as error:
        check_rows([short], Record, "set.jsonl")
    assert str(error.value) == (
        f"set.jsonl: record 1 ({row['id']}): `species`: field required; take the file of the "
        "course's own release again"
    )


def test_every_field_is_explained():
    explained = describe_fields()
    assert set(explained) == set(Record.model_fields)
    assert all(explained.values())
    assert "cpu_s" in describe_fields(HeldOutRecord)
