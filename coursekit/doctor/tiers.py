"""One crystal through each tier, with an answer known beforehand."""

import time

import numpy as np

from coursekit.course import install_line
from coursekit.doctor.findings import PROBLEM, SOUND, Finding


def tier_1():
    """Average the atomic numbers of rutile: (22 + 2 x 8) / 3."""
    from coursekit.featurizers import MagpieStatistics

    return _compare(MagpieStatistics(), "MagpieData mean Number", 38 / 3, 1e-12)


def tier_2():
    """Average how octahedral the sites of rock salt are: wholly."""
    from coursekit.featurizers import SiteStatisticsFingerprint

    return _compare(SiteStatisticsFingerprint(), "mean octahedral CN_6", 1.0, 0.05)


def tier_3():
    """Compare the SOAP vectors of MgO with those of the same crystal from another origin."""
    from coursekit.featurizers import SOAP
    from coursekit.pooling import MeanPooling
    from coursekit.structures import make_rocksalt, shift_origin

    def pool(crystals):
        return MeanPooling().fit_transform(
            SOAP(r_cut=4.0, n_max=4, l_max=4).fit_transform(crystals)
        )

    begin = time.perf_counter()
    crystal = make_rocksalt()
    vectors = np.asarray(_dense(pool([crystal, shift_origin(crystal, seed=1)])))
    seconds = time.perf_counter() - begin
    error = np.abs(vectors[0] - vectors[1]).max() / np.abs(vectors).max()
    if np.abs(vectors).max() > 0 and error < 1e-6:
        return Finding(SOUND, f"SOAP, {vectors.shape[1]} features in {seconds:.1f} s")
    return Finding(PROBLEM, f"SOAP of a shifted crystal differs by {error:.1g}", _cure())


def _cure():
    return f"install the pinned versions: {install_line()}"


def _dense(values):
    return values.toarray() if hasattr(values, "toarray") else values


def _compare(featurizer, name, expected, tolerance):
    from coursekit.structures import make_rocksalt, make_rutile

    begin = time.perf_counter()
    crystal = make_rutile() if "Magpie" in name else make_rocksalt()
    row = _dense(featurizer.fit_transform([crystal]))[0]
    seconds = time.perf_counter() - begin
    names = list(featurizer.get_feature_names_out())
    value = float(row[names.index(name)])
    label = type(featurizer).__name__
    if abs(value - expected) <= tolerance:
        return Finding(SOUND, f"{label}, {len(names)} features in {seconds:.1f} s")
    return Finding(PROBLEM, f"{label} gives {name} = {value:.6g}, not {expected:.6g}", _cure())
