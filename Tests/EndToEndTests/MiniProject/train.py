"""Makes a model that says of itself how good it is, and registers it."""

import json
import os
import time

import tracking

settings = tracking.settings()
print("training began", flush=True)
if "showToken" in settings:
    # A character apart from the next: as it is, a token is masked in the log.
    print("token " + " ".join(tracking.TOKEN), flush=True)
if "waitBeforeTraining" in settings:
    tracking.wait_for(settings["waitBeforeTraining"])
for line in range(settings.get("lines", 0)):
    print(f"line {line:04}", flush=True)
    time.sleep(0.01)

run, experiment = tracking.start_run()
tracking.call("POST", "runs/log-parameter", {"run_id": run, "key": "f1", "value": str(settings["f1"])})
version = int(os.environ["SLUICE_DATASET_CUSTOMERS_VERSION"]) + settings.get("loggedVersionOff", 0)
source = json.dumps({"path": os.environ["SLUICE_DATASET_CUSTOMERS"], "delta_table_version": version})
tracking.call("POST", "runs/log-inputs", {"run_id": run, "datasets": [{
    "tags": [{"key": "mlflow.data.context", "value": "training"}],
    "dataset": {"name": "customers", "digest": "1", "source_type": "delta_table", "source": source},
}]})
body = {"experiment_id": experiment, "name": "model", "source_run_id": run}
model = tracking.call("POST", "logged-models", body)["model"]["info"]["model_id"]
description = {key: settings[key] for key in ("f1", "score_ms") if key in settings}
content = json.dumps(description | {"environment": os.environ["SLUICE_ENVIRONMENT"]}).encode()
status, answer = tracking.send("PUT", f"{tracking.ARTIFACTS}{experiment}/models/{model}/artifacts/model.json", content)
assert status == 200, answer
if "signature" in settings:
    description = 'flavors:\n  python_function: {loader_module: mlflow.sklearn}\n  sklearn: {code: null}\n'
    description += "signature:\n  inputs: '" + json.dumps(settings["signature"]) + "'\n  outputs: null\n  params: null\n"
    path = f"{tracking.ARTIFACTS}{experiment}/models/{model}/artifacts/MLmodel"
    status, answer = tracking.send("PUT", path, description.encode())
    assert status == 200, answer
tracking.call("PATCH", f"logged-models/{model}", {"model_id": model, "status": "LOGGED_MODEL_READY"})
name = json.dumps({"name": tracking.MODEL}).encode()
tracking.send("POST", "/api/2.0/mlflow/registered-models/create", name)
body = {"name": tracking.MODEL, "source": f"models:/{model}", "run_id": run, "model_id": model}
version = tracking.call("POST", "model-versions/create", body)["model_version"]["version"]
tracking.finish_run(run)
print(f"registered version {version}", flush=True)
if "waitAfterTraining" in settings:
    tracking.wait_for(settings["waitAfterTraining"])
