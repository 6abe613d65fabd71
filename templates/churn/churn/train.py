"""Trains the model and registers it as a new version."""

import os
from pathlib import Path

import lightgbm as lgb
import mlflow
import mlflow.lightgbm
import numpy as np
import pandas as pd
import yaml
from mlflow.models import infer_signature

from churn import metrics
from churn.data import dataset
from churn.features import FEATURES, LABEL

SEED = 7
# One thread: thousands of rows gain nothing from more, and the same data always gives the same model.
FIXED = {
    "objective": "binary",
    "seed": SEED,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


def load_params(path: Path = Path("params.yaml")) -> dict[str, float]:
    """Reads the hyperparameters; the environment may ask for another number of trees."""
    params = yaml.safe_load(path.read_text())
    params["n_estimators"] = int(os.environ.get("N_ESTIMATORS", params["n_estimators"]))
    return params


def split(frame: pd.DataFrame, validation_share: float = 0.2) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sets rows aside at random, the same ones each time."""
    aside = np.random.default_rng(SEED).random(len(frame)) < validation_share
    return frame[~aside], frame[aside]


def fit(rows: pd.DataFrame, params: dict[str, float]) -> lgb.Booster:
    return lgb.train(FIXED | params, lgb.Dataset(rows[FEATURES], label=rows[LABEL]))


def main() -> None:
    features = dataset("features")
    frame = features.read()
    training, validation = split(frame)
    params = load_params()
    with mlflow.start_run(run_name="train"):
        features.log_input(frame, context="training", targets=LABEL)
        mlflow.log_params(params)
        model = fit(training, params)
        found = metrics.score(validation[LABEL].to_numpy(), model.predict(validation[FEATURES]))
        mlflow.log_metrics({f"validation_{name}": value for name, value in found.items()})
        example = validation[FEATURES].head(3)
        mlflow.lightgbm.log_model(
            model,
            name="model",
            registered_model_name=os.environ["SLUICE_MODEL"],
            signature=infer_signature(example, model.predict(example)),
            input_example=example,
            pip_requirements="requirements.txt",
        )
    print(f"train: {len(training)} rows, {params}, validation f1 {found['f1']:.3f}")


if __name__ == "__main__":
    main()
