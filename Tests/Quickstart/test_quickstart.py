"""Plays scripts/quickstart with the debug build once, and asks the server afterwards whether what it told is on record.

Run by scripts/test; by hand: python -m pytest Tests/Quickstart. SLUICE_QUICKSTART_TEST names a folder to play in again and again,
whose Python packages are then installed only once.
"""

import json
import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
QUICKSTART = ROOT / "scripts" / "quickstart"
TESTS = {"unit-tests": 28, "integration-tests": 4}


def quickstart(*arguments, **options):
    return subprocess.run(
        [QUICKSTART, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=1800, **options
    )


class Play:
    """A quickstart that is over, with its server still there."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.repository = folder / "churn"
        self.run = quickstart("--debug", "--fresh", str(folder))
        self.lines = self.run.stdout.splitlines()

    def sluice(self, *arguments):
        return subprocess.run([self.folder / "sluice", *arguments], capture_output=True, text=True, timeout=600)

    def ask(self, *arguments):
        answer = self.sluice(*arguments, "-o", "json")
        assert answer.stdout, answer.stderr
        return json.loads(answer.stdout)

    def runs(self, environment):
        """Oldest first."""
        return sorted(self.ask("runs", "--env", environment), key=lambda run: run["created"])

    def trace(self, version, environment="prod"):
        return self.ask("trace", f"churn@{version}", "--env", environment)

    def git(self, *arguments):
        author = ["-c", "user.name=Ravi Rao", "-c", "user.email=ravi@example.org", "-c", "commit.gpgsign=false"]
        command = ["git", "-C", str(self.repository), *author, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def deliver(self, branch, environment):
        self.git("push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")
        return self.ask("wait", "--env", environment, "--commit", self.git("rev-parse", "HEAD"), "--timeout", "600")


@pytest.fixture(scope="module")
def play(tmp_path_factory):
    named = os.environ.get("SLUICE_QUICKSTART_TEST")
    play = Play(Path(named) if named else tmp_path_factory.mktemp("quickstart") / "play")
    assert play.run.returncode == 0, play.run.stdout + play.run.stderr
    yield play
    os.kill(int((play.folder / "server.pid").read_text()), signal.SIGTERM)


def champions(trace):
    """How a version became champion, oldest first: how, and which version it replaced."""
    return [(promotion["kind"], promotion.get("replaced")) for promotion in reversed(trace["promotions"])]


def test_the_commentary_is_short_and_ends_with_what_to_do_next(play):
    told = play.run.stdout + play.run.stderr
    assert len(told.splitlines()) <= 60
    endpoint = json.loads((play.folder / "home" / "endpoint.json").read_text())
    assert endpoint["url"] in play.run.stdout
    commands = [line.split() for line in play.lines[-4:-1]]
    assert [command[1] for command in commands] == ["status", "trace", "resume"]
    for command in commands:
        assert Path(command[0]).expanduser() == play.folder / "sluice"


def test_three_commits_climb_from_dev_to_prod(play):
    assert [run["status"] for run in play.runs("dev")] == ["Succeeded"] * 3
    # The first one in staging is for main as it was when the project was added.
    assert [run["status"] for run in play.runs("staging")] == ["Succeeded"] * 4
    assert [run["status"] for run in play.runs("prod")] == ["Succeeded", "Failed", "Succeeded"]
    for staging, prod in zip(play.runs("staging")[1:], play.runs("prod")):
        assert staging["commit"] == prod["commit"]
        assert staging["ref"] == "refs/heads/main"
        assert staging["finished"] <= prod["created"]
    assert [run["ref"] for run in play.runs("prod")] == [f"refs/heads/release/1.{number}" for number in range(3)]


def test_the_first_model_passes_by_its_thresholds(play):
    gate = play.runs("prod")[0]["gate"]["decision"]
    assert gate["verdict"] == "Passed"
    assert "champion" not in gate
    floor, comparison = gate["checks"]
    assert floor["verdict"] == "Passed"
    assert floor["candidate"] >= floor["required"] == 0.5
    assert comparison["verdict"] == "Skipped"


def test_the_worse_change_is_stopped_with_figures_and_a_reason(play):
    run = play.runs("prod")[1]
    assert run["promoted"] is False
    assert run["candidate"] == 2
    gate = run["gate"]["decision"]
    assert gate["verdict"] == "Failed"
    assert gate["champion"] == 1
    comparison = gate["checks"][1]
    assert comparison["verdict"] == "Failed"
    assert comparison["candidate"] < comparison["champion"]
    for check in gate["checks"]:
        assert any(check["reason"] in line for line in play.lines), check["reason"]
    assert play.trace(2)["promotions"] == []


def test_the_better_change_replaced_version_1(play):
    gate = play.runs("prod")[2]["gate"]["decision"]
    assert gate["verdict"] == "Passed"
    assert gate["checks"][1]["candidate"] > gate["checks"][1]["champion"]
    assert champions(play.trace(3)) == [("gate", 1)]


def test_champion_and_candidate_are_scored_on_the_same_data(play):
    for run in play.runs("prod")[1:]:
        steps = {step["key"]: step["status"] for step in run["steps"]}
        assert steps["evaluate@v1"] == steps[f"evaluate@v{run['candidate']}"] == "Succeeded"
        assert [entry["given"]["version"] for entry in run["inputs"] if entry["name"] == "holdout"] == ["0"]


def test_the_trace_says_everything_that_led_to_version_3(play):
    trace = play.trace(3)
    run = trace["run"]
    commit = run["commit"]
    assert commit["id"] == trace["version"]["commit"] == play.git("rev-parse", "origin/release/1.2")
    assert commit["author"] == "Ravi Rao <ravi@example.org>"
    assert run["ref"] == "refs/heads/release/1.2"
    assert run["strategy"] == "deploy-code"
    inputs = {entry["name"]: entry for entry in run["inputs"]}
    assert set(inputs) == {"customers", "features", "holdout"}
    for entry in inputs.values():
        assert entry["logged"] == [entry["given"]["version"]] == ["0"]
        assert re.fullmatch("[0-9a-f]{64}", entry["given"]["digest"])
    assert inputs["customers"]["given"]["rowCount"] == 7000
    assert {step["key"]: step["tests"]["passed"] for step in run["steps"] if "tests" in step} == TESTS
    assert {"f1", "roc_auc", "log_loss", "latency_ms"} <= set(trace["version"]["metrics"])
    assert trace["params"]["scale_pos_weight"] == "2.0"
    assert [check["verdict"] for check in run["gate"]["decision"]["checks"]] == ["Passed", "Passed"]
    assert {"MLmodel", "model.lgb"} <= {file["path"] for file in trace["files"]}
    promotion = trace["promotions"][0]
    assert (promotion["by"], promotion["replaced"], promotion["run"]) == ("sluice", 1, run["id"])
    assert promotion["artifactDigest"] == trace["version"]["digest"]
    assert trace["warnings"] == []


def test_the_rollback_brought_version_1_back_and_holds_prod(play):
    trace = play.trace(1)
    assert trace["version"]["aliases"] == ["champion"]
    assert champions(trace) == [("gate", None), ("rollback", 3)]
    assert trace["promotions"][0]["reason"] == "complaints about false alarms"
    prod = play.ask("status")[0]["environments"][2]
    assert prod["champion"]["version"] == 1
    assert "complaints about false alarms" in prod["hold"]["reason"]


def test_the_logs_of_all_steps_can_be_read_one_after_the_other(play):
    for options in [], ["--follow"]:
        logs = play.sluice("logs", "churn-prod-1", *options)
        assert logs.returncode == 0, logs.stderr
        for step in ["unit-tests", "features", "train", "integration-tests", "evaluate@v1", "score"]:
            assert f"==> {step}, attempt 1" in logs.stdout
        assert "train: " in logs.stdout


def test_a_second_quickstart_does_not_touch_the_first(play):
    again = quickstart("--debug", str(play.folder))
    assert again.returncode == 1
    assert "--fresh" in again.stderr
    assert play.sluice("status").returncode == 0


def test_a_folder_with_something_else_in_it_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    for options in [], ["--fresh"]:
        refused = quickstart("--debug", *options, str(tmp_path))
        assert refused.returncode == 1
        assert "not empty" in refused.stderr
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter.txt"]


def test_a_folder_in_the_checkout_is_refused():
    refused = quickstart("--debug", str(ROOT / "quickstart-here"))
    assert refused.returncode == 1
    assert "inside Sluice's checkout" in refused.stderr
    assert not (ROOT / "quickstart-here").exists()


def test_with_deploy_model_the_artifact_of_dev_is_promoted_without_training(play):
    """Last, because it changes the policy."""
    play.git("switch", "--quiet", "main")
    for name, old, new in [
        ("staging", "strategy: deploy-code", "strategy: deploy-model"),
        ("staging", "  branches: [main]", "  promotesFrom: dev\n  branches: [main]"),
        ("prod", "strategy: deploy-code", "strategy: deploy-model"),
    ]:
        path = play.repository / "environments" / f"{name}.yaml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
    assert play.sluice("validate", str(play.repository)).returncode == 0
    play.git("commit", "--quiet", "--all", "--message", "Carry the model along")
    play.sluice("resume", "--env", "prod", "--reason", "the next release")
    training = play.runs("dev")[-1]
    dev = play.trace(training["candidate"], "dev")
    staging = play.deliver("main", "staging")
    prod = play.deliver("release/2.0", "prod")
    for run in staging, prod:
        assert run["status"] == "Succeeded", run["reason"]
        assert run["strategy"] == "deploy-model"
        assert {step["kind"] for step in run["steps"]} == {"test", "evaluate", "deploy"}
        assert {step["key"]: step["tests"]["passed"] for step in run["steps"] if "tests" in step} == TESTS
        trace = play.trace(run["candidate"], run["environment"])
        assert trace["version"]["aliases"] == ["champion"]
        assert trace["version"]["digest"] == dev["version"]["digest"]
        assert trace["files"] == dev["files"]
        assert trace["params"] == dev["params"]
        assert trace["trainingRun"]["id"] == training["id"]
        assert trace["warnings"] == []
