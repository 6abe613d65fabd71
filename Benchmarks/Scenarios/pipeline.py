"""A pipeline of processes that do nothing, from trigger to finished, against `dvc repro -f` of the same stages."""

import subprocess
import time
from pathlib import Path

from bench import GIT_ENVIRONMENT, TOOLS, Server, git, project, report


def steps(count: int) -> str:
    """A chain of `count` steps; the last is the train step, which registers nothing."""
    lines = []
    for number in range(count):
        kind = "train" if number == count - 1 else "task"
        needs = f", needs: [s{number - 1}]" if number else ""
        lines.append(f"    - {{name: s{number}, kind: {kind}, run: \"/bin/true\"{needs}}}\n")
    return "".join(lines)


def sluice(count: int, rounds: int) -> list[float]:
    """Milliseconds from the update of the ref to the run's end, as the catalog dates it."""
    with Server() as server:
        work = project(server.folder / "work", steps(count), {"dev": "  branches: [dev]\n"}, {})
        server.call("POST", "/api/v1/projects", {"name": "bench", "source": str(work)})
        time.sleep(1)
        times = []
        for number in range(rounds + 3):
            git(work, "commit", "-q", "--allow-empty", "-m", f"Round {number}")
            commit = git(work, "rev-parse", "HEAD")
            began = time.time_ns() / 1e6
            git(work, "update-ref", "refs/heads/dev", commit)
            run = server.wait_for_run("bench", commit, "dev")
            if any(step["status"] != "Succeeded" for step in run["steps"]):
                raise RuntimeError(f"{run['id']}: {run['reason']}")
            if number >= 3:
                times.append(run["finished"] - began)
        return times


def dvc(folder: Path, count: int, rounds: int) -> list[float]:
    """Milliseconds of `dvc repro -f`, by wall clock."""
    folder.mkdir()
    git(folder, "init", "-q")
    program = str(TOOLS / "dvc")
    environment = {**GIT_ENVIRONMENT, "DVC_NO_ANALYTICS": "1"}
    subprocess.run([program, "init", "-q"], cwd=folder, env=environment, check=True)
    lines = ["stages:\n"]
    for number in range(count):
        needs = f"    deps: [o{number - 1}]\n" if number else ""
        lines.append(f"  s{number}:\n    cmd: touch o{number}\n{needs}    outs: [o{number}]\n")
    (folder / "dvc.yaml").write_text("".join(lines))
    times = []
    for number in range(rounds + 1):
        began = time.monotonic_ns()
        subprocess.run([program, "repro", "-f", "-q"], cwd=folder, env=environment, check=True)
        if number:
            times.append((time.monotonic_ns() - began) / 1e6)
    return times


def measure(rounds: int = 30) -> None:
    """5 and 15 steps, so that the cost of one more step shows."""
    five, fifteen = sluice(5, rounds), sluice(15, rounds)
    report("pipeline", "5 steps, ref update to run finished", five)
    report("pipeline", "15 steps, ref update to run finished", fifteen)
    middle = sorted(five)[len(five) // 2], sorted(fifteen)[len(fifteen) // 2]
    report("pipeline", "one more step", [(middle[1] - middle[0]) / 10])
    if TOOLS is None or not (TOOLS / "dvc").exists():
        return
    with Server() as server:
        times = dvc(server.folder / "dvc5", 5, max(3, rounds // 5))
        more = dvc(server.folder / "dvc15", 15, max(3, rounds // 5))
    report("pipeline", "dvc repro -f, 5 stages", times, times_sluice=round(sorted(times)[len(times) // 2] / middle[0], 1))
    report("pipeline", "dvc, one more stage", [(sorted(more)[len(more) // 2] - sorted(times)[len(times) // 2]) / 10])
