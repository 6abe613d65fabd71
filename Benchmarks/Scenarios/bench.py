"""What the scenarios share: a server of their own, small projects, and figures as JSON lines."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("SLUICE_BIN", ROOT / ".build" / "release"))
TOOLS = Path(os.environ["SLUICE_BENCH_TOOLS"]) if "SLUICE_BENCH_TOOLS" in os.environ else None

GIT_ENVIRONMENT = {
    **os.environ,
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    "GIT_AUTHOR_NAME": "Bench",
    "GIT_AUTHOR_EMAIL": "bench@example.com",
    "GIT_COMMITTER_NAME": "Bench",
    "GIT_COMMITTER_EMAIL": "bench@example.com",
}


def report(scenario: str, measure: str, values: list[float], **more: object) -> None:
    """Prints a figure: median, 95th percentile, least, in milliseconds."""
    ordered = sorted(values)
    line = {
        "scenario": scenario,
        "measure": measure,
        "count": len(ordered),
        "median": round(ordered[len(ordered) // 2], 2),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 2),
        "least": round(ordered[0], 2),
    }
    print(json.dumps({**line, **more}), flush=True)


def git(folder: Path, *arguments: str) -> str:
    """Runs git without anybody's configuration."""
    done = subprocess.run(["git", "-C", str(folder), *arguments], env=GIT_ENVIRONMENT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"git {' '.join(arguments)}: {done.stderr}")
    return done.stdout.strip()


class Server:
    """A server with a home folder of its own; used in a with statement, and gone after it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sluice-bench-"))
        self.home = self.folder / "home"

    def __enter__(self) -> "Server":
        self.log = open(self.folder / "server.log", "wb")
        self.process = subprocess.Popen(
            [BIN / "sluice", "up", "--home", self.home, "--listen", "127.0.0.1:0"], stdout=self.log, stderr=self.log
        )
        deadline = time.monotonic() + 30
        while not (self.home / "endpoint.json").exists():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError((self.folder / "server.log").read_text())
            time.sleep(0.01)
        self.endpoint = json.loads((self.home / "endpoint.json").read_text())
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def call(self, method: str, path: str, body: object = None) -> object:
        """Asks Sluice's own API."""
        request = urllib.request.Request(
            self.endpoint["url"] + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.endpoint['token']}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def cli(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs a command of sluice against this server."""
        return subprocess.run(
            [BIN / "sluice", *arguments], env={**os.environ, "SLUICE_HOME": str(self.home)}, capture_output=True, text=True
        )

    def wait_for_run(self, project: str, commit: str, environment: str) -> dict:
        """The run of a commit once it has ended."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            runs = self.call("GET", f"/api/v1/projects/{project}/runs?environment={environment}&limit=5")
            items = runs["items"] if isinstance(runs, dict) else runs
            for run in items:
                if run["commit"]["id"] == commit and run["status"] in ("Succeeded", "Failed", "Errored", "Superseded"):
                    return run
            time.sleep(0.005)
        raise RuntimeError(f"no run of {commit} ended in {environment}")


def project(folder: Path, steps: str, environments: dict[str, str], files: dict[str, str]) -> Path:
    """A git repository with a pipeline of the given steps on main."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    (folder / "environments").mkdir()
    for name, spec in environments.items():
        (folder / "environments" / f"{name}.yaml").write_text(
            f"apiVersion: sluice/v1\nkind: Environment\nmetadata: {{name: {name}}}\nspec:\n{spec}"
        )
    (folder / "sluice.yaml").write_text(
        f"apiVersion: sluice/v1\nkind: Pipeline\nmetadata: {{name: bench}}\nspec:\n  model: bench\n  steps:\n{steps}"
    )
    for name, text in files.items():
        (folder / name).write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Begin")
    return folder
