import math

import numpy as np
import pytest

from churn.metrics import score


def test_metrics_of_a_small_case_counted_by_hand() -> None:
    found = score(np.array([1, 1, 1, 0, 0]), np.array([0.9, 0.6, 0.2, 0.7, 0.1]))
    assert found["precision"] == pytest.approx(2 / 3)
    assert found["recall"] == pytest.approx(2 / 3)
    assert found["f1"] == pytest.approx(2 / 3)
    assert found["accuracy"] == pytest.approx(3 / 5)
    assert found["roc_auc"] == pytest.approx(4 / 6)
    assert found["log_loss"] == pytest.approx(-sum(map(math.log, [0.9, 0.6, 0.2, 0.3, 0.9])) / 5)


def test_ties_count_half_in_the_ranking() -> None:
    assert score(np.array([1, 0, 1, 0]), np.full(4, 0.3))["roc_auc"] == 0.5


def test_a_model_that_flags_nobody_scores_zero_not_nan() -> None:
    found = score(np.array([1, 0]), np.array([0.1, 0.1]))
    assert found["f1"] == found["precision"] == found["recall"] == 0.0


def test_certainty_in_the_wrong_stays_finite() -> None:
    assert math.isfinite(score(np.array([1, 0]), np.array([0.0, 1.0]))["log_loss"])
