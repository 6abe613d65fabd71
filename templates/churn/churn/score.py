"""Applies the champion to all customers. Runs after a promotion."""

import os

import mlflow
import mlflow.lightgbm

from churn.data import dataset
from churn.features import encode

OUTPUT = "scores.parquet"


def main() -> None:
    model_uri = os.environ["SLUICE_MODEL_URI"]
    source = dataset("customers")
    customers = source.read()
    with mlflow.start_run(run_name="score"):
        mlflow.set_tag("model_uri", model_uri)
        source.log_input(customers, context="scoring")
        model = mlflow.lightgbm.load_model(model_uri)
        probability = model.predict(encode(customers), num_threads=1)
        scores = customers[["customerID"]].assign(probability=probability)
        scores.to_parquet(OUTPUT, index=False)
        mlflow.log_metrics({"customers": len(scores), "mean_probability": scores["probability"].mean()})
        mlflow.log_artifact(OUTPUT)
    print(f"score: {len(scores)} customers with {model_uri}")


if __name__ == "__main__":
    main()
