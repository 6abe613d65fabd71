"""The servers under test as processes: started, asked, paused, weighed and stopped alike."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

API = "/api/2.0/mlflow"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def stat(pid: int) -> list[str] | None:
    """The fields of a process behind its name, its state first; None if it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None


class Server:
    """A process group of its own with a folder of its own. `runs` are the seeded runs' ids, `experiments` ids by name."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder, self.port = name, folder, free_port()
        self.headers = {"Content-Type": "application/json"}
        self.runs: list[str] = []
        self.experiments: dict[str, str] = {}
        self.process: subprocess.Popen | None = None
        folder.mkdir(parents=True)

    def command(self) -> list[str]:
        """The program and its arguments."""
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    def is_listening(self) -> bool:
        """Whether it can be asked; here is the place to learn its token."""
        return True

    def start(self, path: str = f"{API}/experiments/search?max_results=1") -> float:
        """Starts it; returns the seconds until `path` was answered with 200."""
        began = time.monotonic()
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                self.command(), cwd=self.folder, env=self.environment(), stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        while not (self.is_listening() and self.answers(path)):
            if self.process.poll() is not None or time.monotonic() - began > 180:
                self.stop()
                raise RuntimeError(f"{self.name} does not start:\n{(self.folder / 'log').read_text()[-3000:]}")
            time.sleep(0.002)
        return time.monotonic() - began

    def answers(self, path: str) -> bool:
        try:
            return self.raw("GET", path)[0] == 200
        except OSError:
            return False

    def raw(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """One request over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, body, self.headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def call(self, method: str, path: str, body: object = None) -> dict:
        """One request below the API's path that must succeed."""
        status, text = self.raw(method, API + path, None if body is None else json.dumps(body).encode())
        if status != 200:
            raise RuntimeError(f"{self.name}: {method} {path}: {status} {text[:500]!r}")
        return json.loads(text)

    def processes(self) -> list[int]:
        """Of its session, the first one first."""
        if self.process is None:
            return []
        found = []
        for folder in Path("/proc").iterdir():
            fields = stat(int(folder.name)) if folder.name.isdigit() else None
            if fields and int(fields[3]) == self.process.pid and fields[0] != "Z":
                found.append(int(folder.name))
        return sorted(found, key=lambda pid: (pid != self.process.pid, pid))

    def signal(self, number: int, pids: list[int]) -> None:
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def pause(self) -> None:
        """Takes the processor from it, so that it does not disturb what is measured elsewhere."""
        self.signal(signal.SIGSTOP, self.processes())

    def resume(self) -> None:
        """Workers first: the process that watches over them must not find them silent."""
        pids = self.processes()
        self.signal(signal.SIGCONT, pids[1:])
        time.sleep(0.02)
        self.signal(signal.SIGCONT, pids[:1])

    def settle(self, limit: float = 120) -> None:
        """Waits until it has nothing to do any more: the stock server goes on loading behind its first answer, Sluice indexes."""
        deadline, before = time.monotonic() + limit, self.ticks()
        while time.monotonic() < deadline:
            time.sleep(2)
            now = self.ticks()
            if now - before < 0.5 * os.sysconf("SC_CLK_TCK"):
                return
            before = now

    def ticks(self) -> int:
        """Processor time of all its processes, in clock ticks."""
        return sum(int(fields[11]) + int(fields[12]) for fields in map(stat, self.processes()) if fields)

    def memory(self) -> dict[str, int]:
        """Bytes of all its processes: resident, and with shared pages counted once (PSS)."""
        sums = {"Rss": 0, "Pss": 0}
        for pid in self.processes():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                name = line.split(":")[0]
                if name in sums:
                    sums[name] += int(line.split()[1]) * 1024
        return {"rss": sums["Rss"], "pss": sums["Pss"]}

    def stop(self) -> None:
        """Ends all its processes."""
        self.resume()
        pids = self.processes()
        self.signal(signal.SIGTERM, pids)
        deadline = time.monotonic() + 20
        while self.processes() and time.monotonic() < deadline:
            self.process.poll()
            time.sleep(0.01)
        self.signal(signal.SIGKILL, self.processes())
        if self.process is not None:
            self.process.wait()
        self.process = None


class Sluice(Server):
    """`sluice up`, asked with the administrator's token."""

    def __init__(self, program: Path, folder: Path) -> None:
        super().__init__("sluice", folder)
        self.program, self.home = program, folder / "home"

    def command(self) -> list[str]:
        (self.home / "endpoint.json").unlink(missing_ok=True)
        return [str(self.program), "up", "--home", str(self.home), "--listen", f"127.0.0.1:{self.port}"]

    def is_listening(self) -> bool:
        try:
            endpoint = json.loads((self.home / "endpoint.json").read_text())
        except (OSError, ValueError):
            return False
        self.headers["Authorization"] = f"Bearer {endpoint['token']}"
        return True


class Stock(Server):
    """`mlflow server` with SQLite and served artifacts; `workers` None leaves the number to it."""

    def __init__(self, python: Path, workers: int | None, folder: Path) -> None:
        super().__init__(f"stock, {workers} worker" if workers else "stock, default workers", folder)
        self.python, self.workers, self.database = python, workers, folder / "mlflow.db"

    def command(self) -> list[str]:
        command = [
            str(self.python), "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(self.port), "--backend-store-uri",
            f"sqlite:///{self.database}", "--artifacts-destination", str(self.folder / "artifacts"),
        ]
        return command + (["--workers", str(self.workers)] if self.workers else [])

    def environment(self) -> dict[str, str]:
        path = f"{self.python.parent}:{os.environ.get('PATH', '')}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")}
        return {**kept, "PATH": path, "MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}

    def version(self) -> str:
        command = [str(self.python), "-c", "import mlflow; print(mlflow.__version__)"]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=self.folder).stdout.strip()

    def take_seed(self, other: "Stock") -> None:
        """The same seed as another stock server that does not run yet."""
        shutil.copy(other.database, self.database)
        self.runs, self.experiments = other.runs, other.experiments
