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
score = json.loads(content)["f1"]
print(f"version {version} scores {score}", flush=True)
run, _ = tracking.start_run()
metric = {"run_id": run, "key": "f1", "value": score, "timestamp": int(time.time() * 1000), "step": 0}
tracking.call("POST", "runs/log-metric", metric)
tracking.finish_run(run)
