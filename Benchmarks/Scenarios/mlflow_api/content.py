"""What both servers are seeded with, and what they are asked: templates, which the load generator and `fill` read alike."""

from __future__ import annotations

import json
import re

SEEDED, LOADED = "seeded", "loaded"
VERSIONS_PER_MODEL = 10

RUN = json.dumps({
    "experiment_id": "EXPERIMENT",
    "run_name": "seed-@n@",
    "user_id": "bench",
    "start_time": "START",
    "tags": [
        {"key": "mlflow.user", "value": "bench"},
        {"key": "mlflow.source.name", "value": "train.py"},
        {"key": "team", "value": "team-@d@"},
    ],
}).replace('"START"', "170000@p@")

RUN_DATA = json.dumps({
    "run_id": "@v@",
    "metrics": [{"key": f"m{i}", "value": f"U{i}", "timestamp": "START", "step": 1} for i in range(1, 6)],
    "params": [
        {"key": "unique", "value": "@n@"},
        {"key": "batch", "value": "@d@"},
        {"key": "rate", "value": "0.1"},
        {"key": "depth", "value": "6"},
        {"key": "seed", "value": "@u7@"},
    ],
}).replace('"START"', "170000@p@")
RUN_DATA = re.sub('"U([0-9])"', r"@u\1@.5", RUN_DATA)

VERSION = json.dumps({
    "name": "MODEL",
    "source": "mlflow-artifacts:/EXPERIMENT/@v@/artifacts/model",
    "run_id": "@v@",
    "description": "version of run @n@",
    "tags": [{"key": "stage", "value": "bench"}, {"key": "number", "value": "@n@"}],
})

# 100 metrics and 20 params for a fresh run.
BATCH = json.dumps({
    "run_id": "@v@",
    "metrics": [{"key": f"metric-{i}", "value": i + 0.25, "timestamp": "START", "step": i % 10} for i in range(100)],
    "params": [{"key": f"param-{i}", "value": f"value-{i}-@n@"} for i in range(20)],
}).replace('"START"', "170000@p@")


def fill(template: str, number: int, value: str = "") -> str:
    """A template's text for a number, as the load generator makes it."""
    parts = template.split("@")
    for index in range(1, len(parts), 2):
        name = parts[index]
        if name == "n":
            parts[index] = str(number)
        elif name == "p":
            parts[index] = f"{number:07}"
        elif name == "d":
            parts[index] = str(number // 10)
        elif name == "v":
            parts[index] = value
        else:
            parts[index] = str((number * 7919 + int(name[1:]) * 104_729) % 1_000_003)
    return "".join(parts)


def run(number: int, experiment: str) -> dict:
    """The request that makes a seeded run."""
    return json.loads(fill(RUN.replace("EXPERIMENT", experiment), number))


def run_data(number: int, run_id: str) -> dict:
    """The request that logs a seeded run's metrics and params."""
    return json.loads(fill(RUN_DATA, number, run_id))


def model_name(number: int) -> str:
    """The model that the version with this number belongs to."""
    return f"model-{number // VERSIONS_PER_MODEL}"


def version(number: int, experiment: str, run_id: str) -> dict:
    """The request that makes a model version."""
    return json.loads(fill(VERSION.replace("EXPERIMENT", experiment).replace("MODEL", model_name(number)), number, run_id))
