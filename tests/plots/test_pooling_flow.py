"""The flow of pooling: its numbers are those of the rules."""

import numpy as np

from coursekit.featurizers import SiteFeatures
from coursekit.plots.pooling_flow import SITES, draw_pooling, pooled_rows
from coursekit.pooling import MaxPooling, MeanPooling, SumPooling


def test_numbers_are_those_of_the_rules():
    species, numbers = zip(*SITES, strict=True)
    site = [SiteFeatures(np.array(numbers, float)[:, None], species, ("N",))]
    rows = pooled_rows()
    for name, rule in {"mean": MeanPooling(), "sum": SumPooling(), "maximum": MaxPooling()}.items():
        assert float(rows[name]) == rule.fit_transform(site)[0, 0]
    assert rows["by species"].split() == ["Mg", "5", "O", "5.67"]


def test_the_picture_says_all_rows():
    picture = draw_pooling()
    assert all(row in repr(picture) for row in pooled_rows().values())
    assert picture.png().startswith(b"\x89PNG")
