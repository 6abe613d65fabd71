"""Compares a running server with the description of the API that it publishes, by many right and wrong requests.

    python Tests/OpenAPI/check.py SLUICE [OPTION...]

Starts a server of its own with a small project, asks schemathesis to try every operation, and stops the server. Options go to
`schemathesis run`. Exits as schemathesis does.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PIPELINE = """apiVersion: sluice/v1
kind: Pipeline
metadata: {name: shop}
spec:
  model: shop
  steps:
    - {name: unit-tests, kind: test, run: "python3 -c pass"}
"""

ENVIRONMENT = """apiVersion: sluice/v1
kind: Environment
metadata: {name: dev}
spec:
  branches: [nothing-yet]
"""


def repository(folder: Path) -> Path:
    """A git repository with a pipeline and one environment."""
    (folder / "environments").mkdir(parents=True)
    (folder / "sluice.yaml").write_text(PIPELINE)
    (folder / "environments" / "dev.yaml").write_text(ENVIRONMENT)
    person = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    for arguments in (["init", "-q", "-b", "main"], ["add", "."], [*person, "commit", "-q", "-m", "A pipeline"]):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True)
    return folder


def start(sluice: str, home: Path) -> subprocess.Popen[bytes]:
    """A server that answers."""
    server = subprocess.Popen([sluice, "up", "--home", str(home), "--listen", "127.0.0.1:0"], stdout=subprocess.DEVNULL)
    while not (home / "endpoint.json").exists():
        if server.poll() is not None:
            sys.exit("error: the server ended")
        time.sleep(0.02)
    return server


def main() -> int:
    sluice, *options = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="sluice-openapi-") as folder:
        home = Path(folder) / "home"
        server = start(sluice, home)
        try:
            environment = {**os.environ, "SLUICE_HOME": str(home)}
            project = repository(Path(folder) / "shop")
            subprocess.run([sluice, "project", "add", "shop", str(project)], check=True, env=environment)
            endpoint = json.loads((home / "endpoint.json").read_text())
            tried = subprocess.run(
                [
                    str(Path(sys.executable).with_name("schemathesis")),
                    "run",
                    f"{endpoint['url']}/api/v1/openapi.json",
                    f"--header=Authorization: Bearer {endpoint['token']}",
                    "--checks=all",
                    # A schema cannot say that a reason must say something, or that a name must be a project's.
                    "--exclude-checks=positive_data_acceptance",
                    "--warnings=off",
                    "--no-color",
                    *options,
                ],
                cwd=folder,
                env=environment,
            )
            return tried.returncode
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=20)


sys.exit(main())
