"""Sluice alone, while the number of runs grows."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from bench import BIN
from mlflow_api import content, seeding
from mlflow_api.load import Generator
from mlflow_api.operations import DEFAULT_SEARCH, METRIC_SEARCH, PARAM_SEARCH
from mlflow_api.servers import API, Server, Sluice
from mlflow_api.table import line, number

VERSIONS = 100
BLOCK = 20_000


def measure(settings: argparse.Namespace, folder: Path, servers: list[Server], generator: Generator) -> str:
    """One server that is seeded further and further; a table with a row for each question and size."""
    server = Sluice(BIN / "sluice", folder / "sluice")
    servers.append(server)
    server.start()
    seeding.seed_sluice(server, generator, VERSIONS, VERSIONS)
    lines = [
        "| runs | question | requests/s, 1 / 8 connections | p50 / p99 with 1, ms | p50 / p99 with 8, ms |",
        "|---|---|---|---|---|",
    ]
    notes = []
    for size in sorted(settings.sizes):
        rate = grow(server, generator, size, settings.minutes * 60)
        server.settle(600)
        count = len(server.runs)
        for title, plan in questions(server):
            alone, together = (ask(server, generator, plan, connections, settings.seconds) for connections in (1, 8))
            lines.append(line(
                f"{count:,}", title, f"{number(alone['requestsPerSecond'])} / {number(together['requestsPerSecond'])}",
                times(alone), times(together),
            ))
            print(lines[-1], file=sys.stderr, flush=True)
        weight, memory = database_size(server), server.memory()
        notes.append(line(
            f"{count:,}", f"{weight / 1e6:,.0f} MB", f"{memory['rss'] / 1e6:.0f} MB (PSS {memory['pss'] / 1e6:.0f})", number(rate)
        ))
        if count < size:
            notes.append(line(f"{size:,}", f"not reached in {settings.minutes:g} minutes", "", ""))
            break
    header = ["", "| runs | database | memory, resident | seeded through the API, runs/s |", "|---|---|---|---|"]
    return "\n".join([*lines, *header, *notes])


def grow(server: Server, generator: Generator, size: int, limit: float) -> float:
    """Seeds up to a number of runs, or until the time is over; returns the rate."""
    began, before = time.monotonic(), len(server.runs)
    while len(server.runs) < size and time.monotonic() - began < limit:
        seeding.add_runs(server, generator, min(BLOCK, size - len(server.runs)), connections=32)
        print(f"{len(server.runs):,} runs after {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return (len(server.runs) - before) / (time.monotonic() - began)


def questions(server: Server) -> list[tuple[str, dict]]:
    """What is asked at each size. The values of `batch` have ten runs each, whatever the size."""

    def search(**body: object) -> dict:
        text = json.dumps({"experiment_ids": [server.experiments[content.SEEDED]], **body})
        return {"method": "POST", "path": f"{API}/runs/search", "body": text}

    batches = [str(number) for number in range(0, len(server.runs) // 10, max(1, len(server.runs) // 10_000))]
    models = [f"model-{number}" for number in range(VERSIONS // content.VERSIONS_PER_MODEL)]
    alias = {"method": "GET", "path": f"{API}/registered-models/alias?name=@v@&alias=champion", "lines": models}
    metric, default = METRIC_SEARCH, DEFAULT_SEARCH
    return [
        ("metric filter (a tenth of the runs) and order, first 100", search(**metric)),
        ("the same, at half of what it finds", search(**metric, page_token=deep(server, metric, len(server.runs) // 20))),
        ("param equality (10 runs)", search(**PARAM_SEARCH) | {"lines": batches}),
        ("default order, first 100", search(**default)),
        ("the same, at half of the runs", search(**default, page_token=deep(server, default, len(server.runs) // 2))),
        ("alias get", alias),
    ]


def deep(server: Server, search: dict, offset: int) -> str:
    """The token of the page behind so many runs, reached with the largest pages there are."""
    body = {"experiment_ids": [server.experiments[content.SEEDED]], **search}
    token, left = "", offset
    while left > 0:
        size = min(left, 10_000)
        answer = server.call("POST", "/runs/search", body | {"max_results": size, "page_token": token})
        token, left = answer.get("next_page_token", token), left - size
    return token


def ask(server: Server, generator: Generator, plan: dict, connections: int, seconds: float) -> dict:
    told = {name: value for name, value in plan.items() if name != "lines"}
    if "lines" in plan:
        told["values"] = generator.values("values", plan["lines"])
    return generator.run(server, **told, connections=connections, seconds=seconds, warmup=min(0.5, seconds / 4))


def times(figures: dict) -> str:
    return f"{number(figures['p50'])} / {number(figures['p99'])}"


def database_size(server: Sluice) -> int:
    """Of the catalog with what SQLite keeps beside it."""
    return sum(path.stat().st_size for path in server.home.glob("catalog*"))
