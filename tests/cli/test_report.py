"""What is said below the ladder's table follows from its numbers."""

from types import SimpleNamespace

import pytest

from coursekit.cli.report import _reading
from coursekit.pipelines.result import Score


def score(rung, tier, rho, rho_error):
    numbers = {"mae": 0.3, "mae_scatter": 0.02, "regret": 0.1, "regret_error": 0.01}
    return Score(
        rung=rung, title=rung, split="grouped", tier=tier, rho=rho, rho_error=rho_error,
        mae_within=0.1, n_groups=9, n_features=3, fold_mae=[0.3], predicted=[0.0], **numbers,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rho", "error", "said"),
    [(0.6, 0.05, "can in part"), (0.17, 0.44, "is not told from chance")],
)
def test_an_order_within_its_error_is_no_order(rho, error, said):
    result = SimpleNamespace(
        scores=[score("composition", 1, 0.0, 0.0), score("sites", 2, rho, error)]
    )
    *_, last = _reading(result)
    assert last.endswith(f"sites {said} (rho {rho:+.2f} ± {error:.2f}).")
