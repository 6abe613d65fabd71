"""Fills the database and the artifact folder of a stock MLflow server, in process: FOLDER RUNS.

Experiments, runs with nested tags, params, histories (NaN and infinities too), dataset inputs, artifacts; logged models with metrics;
registered models with gaps, stages and aliases. The server is then started on FOLDER/db.sqlite and FOLDER/artifacts.
"""

import math
import os
import pathlib
import random
import sys

import mlflow
from mlflow.entities import (
    Dataset, DatasetInput, InputTag, LoggedModelInput, LoggedModelOutput, LoggedModelParameter, LoggedModelStatus,
    LoggedModelTag, Metric, Param, RunStatus, RunTag, ExperimentTag,
)
from mlflow.entities.model_registry import ModelVersionTag, RegisteredModelTag
from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore as Registry
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore as Tracking

folder = pathlib.Path(sys.argv[1])
count = int(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
uri = f"sqlite:///{folder}/db.sqlite"
mlflow.set_tracking_uri(uri)
tracking = Tracking(uri, "mlflow-artifacts:/")
registry = Registry(uri)
random.seed(7)
T0 = 1_760_000_000_000


def write(uri, path, data):
    place = folder / "artifacts" / uri.removeprefix("mlflow-artifacts:/") / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


def metrics(run, model=None):
    values = []
    for step in range(20):
        values.append(Metric("loss", 1 / (step + 1) + run % 7, T0 + run * 1000 + step, step))
    for step in range(5):
        values.append(Metric("val/auc", 0.5 + step / 20, T0 + run * 1000 + step, step))
    values.append(Metric("f1", (run % 100) / 100, T0 + run, 0))
    if run % 10 == 0:
        values.append(Metric("bad", math.nan, T0 + run, 0))
        values.append(Metric("huge", math.inf, T0 + run, 0))
        values.append(Metric("small", -math.inf, T0 + run, -3))
    return values


experiments = [tracking.create_experiment(f"exp {n}", tags=[ExperimentTag("team", f"t{n}")]) for n in range(5)]
experiments.append("0")
runs = []
models = []
for n in range(count):
    experiment = experiments[n % len(experiments)]
    tags = [RunTag("mlflow.user", "ann"), RunTag("stage/of.it", f"s {n % 3}"), RunTag("mlflow.note.content", "ä" * (n % 40))]
    if n % 9 == 8:
        tags.append(RunTag("mlflow.parentRunId", runs[-1]))
    run = tracking.create_run(experiment, f"user{n % 4}", T0 + n * 1000, tags, f"run-{n}")
    runs.append(run.info.run_id)
    params = [Param(f"p{k}", str(random.random())) for k in range(10)] + [Param("empty", "")]
    tracking.log_batch(run.info.run_id, metrics(n), params, [])
    if n % 4 == 0:
        data = Dataset("customers", f"d{n % 12}", "local", '{"uri": "/data/customers"}', '{"columns": []}', '{"rows": 1}')
        tracking.log_inputs(run.info.run_id, [DatasetInput(data, [InputTag("mlflow.data.context", "training")])])
    if n % 25 == 0:
        write(run.info.artifact_uri, "plots/roc curve.png", os.urandom(3000))
        write(run.info.artifact_uri, "model/MLmodel", b"flavors: {}\n")
        write(run.info.artifact_uri, "model/data/weights.bin", os.urandom(200_000))
    if n % 50 == 0:
        model = tracking.create_logged_model(
            experiment, f"m{n}", run.info.run_id, [LoggedModelTag("t", "v")], [LoggedModelParameter("depth", str(n))],
            "sklearn")
        models.append((model.model_id, run.info.run_id))
        write(model.artifact_location, "MLmodel", f"model_id: {model.model_id}\n".encode())
        write(model.artifact_location, "model.pkl", os.urandom(50_000))
        tracking.log_outputs(run.info.run_id, [LoggedModelOutput(model.model_id, 3)])
        tracking.log_batch(
            run.info.run_id,
            [Metric("score", 0.25, T0 + n, 1, model_id=model.model_id, dataset_name="customers", dataset_digest="d0",
                    run_id=run.info.run_id)], [], [])
        tracking.finalize_logged_model(model.model_id, LoggedModelStatus.READY)
        if n > 0:
            tracking.log_inputs(run.info.run_id, models=[LoggedModelInput(models[0][0])])
    status = [RunStatus.FINISHED, RunStatus.FAILED, RunStatus.KILLED][n % 3]
    tracking.update_run_info(run.info.run_id, status, T0 + n * 1000 + 500, None)
    if n % 31 == 30:
        tracking.delete_run(run.info.run_id)

gone = tracking.create_experiment("gone")
tracking.create_run(gone, "user0", T0, [], "in a deleted experiment")
tracking.delete_experiment(gone)

for name in ["churn", "uplift model", "prices"]:
    registry.create_registered_model(name, [RegisteredModelTag("owner", "team a")], f"about {name}")
    for v in range(1, 9):
        model_id, run_id = models[v % len(models)]
        if v % 2:
            registry.create_model_version(
                name, f"models:/{model_id}", run_id, [ModelVersionTag("v", str(v))], None, f"version {v}", None, model_id)
        else:
            run = tracking.get_run(run_id)
            registry.create_model_version(name, run.info.artifact_uri + "/model", run_id, [], None, None)
    registry.delete_model_version(name, "3")
    registry.transition_model_version_stage(name, "2", "Production", False)
    registry.transition_model_version_stage(name, "1", "Archived", False)
    registry.set_registered_model_alias(name, "champion", "5")
    registry.set_registered_model_alias(name, "shadow-1", "7")
print(f"{count} runs")
