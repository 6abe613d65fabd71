"""Judging paired rows of a CSV file, beside what a data scientist would write with numpy, pandas and scipy.

The Python ways run in an environment of their own (SLUICE_BENCH_STATISTICS names its python), each in this one run and on the same file.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

from bench import BIN, report

PEERS = Path(__file__).with_name("gates_peers.py")


def measure() -> None:
    rows = 1_000_000
    program = str(BIN / "gates-benchmark")
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        file = f"{folder}/predictions.csv"
        subprocess.run([program, file, "--write", str(rows)], check=True)
        megabytes = round(Path(file).stat().st_size / 1e6, 1)
        answer = subprocess.run([program, file], check=True, capture_output=True, text=True)
        for line in answer.stdout.splitlines():
            case = json.loads(line)
            report("gates", case["case"], case["times_ms"], rows=rows, megabytes=megabytes, answer=case["answer"])
        if python := os.environ.get("SLUICE_BENCH_STATISTICS"):
            subprocess.run([python, str(PEERS), file], check=True)
