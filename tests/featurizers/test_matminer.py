"""matminer's own featurisers as one of ours, against matminer called directly."""

import warnings

import numpy as np
import pytest
from matminer.featurizers import composition as of_composition
from matminer.featurizers import structure as of_structure
from pymatgen.core import Composition
from sklearn.pipeline import make_union

from coursekit.errors import FeaturizationError
from coursekit.featurizers import (
    MagpieStatistics,
    MatminerFeaturizer,
    RadialDistribution,
    Stoichiometry,
)
from coursekit.structures import make_perovskite, make_rocksalt, make_rutile, set_id

from .crystals import NOTHING, crystals

FORMULAS = ["TiO2", "CuZn", "Fe3O4", "NiAl", "LaMnO3"]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("composition:TMetalFraction", {}),
        ("composition:YangSolidSolution", {}),
        ("composition:Miedema", {"struct_types": ["inter"]}),
        ("composition.composite:Meredig", {}),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_composition_featurizers(name, options):
    theirs = getattr(of_composition, name.split(":")[1])(**options)
    labels = theirs.feature_labels()
    rows = [theirs.featurize(Composition(formula)) for formula in FORMULAS]
    kept = [k for k, row in enumerate(rows) if all(is_finite_number(value) for value in row)]
    ours = MatminerFeaturizer(name, options=options or None).fit(FORMULAS)
    result = ours.featurize_tolerant(FORMULAS)
    assert ours.get_feature_names_out().tolist() == labels
    assert result.kept == kept
    assert kept
    np.testing.assert_allclose(result.rows, np.array([rows[k] for k in kept], float))


def is_finite_number(value):
    return not isinstance(value, str) and value is not None and np.isfinite(value)


def test_a_preset():
    theirs = of_composition.ElementProperty.from_preset("deml", impute_nan=False)
    ours = MatminerFeaturizer(
        "composition:ElementProperty", preset="deml", options={"impute_nan": False}
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = theirs.featurize(Composition("TiO2"))
    np.testing.assert_allclose(ours.fit_transform(["TiO2"])[0], expected)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("structure:DensityFeatures", {}),
        ("structure:GlobalSymmetryFeatures", {"desired_features": ["spacegroup_num"]}),
        ("structure.order:StructuralComplexity", {}),
    ],
)
def test_structure_featurizers(name, options):
    module, kind = name.split(":")
    theirs = getattr(of_structure, kind)(**options)
    ours = MatminerFeaturizer(name, options=options).fit(crystals())
    expected = [theirs.featurize(crystal) for crystal in crystals()]
    np.testing.assert_allclose(ours.transform(crystals()), expected)
    assert ours.get_feature_names_out().tolist() == theirs.feature_labels()
    assert module.startswith("structure")


def test_one_that_learns_in_fit():
    theirs = of_structure.SineCoulombMatrix(flatten=True).fit([make_rutile()])
    ours = MatminerFeaturizer("structure:SineCoulombMatrix").fit([make_rutile(), NOTHING])
    expected = theirs.featurize(make_rutile())
    np.testing.assert_allclose(ours.transform([make_rutile()])[0], expected)
    assert len(ours.get_feature_names_out()) == 6


def test_ours_and_theirs_in_one_matrix_with_names():
    union = make_union(
        MagpieStatistics(),
        Stoichiometry(),
        RadialDistribution(5.0),
        MatminerFeaturizer("structure:DensityFeatures"),
        MatminerFeaturizer("composition:TMetalFraction"),
    )
    table = union.set_output(transform="pandas").fit_transform(crystals())
    assert table.shape == (4, 132 + 6 + 50 + 3 + 1)
    assert table.columns.is_unique
    density = table["matminerfeaturizer-1__density"]
    assert density[0] == pytest.approx(make_rutile().density)
    assert table["stoichiometry__0-norm"].tolist() == [2, 2, 2, 3]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"featurizer": "site:CoordinationNumber"},
            "`featurizer` is 'site:CoordinationNumber'; give 'composition:Class' or "
            "'structure:Class', such as 'composition:TMetalFraction' (site featurisers through "
            "'structure:SiteStatsFingerprint')",
        ),
        (
            {"featurizer": "structure"},
            "`featurizer` is 'structure'; give 'composition:Class' or 'structure:Class', such as "
            "'composition:TMetalFraction' (site featurisers through 'structure:SiteStatsFingerprint')",
        ),
        (
            {"featurizer": "structure:Volume"},
            "`featurizer` is 'structure:Volume'; matminer has no such class: module "
            "'matminer.featurizers.structure' has no attribute 'Volume'",
        ),
        (
            {"featurizer": "structure.shape:Volume"},
            "`featurizer` is 'structure.shape:Volume'; matminer has no such class: No module named "
            "'matminer.featurizers.structure.shape'",
        ),
    ],
)
def test_unknown_featurizers(change, message):
    with pytest.raises(ValueError, match="`featurizer`") as error:
        MatminerFeaturizer(**change).fit(crystals())
    assert str(error.value) == message


