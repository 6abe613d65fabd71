"""What a server costs that watches 100 repositories in which nothing happens."""

import json
import os
import time
from pathlib import Path

from bench import Server, project


def measure(repositories: int = 100, seconds: int = 20) -> None:
    """Processor time and resident memory over a quiet while."""
    with Server() as server:
        for number in range(repositories):
            work = project(
                server.folder / "work" / str(number), '    - {name: train, kind: train, run: "/bin/true"}\n',
                {"prod": '  branches: ["release/*"]\n'}, {},
            )
            letters = "".join("abcdefghij"[int(digit)] for digit in f"{number:03}")
            server.call("POST", "/api/v1/projects", {"name": f"p{letters}", "source": str(work)})
        time.sleep(3)
        before = ticks(server.process.pid)
        time.sleep(seconds)
        used = (ticks(server.process.pid) - before) / os.sysconf("SC_CLK_TCK")
        status = Path(f"/proc/{server.process.pid}/status").read_text()
        resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        print(
            json.dumps({
                "scenario": "idle", "repositories": repositories, "percent_of_a_core": round(100 * used / seconds, 3),
                "resident_mb": round(resident / 1024, 1),
            }),
            flush=True,
        )


def ticks(pid: int) -> int:
    """User and system time of a process, in clock ticks."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])
