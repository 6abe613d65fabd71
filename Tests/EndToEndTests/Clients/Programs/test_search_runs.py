"""Searching runs: filters, orders, frames and pages."""

import mlflow
import numpy as np
import pytest
from expectations import pages, refused
from mlflow.entities import Metric, Param, RunTag

RUNS = 12


@pytest.fixture(scope="module")
def runs():
    """The ids of twelve runs of one experiment; what is the same in all of them says so by its number."""
    client = mlflow.MlflowClient()
    experiment = client.create_experiment("runs to be found")
    made = []
    for number in range(RUNS):
        run = client.create_run(experiment, start_time=1_000 + number, run_name=f"run-{number:02}").info.run_id
        metrics = [Metric("f1", number / 10, 5, 0), Metric("val/loss 1", -number, 5, 0)]
        if number % 4 == 0:
            metrics.append(Metric("rare", 1.0, 5, 0))
        params = [Param("depth", str(number)), Param("kind", "Tree" if number % 2 else "linear")]
        tags = [RunTag("team.name", "it's" if number < 6 else 'b"c'), RunTag("parity", str(number % 2))]
        client.log_batch(run, metrics, params, tags)
        client.set_terminated(run, status="FINISHED" if number < 10 else "FAILED", end_time=2_000 + number)
        made.append(run)
    return experiment, made


@pytest.mark.parametrize("filter_string, numbers", [
    ("metrics.f1 > 0.85", [9, 10, 11]),
    ("metric.f1 >= 0.3 and metrics.f1 <= 0.5", [3, 4, 5]),
    ("metrics.`val/loss 1` = -7", [7]),
    ('metrics."val/loss 1" < -9', [10, 11]),
    ("metrics.f1 != 0.2 AND metrics.f1 < 0.4", [0, 1, 3]),
    ("metrics.rare = 1", [0, 4, 8]),
    ("params.depth = '7'", [7]),
    ("param.kind != 'linear' and params.depth LIKE '1%'", [1, 11]),
    ("params.kind LIKE 'Tr%' and metrics.f1 < 0.5", [1, 3]),
    ("params.kind ILIKE 'tREE' and metrics.f1 < 0.5", [1, 3]),
    ('tags.`team.name` = "it\'s" and tag.parity = \'0\'', [0, 2, 4]),
    ("tags.`team.name` ILIKE 'B\"_' and parameters.kind = 'Tree'", [7, 9, 11]),
    ("attributes.status = 'FAILED'", [10, 11]),
    ("attr.status != 'FINISHED'", [10, 11]),
    ("run_name LIKE 'run-0%' and attributes.start_time > 1007", [8, 9]),
    ("attributes.`Run name` = 'run-03'", [3]),
    ("end_time <= 2001", [0, 1]),
    ("run_id IN ({ids})", [2, 5]),
    ("attributes.run_id NOT IN ({ids}) and metrics.f1 < 0.6", [0, 1, 3, 4]),
])
def test_a_filter_finds_what_it_says(runs, filter_string, numbers):
    experiment, made = runs
    wanted = filter_string.format(ids=f"'{made[2]}', '{made[5]}'")
    found = mlflow.search_runs([experiment], wanted, order_by=["start_time ASC"], output_format="list")
    assert [made.index(run.info.run_id) for run in found] == numbers


@pytest.mark.parametrize("order_by, numbers", [
    (["metrics.f1 DESC"], list(range(RUNS))[::-1]),
    (["metrics.`val/loss 1` ASC"], list(range(RUNS))[::-1]),
    (["params.kind", "attributes.start_time DESC"], [11, 9, 7, 5, 3, 1, 10, 8, 6, 4, 2, 0]),
    (["tags.parity DESC", "run_name ASC"], [1, 3, 5, 7, 9, 11, 0, 2, 4, 6, 8, 10]),
    (["metrics.rare ASC", "attributes.start_time ASC"], [0, 4, 8, 1, 2, 3, 5, 6, 7, 9, 10, 11]),
    (["metrics.rare DESC", "attributes.start_time ASC"], [0, 4, 8, 1, 2, 3, 5, 6, 7, 9, 10, 11]),
    (None, list(range(RUNS))[::-1]),
])
def test_an_order_holds_over_pages(client, runs, order_by, numbers):
    experiment, made = runs
    found = pages(client.search_runs, experiment_ids=[experiment], max_results=5, order_by=order_by)
    assert [len(page) for page in found] == [5, 5, 2]
    assert [made.index(run.info.run_id) for page in found for run in page] == numbers


def test_a_frame_has_a_column_for_everything(runs):
    experiment, made = runs
    frame = mlflow.search_runs([experiment], order_by=["attributes.start_time ASC"])
    assert list(frame.run_id) == made
    assert list(frame["metrics.f1"]) == [number / 10 for number in range(RUNS)]
    assert list(frame["params.depth"]) == [str(number) for number in range(RUNS)]
    assert list(frame["tags.parity"]) == [str(number % 2) for number in range(RUNS)]
    assert np.isnan(frame["metrics.rare"]).sum() == 9
    assert list(frame.status[-3:]) == ["FINISHED", "FAILED", "FAILED"]
    assert frame.start_time[0].value == 1_000 * 1_000_000
    assert len(mlflow.search_runs([experiment], max_results=4)) == 4
    assert len(mlflow.search_runs(experiment_names=["runs to be found"], max_results=RUNS)) == RUNS


def test_runs_that_come_while_pages_are_read_disturb_none(client, unique):
    experiment = client.create_experiment(unique("moving"))
    made = [client.create_run(experiment, start_time=1 + number).info.run_id for number in range(10)]
    first = client.search_runs([experiment], max_results=4, order_by=["attributes.start_time ASC"])
    for number in range(3):
        client.create_run(experiment, start_time=1_000 + number)
    second = client.search_runs(
        [experiment], max_results=4, order_by=["attributes.start_time ASC"], page_token=first.token)
    assert [run.info.run_id for run in [*first, *second]] == made[:8]


@pytest.mark.parametrize("filter_string", [
    "metrics.f1 > 'a'", "metrics.f1", "params.depth = 7", "nonsense.f1 = 1", "metrics.f1 > 1 OR metrics.f1 < 1",
    "attributes.unknown = 'x'", "tags.a > 'x'", "metrics.f1 LIKE '1'",
])
def test_a_filter_that_is_none_is_refused(client, runs, filter_string):
    with refused("INVALID_PARAMETER_VALUE"):
        client.search_runs([runs[0]], filter_string)


def test_what_else_is_wrong_is_refused(client, runs):
    with refused("INVALID_PARAMETER_VALUE"):
        client.search_runs([runs[0]], order_by=["metrics.f1 SIDEWAYS"])
    with refused("INVALID_PARAMETER_VALUE"):
        client.search_runs([runs[0]], page_token="not a token")
    with refused("INVALID_PARAMETER_VALUE"):
        client.search_runs([runs[0]], max_results=50_001)
    assert client.search_runs(["987654321"]) == []
