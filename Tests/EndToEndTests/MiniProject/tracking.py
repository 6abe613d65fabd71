"""MLflow's REST protocol with nothing but the standard library, as far as the steps beside it need it."""

import http.client
import json
import os
import time
import urllib.error
import urllib.request

SERVER = os.environ["MLFLOW_TRACKING_URI"]
TOKEN = os.environ["MLFLOW_TRACKING_TOKEN"]
MODEL = os.environ["SLUICE_MODEL"]
ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/"


def send(method, path, body=None, workspace=None):
    """The status and the bytes that the server answers."""
    request = urllib.request.Request(SERVER + path, data=body, method=method)
    request.add_header("Authorization", "Bearer " + TOKEN)
    request.add_header("Content-Type", "application/json")
    if workspace:
        request.add_header("X-MLFLOW-WORKSPACE", workspace)
    # A server that is being restarted is waited for, as mlflow's client does.
    for attempt in range(200):
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except (http.client.HTTPException, OSError):
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


def call(method, operation, body=None):
    """The JSON that an operation answers; anything but success ends the step."""
    data = None if body is None else json.dumps(body).encode()
    status, answer = send(method, "/api/2.0/mlflow/" + operation, data)
    if status != 200:
        raise SystemExit(f"{method} {operation}: {status} {answer.decode()}")
    return json.loads(answer)


def settings():
    with open("params.json", encoding="utf-8") as file:
        return json.load(file)


def start_run():
    info = call("POST", "runs/create", {})["run"]["info"]
    return info["run_id"], info["experiment_id"]


def finish_run(run):
    call("POST", "runs/update", {"run_id": run, "status": "FINISHED"})


def wait_for(name):
    """Waits until the test has made a file of this name in the dataset `control`."""
    path = os.path.join(os.environ["SLUICE_DATASET_CONTROL"], name)
    while not os.path.exists(path):
        time.sleep(0.01)
