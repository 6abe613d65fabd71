"""From `git push` to the first step at work, against a post-receive hook in the same repository."""

import time

from bench import Server, git, project, report

def measure(pushes: int = 100) -> None:
    """100 pushes of one commit each from a clone into a bare repository."""
    with Server() as server:
        stamp = server.folder / "stamps"
        stamp.mkdir()
        work = project(
            server.folder / "work",
            "    - {name: train, kind: train, run: \"python3 -S stamp.py\"}\n",
            {"dev": "  branches: [dev]\n"},
            {"stamp.py": "import os, time\nprint(time.time_ns(), flush=True)\n"},
        )
        bare = server.folder / "bare.git"
        git(server.folder, "clone", "-q", "--bare", str(work), str(bare))
        hook = bare / "hooks" / "post-receive"
        hook.write_text(f"#!/bin/sh\ndate +%s%N > {stamp}/hook\n")
        hook.chmod(0o755)
        git(work, "remote", "add", "origin", str(bare))
        server.call("POST", "/api/v1/projects", {"name": "bench", "source": str(bare)})
        time.sleep(1)
        first_step, hooks = [], []
        for number in range(pushes + 5):
            git(work, "commit", "-q", "--allow-empty", "-m", f"Push {number}")
            commit = git(work, "rev-parse", "HEAD")
            began = time.time_ns()
            git(work, "push", "-q", "origin", "HEAD:dev")
            run = server.wait_for_run("bench", commit, "dev")
            log = server.cli("logs", run["id"], "train")
            if number < 5:  # warm-up
                continue
            first_step.append((int(log.stdout.split()[0]) - began) / 1e6)
            hooks.append((int((stamp / "hook").read_text()) - began) / 1e6)
    report("push", "git push to first step's code running", first_step)
    report("push", "git push to post-receive hook", hooks)
    ratio = sorted(first_step)[len(first_step) // 2] / sorted(hooks)[len(hooks) // 2]
    print(f'{{"scenario": "push", "measure": "multiple of the hook, medians", "ratio": {ratio:.1f}}}', flush=True)
