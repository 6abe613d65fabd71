"""Three ways into an environment's workspace: the address, the setting (clients since 3.10), and the token of a run."""

import os

import mlflow
import numpy as np
import pytest
from expectations import VERSION, named, refused, since_3_10

WORKSPACE = os.environ["SLUICE_TEST_WORKSPACE"]
SERVER = os.environ["MLFLOW_TRACKING_URI"]
ADMINISTRATOR = os.environ["MLFLOW_TRACKING_TOKEN"]


class Doubling(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return model_input * 2


@pytest.fixture(autouse=True)
def in_the_sandbox_again(monkeypatch):
    yield
    monkeypatch.undo()
    if VERSION >= (3, 10):
        mlflow.set_workspace(None)
    mlflow.set_tracking_uri(SERVER)


def by_address(monkeypatch):
    mlflow.set_tracking_uri(f"{SERVER}/w/{WORKSPACE}")


def by_setting(monkeypatch):
    monkeypatch.setenv("MLFLOW_WORKSPACE", WORKSPACE)


def by_call(monkeypatch):
    mlflow.set_workspace(WORKSPACE)


def by_token(monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", os.environ["SLUICE_TEST_RUN_TOKEN"])


@pytest.mark.parametrize("enter", [
    by_address, by_token, pytest.param(by_setting, marks=since_3_10), pytest.param(by_call, marks=since_3_10)])
def test_a_training_works_in_a_workspace(monkeypatch, unique, enter):
    enter(monkeypatch)
    client = mlflow.MlflowClient()
    name, data = unique("doubling"), np.array([[1.0, 2.0]])
    with mlflow.start_run() as run:
        mlflow.log_param("way", enter.__name__)
        mlflow.log_metric("f1", 0.5)
        mlflow.log_text("größer", "notes/a b.txt")
        info = mlflow.pyfunc.log_model(
            **named("model"), python_model=Doubling(), registered_model_name=name, pip_requirements=["cloudpickle"])
    run_id = run.info.run_id
    read = client.get_run(run_id)
    assert (read.data.params, read.data.metrics) == ({"way": enter.__name__}, {"f1": 0.5})
    assert client.get_experiment(run.info.experiment_id).name == "Default"
    assert client.get_experiment("0").name == "Default"
    assert run_id in list(mlflow.search_runs().run_id)
    assert mlflow.artifacts.load_text(f"runs:/{run_id}/notes/a b.txt") == "größer"
    client.set_registered_model_alias(name, "challenger", "1")
    with refused("PERMISSION_DENIED", "sluice promote"):
        client.set_registered_model_alias(name, "champion", "1")
    for uri in [f"models:/{name}/1", f"models:/{name}@challenger", info.model_uri]:
        np.testing.assert_array_equal(mlflow.pyfunc.load_model(uri).predict(data), data * 2)
    made = client.get_experiment(client.create_experiment(unique("in the workspace")))
    assert [found.name for found in client.search_experiments(filter_string=f"name = '{made.name}'")] == [made.name]

    in_the_sandbox(run_id, name, made)


def in_the_sandbox(run_id, name, experiment):
    """Nothing of it is seen with the administrator's token and no workspace."""
    os.environ["MLFLOW_TRACKING_TOKEN"] = ADMINISTRATOR
    os.environ.pop("MLFLOW_WORKSPACE", None)
    if VERSION >= (3, 10):
        mlflow.set_workspace(None)
    mlflow.set_tracking_uri(SERVER)
    client = mlflow.MlflowClient()
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_run(run_id)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_experiment(experiment.experiment_id)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_registered_model(name)
    assert client.get_experiment_by_name(experiment.name) is None
    assert client.search_runs([experiment.experiment_id, "0"], f"attributes.run_id = '{run_id}'") == []
    assert client.search_model_versions(f"run_id = '{run_id}'") == []
    with pytest.raises(Exception, match="RESOURCE_DOES_NOT_EXIST"):
        mlflow.artifacts.load_text(f"runs:/{run_id}/notes/a b.txt")


def test_a_workspace_that_is_none_is_refused(monkeypatch):
    mlflow.set_tracking_uri(f"{SERVER}/w/nobody-prod")
    with refused("RESOURCE_DOES_NOT_EXIST", "nobody-prod"):
        mlflow.MlflowClient().search_experiments()


def test_a_run_asks_for_no_other_workspace(monkeypatch):
    by_token(monkeypatch)
    mlflow.set_tracking_uri(f"{SERVER}/w/default")
    with refused("INVALID_PARAMETER_VALUE", WORKSPACE):
        mlflow.MlflowClient().search_experiments()


@since_3_10
def test_the_settings_of_a_client_that_disagree_are_refused(monkeypatch):
    by_call(monkeypatch)
    mlflow.set_tracking_uri(f"{SERVER}/w/default")
    with refused("INVALID_PARAMETER_VALUE", WORKSPACE):
        mlflow.MlflowClient().search_experiments()


@since_3_10
def test_workspaces_are_listed(monkeypatch):
    names = [workspace.name for workspace in mlflow.list_workspaces()]
    assert {"default", WORKSPACE} <= set(names)
    assert mlflow.get_workspace(WORKSPACE).name == WORKSPACE


def test_the_token_is_also_a_password(monkeypatch):
    monkeypatch.delenv("MLFLOW_TRACKING_TOKEN")
    monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", "ada")
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", ADMINISTRATOR)
    client = mlflow.MlflowClient()
    run = client.create_run("0").info.run_id
    client.log_text(run, "by password", "a.txt")
    assert mlflow.artifacts.load_text(f"runs:/{run}/a.txt") == "by password"
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", "guess")
    with refused("UNAUTHENTICATED"):
        client.get_run(run)
    monkeypatch.delenv("MLFLOW_TRACKING_USERNAME")
    monkeypatch.delenv("MLFLOW_TRACKING_PASSWORD")
    with refused("UNAUTHENTICATED"):
        client.get_run(run)
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", "guess")
    with refused("UNAUTHENTICATED"):
        client.get_run(run)
