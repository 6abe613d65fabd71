"""What is measured: the requests of each operation, and its goal."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import urlencode

from mlflow_api import content
from mlflow_api.load import Generator
from mlflow_api.servers import API, Server

METRIC_SEARCH = {"filter": "metrics.m1 > 900000", "order_by": ["metrics.m1 DESC"], "max_results": 100}
DEFAULT_SEARCH = {"max_results": 100}
PARAM_SEARCH = {"filter": "params.batch = '@v@'", "max_results": 100}


@dataclass
class Operation:
    """Requests of one kind. `values` names a file of values: `runs`, `models`, or `fresh` for runs made just before, used once each."""

    title: str
    goal: float | None
    method: str
    path: str
    body: str = ""
    values: str = ""
    # Slow ones are measured longer.
    patience: int = 1
    base: str = API
    rates: dict = field(default_factory=dict)

    def plan(self, server: Server, generator: Generator, connections: int, seconds: float, models: int) -> dict:
        """What the load generator is told."""
        text = self.body
        for name in (content.SEEDED, content.LOADED):
            text = text.replace(name.upper(), server.experiments[name])
        plan = {"method": self.method, "path": self.base + self.path, "body": text, "connections": connections}
        if self.values == "runs":
            plan["values"] = generator.values("values", server.runs)
        elif self.values == "models":
            plan["values"] = generator.values("values", [f"model-{number}" for number in range(models)])
        elif self.values == "fresh":
            made = self.fresh_runs(server, generator, connections, seconds)
            plan |= {"values": generator.values("values", made), "once": True}
        return plan | {"seconds": seconds * self.patience, "warmup": min(0.5, seconds / 4)}

    def fresh_runs(self, server: Server, generator: Generator, connections: int, seconds: float) -> list[str]:
        """Enough for the time, by the rate of the last time or of a probe."""
        body = CREATE.replace(content.LOADED.upper(), server.experiments[content.LOADED])
        if (server.name, connections) not in self.rates:
            probe = generator.create_runs(server, body, 4 * connections)
            values = generator.values("probe", probe)
            figures = generator.run(
                server, method="POST", path=API + self.path, body=self.body, values=values, once=True, connections=connections
            )
            self.rates[server.name, connections] = figures["requestsPerSecond"]
        count = int(self.rates[server.name, connections] * 1.5 * (seconds + 0.5)) + 8 * connections
        return generator.create_runs(server, body, count)

    def measure(self, server: Server, generator: Generator, connections: int, seconds: float, models: int) -> dict:
        figures = generator.run(server, **self.plan(server, generator, connections, seconds, models))
        self.rates[server.name, connections] = max(figures["requestsPerSecond"], self.rates.get((server.name, connections), 0))
        return figures


CREATE = json.dumps({
    "experiment_id": content.LOADED.upper(), "run_name": "load-@n@", "user_id": "bench", "start_time": 1700000000000,
    "tags": [{"key": "mlflow.user", "value": "bench"}, {"key": "mlflow.source.name", "value": "train.py"}],
})


def search(body: dict) -> str:
    return json.dumps({"experiment_ids": [content.SEEDED.upper()], **body})


def operations(runs: int, versions: int) -> list[Operation]:
    """In the order of the table."""
    by_name = urlencode({"filter": "name = 'MODEL'"}).replace("MODEL", "@v@")
    return [
        Operation("/health, which asks nothing of anything", None, "GET", "/health", base=""),
        Operation("runs/create, with two tags", 30, "POST", "/runs/create", CREATE),
        Operation("log-batch, 100 metrics and 20 params, a fresh run each", 40, "POST", "/runs/log-batch", content.BATCH, "fresh"),
        Operation(f"runs/get, of {runs:,} seeded runs", 30, "GET", "/runs/get?run_id=@v@", values="runs"),
        Operation(
            f"runs/search, metric filter and order, first 100 of {runs:,}", 200, "POST", "/runs/search",
            search(METRIC_SEARCH), patience=2,
        ),
        Operation(
            f"runs/search, default order, first 100 of {runs:,}", None, "POST", "/runs/search", search(DEFAULT_SEARCH), patience=2
        ),
        Operation("alias get", 40, "GET", "/registered-models/alias?name=@v@&alias=champion", values="models"),
        Operation(
            f"model-versions/search by name, 10 of {versions:,}", 40, "GET", f"/model-versions/search?{by_name}", values="models"
        ),
    ]
