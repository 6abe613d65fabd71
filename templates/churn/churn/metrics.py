"""How well probabilities foretell labels.

scikit-learn has all of these too; importing it costs every step about a second.
"""

import numpy as np

THRESHOLD = 0.5


def score(label: np.ndarray, probability: np.ndarray) -> dict[str, float]:
    """Computes every metric that a gate may ask for. A rate without any cases is 0."""
    label, predicted = label == 1, probability >= THRESHOLD
    hits = int(np.sum(label & predicted))
    clipped = np.clip(probability, 1e-15, 1 - 1e-15)
    return {
        "f1": ratio(2 * hits, int(label.sum() + predicted.sum())),
        "precision": ratio(hits, int(predicted.sum())),
        "recall": ratio(hits, int(label.sum())),
        "accuracy": float(np.mean(label == predicted)),
        "roc_auc": roc_auc(label, probability),
        "log_loss": float(-np.mean(np.log(np.where(label, clipped, 1 - clipped)))),
    }


def roc_auc(label: np.ndarray, probability: np.ndarray) -> float:
    """The chance that a random positive ranks above a random negative; ties count half."""
    negatives = np.sort(probability[~label])
    positives = probability[label]
    below = np.searchsorted(negatives, positives, "left") + np.searchsorted(negatives, positives, "right")
    return ratio(float(below.sum()) / 2, len(positives) * len(negatives))


def ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0
