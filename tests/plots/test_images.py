"""Bars of right and wrong neighbour lists, and their words."""

import numpy as np
from matplotlib.figure import Figure

from coursekit.plots.images import describe_ways, plot_site_counts, plot_way_counts

RIGHT, HALF = np.array([12, 12, 12, 12]), np.array([12, 8, 4, 0])


def test_one_bar_a_list():
    ax = plot_way_counts({"all images": 12, "no images": 3}, ax=Figure().subplots())
    assert [bar.get_width() for bar in ax.patches] == [12, 3]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["all images", "no images"]
    assert ax.lines[0].get_xdata()[0] == 12


def test_sites_are_counted():
    ax = plot_site_counts({"all images": RIGHT, "half list": HALF}, ax=Figure().subplots())
    heights = [[bar.get_height() for bar in group] for group in ax.containers if len(group)]
    assert [4] in heights
    assert [1, 1, 1, 1] in heights


def test_words():
    assert describe_ways(RIGHT, RIGHT, 1, way="all images", r_cut=3) == (
        "Site 1 of 4: 12 neighbours within 3.00 Å, those in other cells included. "
        "That is the right number."
    )
    assert describe_ways(RIGHT, HALF, 2, way="half list", r_cut=3) == (
        'Site 2 of 4: 12 neighbours within 3.00 Å; "half list" finds 4 of them. '
        "Over all sites it finds 6.00 on average where 12.00 are right."
    )
    assert '"self counted" finds 13. Over' in describe_ways(
        RIGHT, RIGHT + 1, 0, way="self counted", r_cut=3
    )
