"""What one look at a project costs, against the number of projects and of refs, beside `git ls-remote`."""

import json
import socket
import subprocess
import time
from pathlib import Path

from bench import Server, git, project, report


def measure() -> None:
    """Local repositories are asked through `wake`; the time is that of a look that finds one moved branch."""
    for refs in (10, 1_000, 100_000):
        with Server() as server:
            work = project(
                server.folder / "work", '    - {name: train, kind: train, run: "/bin/true"}\n',
                {"prod": "  branches: [wanted]\n"}, {},
            )
            head = git(work, "rev-parse", "HEAD")
            lines = "".join(f"create refs/heads/other/{number} {head}\n" for number in range(refs))
            subprocess.run(["git", "-C", str(work), "update-ref", "--stdin"], input=lines, text=True, check=True)
            git(work, "pack-refs", "--all")
            server.call("POST", "/api/v1/projects", {"name": "bench", "source": str(work)})
            time.sleep(1)
            times = []
            for number in range(12):
                git(work, "commit", "-q", "--allow-empty", "-m", f"Move {number}")
                commit = git(work, "rev-parse", "HEAD")
                began = time.monotonic_ns()
                git(work, "update-ref", "refs/heads/wanted", commit)
                while True:
                    environments = server.call("GET", "/api/v1/projects/bench")["environments"]
                    if environments and any(tip.get("commit") == commit for tip in environments[0]["tips"]):
                        break
                times.append((time.monotonic_ns() - began) / 1e6)
            began = time.monotonic_ns()
            subprocess.run(["git", "ls-remote", str(work)], capture_output=True, check=True)
            listed = (time.monotonic_ns() - began) / 1e6
            report("poll", "ref update to seen", times, refs=refs, git_ls_remote=round(listed, 1))
    for refs in (10, 1_000, 100_000):
        measure_remote(refs)
    for count in (10, 100, 1_000):
        measure_projects(count)


def measure_remote(refs: int, rounds: int = 6) -> None:
    """A look at a remote behind `git daemon`, asked for through `wake`: its list is read, and one moved branch is fetched."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with Server() as server:
        work = project(
            server.folder / "work", '    - {name: train, kind: train, run: "/bin/true"}\n',
            {"prod": "  branches: [wanted]\n"}, {},
        )
        head = git(work, "rev-parse", "HEAD")
        lines = "".join(f"create refs/heads/other/{number} {head}\n" for number in range(refs))
        subprocess.run(["git", "-C", str(work), "update-ref", "--stdin"], input=lines, text=True, check=True)
        git(work, "pack-refs", "--all")
        url = f"git://127.0.0.1:{port}/work"
        daemon = subprocess.Popen([
            Path(git(work, "--exec-path")) / "git-daemon", "--listen=127.0.0.1", f"--port={port}", "--export-all",
            f"--base-path={server.folder}",
        ])
        try:
            time.sleep(1)
            server.call("POST", "/api/v1/projects", {"name": "bench", "source": url})
            time.sleep(3)
            times, listed = [], []
            for number in range(rounds):
                git(work, "commit", "-q", "--allow-empty", "-m", f"Move {number}")
                commit = git(work, "rev-parse", "HEAD")
                git(work, "update-ref", "refs/heads/wanted", commit)
                began = time.monotonic_ns()
                server.call("POST", "/api/v1/projects/bench/wake")
                while True:
                    environments = server.call("GET", "/api/v1/projects/bench")["environments"]
                    if environments and any(tip.get("commit") == commit for tip in environments[0]["tips"]):
                        break
                times.append((time.monotonic_ns() - began) / 1e6)
                began = time.monotonic_ns()
                subprocess.run(["git", "ls-remote", url], capture_output=True, check=True)
                listed.append((time.monotonic_ns() - began) / 1e6)
            report("poll", "remote looked at and fetched from", times, refs=refs, git_ls_remote=round(sorted(listed)[rounds // 2], 1))
        finally:
            daemon.terminate()
            daemon.wait()


def measure_projects(count: int) -> None:
    """Processor time of looking once at each of `count` projects, requests included. The clock ticks every 10 ms."""
    from idle import ticks

    with Server() as server:
        for number in range(count):
            work = project(
                server.folder / "work" / str(number), '    - {name: train, kind: train, run: "/bin/true"}\n',
                {"prod": '  branches: ["release/*"]\n'}, {},
            )
            server.call("POST", "/api/v1/projects", {"name": name(number), "source": str(work)})
        time.sleep(3)
        before = ticks(server.process.pid)
        for number in range(count):
            server.call("POST", f"/api/v1/projects/{name(number)}/wake")
        time.sleep(0.5)
        used = (ticks(server.process.pid) - before) * 10
        print(
            json.dumps({
                "scenario": "poll", "measure": "look at every project once", "projects": count,
                "processor_ms_each": round(used / count, 2),
            }),
            flush=True,
        )


def name(number: int) -> str:
    """Names none of which begins like another followed by a hyphen."""
    return "p" + "".join("abcdefghij"[int(digit)] for digit in f"{number:04}")
