"""`sluice promote` from the shell, start to exit, against `gto assign`."""

import subprocess
import time

from bench import GIT_ENVIRONMENT, TOOLS, Server, git, project, report

TRAIN = '''
import json, os, urllib.request

def call(method, path, body, kind="application/json"):
    request = urllib.request.Request(
        os.environ["MLFLOW_TRACKING_URI"] + path, method=method, data=body if isinstance(body, bytes) else json.dumps(body).encode(),
        headers={"Authorization": "Bearer " + os.environ["MLFLOW_TRACKING_TOKEN"], "Content-Type": kind})
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
        return json.loads(text) if text.startswith(b"{") else {}

name = os.environ["SLUICE_MODEL"]
model = call("POST", "/api/2.0/mlflow/logged-models", {"experiment_id": "0", "name": "model"})["model"]["info"]
path = model["artifact_uri"].split(":", 1)[1].lstrip("/")
call("PUT", f"/api/2.0/mlflow-artifacts/artifacts/{path}/model.bin", os.urandom(300_000), "application/octet-stream")
try:
    call("POST", "/api/2.0/mlflow/registered-models/create", {"name": name})
except urllib.error.HTTPError:
    pass
call("POST", "/api/2.0/mlflow/model-versions/create", {"name": name, "source": "models:/" + model["model_id"]})
'''


def measure(rounds: int = 30) -> None:
    """The champion goes to and fro between two versions with 300 KB of files each."""
    with Server() as server:
        work = project(
            server.folder / "work", '    - {name: train, kind: train, run: "python3 -S train.py"}\n',
            {"dev": "  branches: [dev]\n"}, {"train.py": TRAIN},
        )
        server.call("POST", "/api/v1/projects", {"name": "bench", "source": str(work)})
        for number in (1, 2):
            git(work, "commit", "-q", "--allow-empty", "-m", f"Version {number}")
            git(work, "update-ref", "refs/heads/dev", "HEAD")
            run = server.wait_for_run("bench", git(work, "rev-parse", "HEAD"), "dev")
            if run["status"] != "Succeeded":
                raise RuntimeError(f"{run['reason']}\n{server.cli('logs', run['id']).stdout}")
        times = []
        for number in range(rounds + 2):
            began = time.monotonic_ns()
            done = server.cli("promote", f"bench@{1 + number % 2}", "--env", "dev", "--reason", "bench")
            took = (time.monotonic_ns() - began) / 1e6
            if done.returncode:
                raise RuntimeError(done.stderr)
            if number >= 2:
                times.append(took)
        report("promote", "sluice promote, start to exit", times)
        if TOOLS is None or not (TOOLS / "gto").exists():
            return
        other = server.folder / "gto"
        other.mkdir()
        git(other, "init", "-q")
        git(other, "commit", "-q", "--allow-empty", "-m", "Begin")
        compared = []
        for number in range(max(3, rounds // 5)):
            git(other, "commit", "-q", "--allow-empty", "-m", f"Version {number}")
            began = time.monotonic_ns()
            subprocess.run(
                [TOOLS / "gto", "assign", "model", "--version", f"v0.0.{number + 1}", "--stage", "prod"],
                cwd=other, env=GIT_ENVIRONMENT, check=True, capture_output=True,
            )
            compared.append((time.monotonic_ns() - began) / 1e6)
        median = sorted(times)[len(times) // 2]
        report("promote", "gto assign", compared, times_sluice=round(sorted(compared)[len(compared) // 2] / median, 1))
