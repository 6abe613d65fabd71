"""Scores the model that it is told to score: the figure stands in the model's file."""

import json
import os
import time

import tracking

name, version = os.environ["SLUICE_MODEL_URI"].removeprefix("models:/").split("/")
answer = tracking.call("GET", f"model-versions/get-download-uri?name={name}&version={version}")
path = answer["artifact_uri"].removeprefix("mlflow-artifacts:/") + "/model.json"
status, content = tracking.send("GET", tracking.ARTIFACTS + path)
assert status == 200, content
model = json.loads(content)
score = model["f1"]
print(f"version {version} scores {score}", flush=True)
run, experiment = tracking.start_run()
for key in ("f1", "score_ms"):
    if key in model:
        metric = {"run_id": run, "key": key, "value": model[key], "timestamp": int(time.time() * 1000), "step": 0}
        tracking.call("POST", "runs/log-metric", metric)
rows = tracking.settings().get("rows", 0)
if rows:
    # Each row is right in as many of a hundred cases as the model's figure says, the same rows for every model.
    data = [[row, row % 2, row % 2 if row * 37 % 100 < score * 100 else 1 - row % 2, row % 7 + 1] for row in range(rows)]
    table = json.dumps({"columns": ["id", "label", "prediction", "amount"], "data": data}).encode()
    path = f"{experiment}/{run}/artifacts/predictions.json"
    status, answer = tracking.send("PUT", tracking.ARTIFACTS + path, table)
    assert status == 200, answer
tracking.finish_run(run)
