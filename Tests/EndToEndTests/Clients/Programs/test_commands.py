"""The mlflow program itself, as a process of its own that knows only the address and the token."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest


def mlflow_program(*arguments, fails=False):
    """What the program prints."""
    program = os.path.join(os.path.dirname(sys.executable), "mlflow")
    ended = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert (ended.returncode != 0) == fails, ended.stdout + ended.stderr
    return ended.stderr if fails else ended.stdout


@pytest.fixture
def run(client, experiment):
    run = client.create_run(experiment, run_name="listed run").info.run_id
    client.log_param(run, "depth", 3)
    client.log_metric(run, "f1", 0.5)
    client.log_text(run, "größer", "notes/a b.txt")
    client.log_text(run, "{}", "top.json")
    client.set_terminated(run)
    return run


def test_experiments_are_listed_and_exported(client, experiment, run):
    name = client.get_experiment(experiment).name
    listed = mlflow_program("experiments", "search", "--view", "all")
    assert name in listed and "Default" in listed
    [row] = csv.DictReader(io.StringIO(mlflow_program("experiments", "csv", "--experiment-id", experiment)))
    assert (row["run_id"], row["params.depth"], row["metrics.f1"]) == (run, "3", "0.5")


def test_runs_are_listed_and_described(experiment, run):
    listed = mlflow_program("runs", "list", "--experiment-id", experiment)
    assert run in listed and "listed run" in listed
    described = json.loads(mlflow_program("runs", "describe", "--run-id", run))
    assert described["info"]["status"] == "FINISHED"
    assert described["data"]["metrics"] == {"f1": 0.5}
    assert described["data"]["params"] == {"depth": "3"}


def test_artifacts_are_listed_and_downloaded(run, tmp_path):
    listed = json.loads(mlflow_program("artifacts", "list", "--run-id", run))
    assert [(entry["path"], entry["is_dir"]) for entry in listed] == [("notes", True), ("top.json", False)]
    mlflow_program("artifacts", "download", "--run-id", run, "--artifact-path", "notes", "--dst-path", str(tmp_path))
    assert (tmp_path / "notes" / "a b.txt").read_text(encoding="utf-8") == "größer"


def test_what_is_wrong_is_said(experiment):
    assert "RESOURCE_DOES_NOT_EXIST" in mlflow_program("runs", "describe", "--run-id", "0" * 32, fails=True)
