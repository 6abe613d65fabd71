"""Runs with the fluent and the client API: what is logged is what is read."""

import mlflow
import pytest
from expectations import refused
from mlflow.entities import Metric, Param, RunStatus, RunTag, ViewType


def test_what_a_program_logs_is_read_back(client, experiment):
    with mlflow.start_run(run_name="naïve", description="with **markdown**", tags={"team": "a"}) as active:
        mlflow.log_param("learning rate", 0.1)
        mlflow.log_params({"depth": 3, "layers": [1, 2], "empty": "", "größe": "ä\n\"quoted\""})
        mlflow.log_metrics({"f1": 0.25, "loss/train": -1e-300})
        mlflow.set_tags({"a.b-c/d e": "1", "removed": "x"})
        mlflow.delete_tag("removed")
    run = mlflow.get_run(active.info.run_id)
    assert run.data.params == {
        "learning rate": "0.1", "depth": "3", "layers": "[1, 2]", "empty": "", "größe": "ä\n\"quoted\""}
    assert run.data.metrics == {"f1": 0.25, "loss/train": -1e-300}
    assert run.data.tags["team"] == "a"
    assert run.data.tags["a.b-c/d e"] == "1"
    assert "removed" not in run.data.tags
    assert run.data.tags["mlflow.note.content"] == "with **markdown**"
    assert run.data.tags["mlflow.runName"] == run.info.run_name == "naïve"
    assert (run.info.status, run.info.experiment_id) == ("FINISHED", experiment)
    assert run.info.start_time <= run.info.end_time
    assert mlflow.last_active_run().info.run_id == run.info.run_id


def test_the_way_a_program_ends_is_the_status_of_its_run(client, experiment):
    with pytest.raises(ZeroDivisionError):
        with mlflow.start_run() as failed:
            1 / 0
    assert client.get_run(failed.info.run_id).info.status == "FAILED"
    run = client.create_run(experiment, start_time=1_000, run_name="by hand")
    assert (run.info.status, run.info.start_time) == ("RUNNING", 1_000)
    client.set_terminated(run.info.run_id, status="KILLED", end_time=2_000)
    ended = client.get_run(run.info.run_id).info
    assert (ended.status, ended.end_time) == ("KILLED", 2_000)
    client.update_run(run.info.run_id, status="RUNNING", name="again")
    resumed = client.get_run(run.info.run_id)
    assert (resumed.info.status, resumed.info.run_name) == ("RUNNING", "again")
    assert resumed.data.tags["mlflow.runName"] == "again"
    assert RunStatus.from_string(resumed.info.status) == RunStatus.RUNNING


def test_a_run_is_taken_up_again(client, experiment):
    with mlflow.start_run() as first:
        mlflow.log_param("a", 1)
    with mlflow.start_run(run_id=first.info.run_id):
        mlflow.log_param("b", 2)
    run = client.get_run(first.info.run_id)
    assert run.data.params == {"a": "1", "b": "2"}
    assert run.info.status == "FINISHED"


def test_params_never_change(client, experiment):
    run = client.create_run(experiment).info.run_id
    client.log_param(run, "lr", 5)
    client.log_param(run, "lr", 5)
    with refused("INVALID_PARAMETER_VALUE", "Changing param values is not allowed"):
        client.log_param(run, "lr", 6)
    with refused("INVALID_PARAMETER_VALUE"):
        client.log_batch(run, metrics=[Metric("m", 1, 1, 0)], params=[Param("new", "1"), Param("lr", "7")])
    read = client.get_run(run).data
    assert read.params == {"lr": "5"}
    assert read.metrics == {}


def test_a_large_batch_arrives_whole(client, experiment):
    run = client.create_run(experiment).info.run_id
    metrics = [Metric(f"metric {number}", number / 7, 1_700_000_000_000 + number, number) for number in range(1_500)]
    params = [Param(f"param {number}", "v" * number) for number in range(250)]
    tags = [RunTag(f"tag {number}", str(number)) for number in range(250)]
    client.log_batch(run, metrics, params, tags)
    read = client.get_run(run)
    assert read.data.metrics == {entry.key: entry.value for entry in metrics}
    assert read.data.params == {entry.key: entry.value for entry in params}
    assert read.data.tags == {**{entry.key: entry.value for entry in tags}, "mlflow.runName": read.info.run_name}


def test_nested_runs_know_their_parent(client, experiment):
    with mlflow.start_run(run_name="parent") as parent:
        children = []
        for fold in range(3):
            with mlflow.start_run(run_name=f"fold {fold}", nested=True) as child:
                mlflow.log_metric("f1", fold / 10)
                children.append(child.info.run_id)
                with mlflow.start_run(nested=True) as grandchild:
                    assert mlflow.get_parent_run(grandchild.info.run_id).info.run_id == child.info.run_id
    assert client.get_parent_run(children[0]).info.run_id == parent.info.run_id
    assert client.get_parent_run(parent.info.run_id) is None
    found = mlflow.search_runs(
        filter_string=f"tags.mlflow.parentRunId = '{parent.info.run_id}'", order_by=["metrics.f1 DESC"])
    assert list(found.run_id) == children[::-1]


def test_deleted_runs_are_hidden_and_come_back(client, experiment):
    run = client.create_run(experiment).info.run_id
    client.log_metric(run, "f1", 0.5)
    client.delete_run(run)
    assert client.get_run(run).info.lifecycle_stage == "deleted"
    assert client.search_runs([experiment]) == []
    assert [found.info.run_id for found in client.search_runs([experiment], run_view_type=ViewType.DELETED_ONLY)] == [run]
    with refused("INVALID_PARAMETER_VALUE", "must be in the 'active' state"):
        client.log_metric(run, "f1", 0.6)
    client.restore_run(run)
    client.log_metric(run, "f1", 0.7)
    assert [found.data.metrics["f1"] for found in client.search_runs([experiment])] == [0.7]


def test_what_is_wrong_is_refused_with_its_code(client, experiment):
    run = client.create_run(experiment).info.run_id
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_run("0" * 32)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.log_metric("0" * 32, "f1", 1)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.delete_tag(run, "there is none")
    with refused("INVALID_PARAMETER_VALUE"):
        client.log_param(run, "../key", 1)
    with refused("INVALID_PARAMETER_VALUE"):
        client.set_tag(run, "k" * 251, "v")
