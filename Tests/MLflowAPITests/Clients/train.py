"""A training step as pipeline authors write it: plain mlflow, nothing of Sluice in it. Prints one JSON object."""

import json
import os
import tempfile

import lightgbm as lgb
import mlflow
import mlflow.lightgbm
import mlflow.pyfunc
import numpy as np
import pandas as pd
from deltalake import DeltaTable, write_deltalake
from mlflow.models import infer_signature


class Rule(mlflow.pyfunc.PythonModel):
    """A model of another flavour, stored as a pickle."""

    def predict(self, context, model_input, params=None):
        return (model_input["a"] + model_input["b"] > 0).astype(int)


client = mlflow.MlflowClient()
rng = np.random.default_rng(7)
data = pd.DataFrame(rng.normal(size=(200, 3)), columns=["a", "b", "c"])
data["churn"] = (data["a"] + data["b"] > 0).astype(int)
features = data[["a", "b", "c"]]

with tempfile.TemporaryDirectory() as folder:
    table = os.path.join(folder, "customers")
    write_deltalake(table, data)
    version = DeltaTable(table).version()

    with mlflow.start_run(run_name="train") as run:
        mlflow.log_params({"n_estimators": 5, "objective": "binary"})
        dataset = mlflow.data.from_pandas(data, source=table, name="customers", targets="churn")
        mlflow.log_input(dataset, context="training", tags={"delta.version": str(version)})
        model = lgb.train({"objective": "binary", "verbose": -1}, lgb.Dataset(features, data["churn"]), 5)
        predicted = model.predict(features)
        for step in range(3):
            mlflow.log_metrics({"f1": 0.5 + step / 10, "loss": float("nan")}, step=step)
        mlflow.log_table({"id": [1, 2], "score": [0.5, 0.25]}, artifact_file="scores.json")
        path = os.path.join(folder, "notes ä.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write("notes")
        mlflow.log_artifact(path, "extra")
        info = mlflow.lightgbm.log_model(
            model, name="model", registered_model_name="churn",
            signature=infer_signature(features, predicted), input_example=features.head(2), pip_requirements=["lightgbm"])
        mlflow.pyfunc.log_model(
            python_model=Rule(), name="rule", registered_model_name="churn", input_example=features.head(2),
            pip_requirements=["cloudpickle"])

loaded = mlflow.lightgbm.load_model("models:/churn/1")
assert np.allclose(loaded.predict(features), predicted)
client.set_registered_model_alias("churn", "challenger", "1")
assert np.allclose(mlflow.lightgbm.load_model("models:/churn@challenger").predict(features), predicted)

refusal = ""
try:
    client.set_registered_model_alias("churn", "champion", "1")
    by_alias = mlflow.lightgbm.load_model("models:/churn@champion")
    assert np.allclose(by_alias.predict(features), predicted)
except mlflow.exceptions.RestException as error:
    refusal = f"{error.error_code}: {error.message}"

found = mlflow.search_runs(filter_string="metrics.f1 > 0.6 and params.n_estimators = '5'")
stored = client.get_run(run.info.run_id)
client.set_model_version_tag("churn", "1", "stage", "ready")
copied = client.copy_model_version("models:/churn/1", "churn-copy")
print(json.dumps({
    "run": run.info.run_id,
    "found": len(found),
    "f1": stored.data.metrics["f1"],
    "nan": str(stored.data.metrics["loss"]),
    "history": [m.value for m in client.get_metric_history(run.info.run_id, "f1")],
    "input": stored.inputs.dataset_inputs[0].dataset.name,
    "context": {t.key: t.value for t in stored.inputs.dataset_inputs[0].tags}["mlflow.data.context"],
    "outputs": len(stored.outputs.model_outputs),
    "artifacts": sorted(f.path for f in client.list_artifacts(run.info.run_id)),
    "extra": mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/extra/notes ä.txt"),
    "table": len(mlflow.load_table("scores.json", run_ids=[run.info.run_id])),
    "versions": sorted(int(v.version) for v in client.search_model_versions("name = 'churn'")),
    "tagged": [int(v.version) for v in client.search_model_versions("name = 'churn' and tags.stage = 'ready'")],
    "models": sorted(m.name for m in client.search_registered_models()),
    "by_name": [m.name for m in client.search_registered_models("name LIKE 'churn-%'")],
    "logged": len(mlflow.search_logged_models(output_format="list")),
    "copy": copied.source,
    "copy_loads": bool(np.allclose(mlflow.lightgbm.load_model("models:/churn-copy/1").predict(features), predicted)),
    "refusal": refusal,
}))
