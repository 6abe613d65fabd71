"""The same seed for both servers, and the proof that it is the same."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from mlflow_api import content
from mlflow_api.load import Generator
from mlflow_api.servers import Server, Sluice, Stock


def seed_stock(server: Stock, runs: int, versions: int) -> None:
    """Straight into its database, before it starts."""
    command = [server.python, Path(__file__).parent / "stock_seed.py", server.database, str(runs), str(versions)]
    done = subprocess.run(command, env=server.environment(), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    found = json.loads(done.stdout.splitlines()[-1])
    server.runs = found.pop("runs")
    server.experiments = found


def seed_sluice(server: Sluice, generator: Generator, runs: int, versions: int) -> None:
    """Through its API."""
    for name in (content.SEEDED, content.LOADED):
        server.experiments[name] = server.call("POST", "/experiments/create", {"name": name})["experiment_id"]
    experiment = server.experiments[content.SEEDED]
    add_runs(server, generator, runs)
    for number in range(versions):
        made = content.version(number, experiment, server.runs[number % runs])
        name, last = made["name"], number % content.VERSIONS_PER_MODEL + 1
        if last == 1:
            server.call("POST", "/registered-models/create", {"name": name})
        server.call("POST", "/model-versions/create", made)
        if last == content.VERSIONS_PER_MODEL:
            server.call("POST", "/registered-models/alias", {"name": name, "alias": "champion", "version": str(last)})


def add_runs(server: Server, generator: Generator, count: int, connections: int = 8) -> None:
    """The next runs of the seed, with their data."""
    first = len(server.runs)
    body = content.RUN.replace("EXPERIMENT", server.experiments[content.SEEDED])
    made = generator.create_runs(server, body, count, connections, first)
    # The value of request n is line n, from the start again after the last: so the file begins where the numbers are.
    shift = first % count
    values = generator.values("seeded", made[count - shift :] + made[: count - shift])
    generator.run(
        server, method="POST", path="/api/2.0/mlflow/runs/log-batch", body=content.RUN_DATA, values=values, requests=count,
        first=first, connections=connections,
    )
    server.runs += made


def same(one: Server, other: Server, versions: int, searches: list[dict]) -> int:
    """Fails where the two answer differently about their seeds; returns the number of answers that were compared."""
    count = 0
    for number in range(0, len(one.runs), max(1, len(one.runs) // 40)):
        compare(f"run {number}", run(one, number), run(other, number))
        count += 1
    for number in range(0, versions, max(1, versions // 40)):
        compare(f"version {number}", version(one, number), version(other, number))
        count += 1
    for search in searches:
        compare(f"search {search}", names(one, search), names(other, search))
        count += 1
    return count


def compare(what: str, one: object, other: object) -> None:
    if one != other:
        raise RuntimeError(f"the seeds differ in {what}:\n{json.dumps(one)}\n{json.dumps(other)}")


def run(server: Server, number: int) -> dict:
    """What a server says about a run, without ids."""
    answer = server.call("GET", f"/runs/get?run_id={server.runs[number]}")["run"]
    info, data = answer["info"], answer["data"]
    kept = {key: info.get(key) for key in ("run_name", "user_id", "status", "start_time", "end_time", "lifecycle_stage")}
    metrics = [{key: metric[key] for key in ("key", "value", "timestamp", "step")} for metric in data["metrics"]]
    lists = {"metrics": metrics, "params": data["params"], "tags": data["tags"]}
    return kept | {name: sorted(members, key=lambda member: member["key"]) for name, members in lists.items()}


def version(server: Server, number: int) -> list[dict]:
    """What a server says about a version and about its model's champion, without ids and times."""
    name, version = content.model_name(number), number % content.VERSIONS_PER_MODEL + 1
    found = [server.call("GET", f"/model-versions/get?name={name}&version={version}")["model_version"]]
    if version == content.VERSIONS_PER_MODEL:
        found.append(server.call("GET", f"/registered-models/alias?name={name}&alias=champion")["model_version"])
    kept = ("name", "version", "description", "current_stage", "status", "aliases")
    return [
        {key: one.get(key) for key in kept}
        | {"tags": sorted(one["tags"], key=lambda tag: tag["key"]), "number": server.runs.index(one["run_id"])}
        for one in found
    ]


def names(server: Server, search: dict) -> list[str]:
    """The names of the runs that a search finds, in its order."""
    body = {"experiment_ids": [server.experiments[content.SEEDED]], **search}
    return [run["info"]["run_name"] for run in server.call("POST", "/runs/search", body).get("runs", [])]
