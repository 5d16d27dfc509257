"""One shape for every data set: what is kept, what is dropped, what is refused."""

import numpy as np
import pytest

from coursekit.datasets.table import build_dataset
from coursekit.errors import DatasetError, Failure
from coursekit.structures import make_anatase, make_rutile


def entries(*ids):
    return [(id_, make_rutile(), float(k), f"row {k}") for k, id_ in enumerate(ids, 1)]


def test_ids_are_put_on_the_structures_and_polymorphs_share_a_group():
    rows = [("a", make_rutile(), "1.5", "row 1"), ("b", make_anatase(), 2, "row 2")]
    dataset = build_dataset(rows, target="energy", name="mine")
    assert dataset.ids == ["a", "b"]
    assert dataset.targets.tolist() == [1.5, 2.0]
    assert dataset.groups.tolist() == ["TiO2", "TiO2"]
    assert len(dataset) == 2


def test_other_properties_of_a_structure_stay():
    crystal = make_rutile()
    crystal.properties["source"] = "Meagher"
    dataset = build_dataset([("a", crystal, 0.0, "row 1")], target="energy", name="mine")
    assert dataset.structures[0].properties == {"id": "a", "source": "Meagher"}


def test_subset_keeps_order_and_adds_failures():
    dataset = build_dataset(entries("a", "b", "c", "d"), target="energy", name="mine")
    lost = Failure("b", "TiO2", "lost")
    part = dataset.subset(np.array([3, 0]), [lost])
    assert part.ids == ["d", "a"]
    assert part.targets.tolist() == [4.0, 1.0]
    assert part.groups.tolist() == ["TiO2", "TiO2"]
    assert part.failures == (lost,)
    assert (part.name, part.target) == ("mine", "energy")
    assert dataset.failures == ()


def test_several_ids_twice():
    with pytest.raises(DatasetError) as error:
        build_dataset(entries(*"aabbbbbbbba"), target="energy", name="mine")
    assert str(error.value) == (
        "mine: 2 ids appear more than once, first 'a' (row 1, row 2, row 11); give every structure "
        "its own id"
    )
    with pytest.raises(DatasetError) as error:
        build_dataset(entries(*"bbbbbb"), target="energy", name="mine")
    assert "(row 1, row 2, row 3, row 4, row 5, ...)" in str(error.value)


def test_an_id_twice_is_refused_even_if_one_of_the_two_is_unusable():
    rows = [*entries("a"), ("a", ValueError("broken"), 1.0, "row 2")]
    with pytest.raises(DatasetError, match="1 id appears more than once"):
        build_dataset(rows, target="energy", name="mine")


def test_empty():
    with pytest.raises(DatasetError) as error:
        build_dataset([], target="energy", name="mine")
    assert str(error.value) == "mine: holds no structures"