def test_unknown_options_and_presets():
    with pytest.raises(ValueError, match="matminer's DensityFeatures cannot be made") as error:
        MatminerFeaturizer(options={"colour": "red"}).fit(crystals())
    start = "matminer's DensityFeatures cannot be made with `options` {'colour': 'red'}: "
    assert str(error.value).startswith(start)
    with pytest.raises(
        ValueError, match=r"cannot be made with `preset` 'maggie' and `options` \{\}: "
    ):
        MatminerFeaturizer("composition:ElementProperty", preset="maggie").fit(["TiO2"])


def test_a_text_is_refused_by_name():
    symmetry = MatminerFeaturizer("structure:GlobalSymmetryFeatures").fit(crystals())
    with pytest.raises(FeaturizationError) as error:
        symmetry.transform([set_id(make_rutile(), "r")])
    assert str(error.value.failures[0]) == (
        "r (TiO2): matminer's GlobalSymmetryFeatures gives the text 'tetragonal' as "
        "'crystal_system'; leave out what is no number: `drop=['crystal_system']`"
    )


def test_columns_may_be_left_out(tmp_path):
    theirs = of_composition.WenAlloys()
    labels = theirs.feature_labels()
    row = dict(zip(labels, theirs.featurize(Composition("CuZn")), strict=True))
    texts = [name for name in labels if isinstance(row[name], str)]
    ours = MatminerFeaturizer("composition:WenAlloys", drop=texts, memory=str(tmp_path))
    expected = [row[name] for name in labels if name not in texts]
    np.testing.assert_allclose(ours.fit_transform(["CuZn"])[0], expected)
    assert ours.get_feature_names_out().tolist() == [n for n in labels if n not in texts]
    fewer = ours.set_params(drop=[*texts, labels[-1]]).fit_transform(["CuZn"])
    np.testing.assert_allclose(fewer[0], expected[:-1])
    with pytest.raises(ValueError, match="`drop` names 'colour', which is no column of 'comp"):
        ours.set_params(drop=["colour"]).fit(["CuZn"])


def test_a_missing_number_is_a_failure_not_a_nan():
    density = MatminerFeaturizer().fit(crystals())
    density.backend_, density.labels_ = WithoutValue(), ["first", "second"]
    with pytest.raises(FeaturizationError) as error:
        density.transform([set_id(make_rutile(), "r")])
    assert str(error.value.failures[0]) == (
        "r (TiO2): matminer's WithoutValue has no value of 'second' for it; leave the structure "
        "out, or choose another featuriser"
    )


class WithoutValue:
    def featurize(self, structure):
        return [1.0, None]


def test_formula_featurizers_see_the_formula_only(tmp_path):
    """Of a structure too, and from the cache."""
    metals = MatminerFeaturizer("composition:TMetalFraction", memory=str(tmp_path))
    items = ["TiO2", Composition("Ti2O4"), make_rutile(), make_rocksalt("Ni")]
    for _ in range(2):
        np.testing.assert_allclose(metals.fit_transform(items)[:, 0], [1 / 3, 1 / 3, 1 / 3, 1 / 2])


def test_fit_passes_over_what_transform_will_name():
    density = MatminerFeaturizer().fit([NOTHING, make_perovskite("Sr")])
    result = density.featurize_tolerant([NOTHING, make_perovskite("Sr")])
    assert [failure.id for failure in result.failures] == ["gone"]
    assert result.rows[0, 0] == pytest.approx(make_perovskite("Sr").density)
