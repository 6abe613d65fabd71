"""Metrics with many steps, without numbers, and logged without waiting."""

import math
import time

import mlflow
from mlflow.entities import Metric


def test_a_history_of_several_pages_is_read_back_in_order(client, experiment):
    run = client.create_run(experiment).info.run_id
    logged = [Metric("loss", 1 / (1 + step), 1_700_000_000_000 + step, step) for step in range(26_000)]
    for start in range(0, len(logged), 1_000):
        client.log_batch(run, metrics=logged[start:start + 1_000])
    history = client.get_metric_history(run, "loss")
    expected = [(entry.step, entry.timestamp, entry.value) for entry in logged]
    assert [(entry.step, entry.timestamp, entry.value) for entry in history] == expected
    assert client.get_run(run).data.metrics == {"loss": 1 / 26_000}
    assert client.get_metric_history(run, "there is none") == []


def test_numbers_that_are_none_are_kept(client, experiment):
    values = {"nan": math.nan, "up": math.inf, "down": -math.inf, "tiny": 5e-324, "huge": 1.7976931348623157e308, "third": 1 / 3}
    with mlflow.start_run() as run:
        mlflow.log_metrics(values)
    read = client.get_run(run.info.run_id).data.metrics
    assert math.isnan(read.pop("nan"))
    assert read == {key: value for key, value in values.items() if key != "nan"}
    [history] = client.get_metric_history(run.info.run_id, "nan")
    assert math.isnan(history.value)
    assert client.get_metric_history(run.info.run_id, "down")[0].value == -math.inf
    frame = mlflow.search_runs(filter_string="metrics.third > 0.3")
    assert math.isnan(frame["metrics.nan"][0])
    assert frame["metrics.up"][0] == math.inf
    assert mlflow.search_runs(filter_string="metrics.nan > 0").empty


def test_the_latest_metric_is_that_of_the_highest_step_and_then_of_the_latest_time(client, experiment):
    run = client.create_run(experiment).info.run_id
    for value, timestamp, step in [(1.0, 30, 5), (2.0, 20, 5), (3.0, 99, -3), (4.0, 99, 4)]:
        client.log_metric(run, "f1", value, timestamp=timestamp, step=step)
    assert client.get_run(run).data.metrics == {"f1": 1.0}
    client.log_metric(run, "f1", 5.0, timestamp=30, step=5)
    assert client.get_run(run).data.metrics == {"f1": 5.0}
    history = client.get_metric_history(run, "f1")
    assert sorted((entry.step, entry.timestamp, entry.value) for entry in history) == [
        (-3, 99, 3.0), (4, 99, 4.0), (5, 20, 2.0), (5, 30, 1.0), (5, 30, 5.0)]


def test_what_is_logged_without_waiting_is_there_after_the_flush(client, experiment):
    with mlflow.start_run() as run:
        waits = [mlflow.log_metric("loss", step / 3, step=step, synchronous=False) for step in range(300)]
        mlflow.log_params({"a": 1, "b": 2}, synchronous=False)
        mlflow.set_tag("late", "yes", synchronous=False)
        mlflow.log_metrics({"f1": 0.5, "auc": 0.75}, synchronous=False).wait()
        waits[-1].wait()
        mlflow.flush_async_logging()
    read = client.get_run(run.info.run_id).data
    assert read.params == {"a": "1", "b": "2"}
    assert read.tags["late"] == "yes"
    assert read.metrics == {"loss": 299 / 3, "f1": 0.5, "auc": 0.75}
    history = client.get_metric_history(run.info.run_id, "loss")
    assert sorted(entry.step for entry in history) == list(range(300))
    assert all(abs(entry.timestamp - time.time() * 1000) < 600_000 for entry in history)
