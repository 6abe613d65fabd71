"""The load generator: a plan in, figures out."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from mlflow_api.servers import Server


class Generator:
    """Runs `mlflow-benchmark`. Files of values that plans name are kept in `folder`."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.program, self.folder = program, folder
        folder.mkdir(parents=True)

    def values(self, name: str, lines: list[str]) -> str:
        """Writes a file of values; returns its path."""
        path = self.folder / name
        path.write_text("".join(f"{line}\n" for line in lines))
        return str(path)

    def run(self, server: Server, **plan: object) -> dict:
        """Figures of a plan against a server; with an error in them they are none."""
        text = json.dumps({"port": server.port, "headers": server.headers, **plan})
        done = subprocess.run([str(self.program)], input=text, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{server.name}: {plan['method']} {plan['path']}: {done.stderr[-2000:]}")
        figures = json.loads(done.stdout)
        if figures["errors"]:
            raise RuntimeError(f"{server.name}: {plan['method']} {plan['path']}: {figures['errors']} errors: {figures['firstError']}")
        return figures

    def create_runs(self, server: Server, body: str, count: int, connections: int = 8, first: int = 0) -> list[str]:
        """Makes runs; returns their ids in the order of their numbers."""
        captures = self.folder / "created"
        self.run(
            server, method="POST", path="/api/2.0/mlflow/runs/create", body=body, requests=count, connections=connections,
            first=first, capture="run_id", captures=str(captures),
        )
        return captures.read_text().split()
