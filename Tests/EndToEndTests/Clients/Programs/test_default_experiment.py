"""Runs of a program that never names an experiment. Nothing in this process has named one before."""

import mlflow


def test_a_run_without_a_setting_belongs_to_the_default_experiment(client):
    with mlflow.start_run(run_name="without settings") as run:
        mlflow.log_metric("f1", 0.5)
    assert run.info.experiment_id == "0"
    assert mlflow.get_experiment("0").name == "Default"
    assert client.get_experiment_by_name("Default").experiment_id == "0"
    assert client.get_run(run.info.run_id).data.metrics == {"f1": 0.5}
    assert mlflow.search_runs().run_id[0] == run.info.run_id
    assert mlflow.search_runs(filter_string="metrics.f1 > 0.5").empty
