"""Scores one model on the holdout: the candidate in one process, the champion in another."""

import os
import time

import lightgbm as lgb
import mlflow
import mlflow.lightgbm
import numpy as np
import pandas as pd

from churn import metrics
from churn.data import dataset
from churn.features import LABEL, encode, labels


def latency(model: lgb.Booster, rows: pd.DataFrame, repetitions: int = 30) -> float:
    """The median time to score a single customer on one thread, in milliseconds."""
    times = []
    for index in range(repetitions):
        row = rows.iloc[[index % len(rows)]]
        start = time.perf_counter()
        model.predict(row, num_threads=1)
        times.append(time.perf_counter() - start)
    return float(np.median(times)) * 1000


def main() -> None:
    model_uri = os.environ["SLUICE_MODEL_URI"]
    holdout = dataset("holdout")
    customers = holdout.read()
    rows, label = encode(customers), labels(customers)
    with mlflow.start_run(run_name="evaluate"):
        mlflow.set_tag("model_uri", model_uri)
        holdout.log_input(customers, context="evaluation", targets=LABEL)
        model = mlflow.lightgbm.load_model(model_uri)
        probability = model.predict(rows, num_threads=1)
        found = metrics.score(label.to_numpy(), probability)
        mlflow.log_metrics(found | {"latency_ms": latency(model, rows)})
        predictions = pd.DataFrame(
            {
                "customerID": customers["customerID"],
                "label": label,
                "prediction": (probability >= metrics.THRESHOLD).astype("int64"),
                "probability": probability,
            }
        )
        mlflow.log_table(predictions, "predictions.json")
    print(f"evaluate: {model_uri}, " + ", ".join(f"{name} {value:.3f}" for name, value in found.items()))


if __name__ == "__main__":
    main()
