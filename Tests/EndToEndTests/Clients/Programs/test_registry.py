"""The model registry without files: models, versions, aliases, stages, copies and what is refused."""

import mlflow
import pytest
from expectations import refused


@pytest.fixture
def model(client, experiment, unique):
    """A registered model with three versions of one run."""
    name = unique("model")
    client.create_registered_model(name)
    run = client.create_run(experiment).info
    for number in range(3):
        client.create_model_version(name, f"{run.artifact_uri}/model-{number}", run_id=run.run_id)
    return name


def numbers(versions):
    return [int(version.version) for version in versions]


def test_a_model_changes_and_is_deleted(client, unique):
    name = unique("Modell ä")
    made = client.create_registered_model(name, tags={"team": "a"}, description="first")
    assert made.creation_timestamp == made.last_updated_timestamp
    with refused("RESOURCE_ALREADY_EXISTS", f"Registered Model (name={name}) already exists"):
        client.create_registered_model(name)
    client.update_registered_model(name, description="second")
    client.set_registered_model_tag(name, "team", "b")
    client.set_registered_model_tag(name, "gone", "x")
    client.delete_registered_model_tag(name, "gone")
    renamed = unique("renamed")
    client.rename_registered_model(name, renamed)
    read = client.get_registered_model(renamed)
    assert (read.description, read.tags, read.aliases) == ("second", {"team": "b"}, {})
    assert read.last_updated_timestamp >= made.last_updated_timestamp
    with refused("RESOURCE_DOES_NOT_EXIST", f"Registered Model with name={name} not found"):
        client.get_registered_model(name)
    client.delete_registered_model(renamed)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_registered_model(renamed)


def test_a_version_changes_and_is_deleted(client, model):
    client.update_model_version(model, "1", description="the first")
    client.set_model_version_tag(model, "1", "checked", "yes")
    client.set_model_version_tag(model, "1", "gone", "x")
    client.delete_model_version_tag(model, "1", "gone")
    read = client.get_model_version(model, "1")
    assert (read.description, read.tags, read.status) == ("the first", {"checked": "yes"}, "READY")
    assert read.run_id and read.source.endswith("/model-0")
    assert client.get_model_version_download_uri(model, "1") == read.source
    client.delete_model_version(model, "2")
    with refused("RESOURCE_DOES_NOT_EXIST", f"Model Version (name={model}, version=2) not found"):
        client.get_model_version(model, "2")
    assert sorted(numbers(client.search_model_versions(f"name = '{model}'"))) == [1, 3]
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.set_model_version_tag(model, "9", "a", "b")
    with refused("INVALID_PARAMETER_VALUE"):
        client.get_model_version(model, "first")


def test_aliases_point_to_one_version(client, model):
    client.set_registered_model_alias(model, "champion", "1")
    client.set_registered_model_alias(model, "challenger", "2")
    assert int(client.get_model_version_by_alias(model, "champion").version) == 1
    client.set_registered_model_alias(model, "champion", "2")
    read = client.get_registered_model(model)
    assert {alias: int(version) for alias, version in read.aliases.items()} == {"champion": 2, "challenger": 2}
    assert sorted(client.get_model_version(model, "2").aliases) == ["challenger", "champion"]
    assert client.get_model_version(model, "1").aliases == []
    client.delete_registered_model_alias(model, "champion")
    client.delete_registered_model_alias(model, "there-is-none")
    with refused("INVALID_PARAMETER_VALUE", "Registered model alias champion not found"):
        client.get_model_version_by_alias(model, "champion")
    client.delete_model_version(model, "2")
    assert client.get_registered_model(model).aliases == {}
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.set_registered_model_alias(model, "champion", "9")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.set_registered_model_alias("there is no such model", "champion", "1")
    for alias in ["latest", "v1", "V22", "with space", "a" * 256]:
        with refused("INVALID_PARAMETER_VALUE"):
            client.set_registered_model_alias(model, alias, "1")


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_stages_still_work(client, model):
    moved = client.transition_model_version_stage(model, "1", "Production")
    assert moved.current_stage == "Production"
    client.transition_model_version_stage(model, "2", "staging")
    latest = client.get_latest_versions(model)
    assert {version.current_stage: int(version.version) for version in latest} == {
        "Production": 1, "Staging": 2, "None": 3}
    client.transition_model_version_stage(model, "3", "Production", archive_existing_versions=True)
    assert client.get_model_version(model, "1").current_stage == "Archived"
    assert numbers(client.get_latest_versions(model, stages=["Production"])) == [3]
    assert client.get_latest_versions(model, stages=["None"]) == []
    with refused("INVALID_PARAMETER_VALUE"):
        client.transition_model_version_stage(model, "1", "Retired")
    with refused("INVALID_PARAMETER_VALUE"):
        client.get_latest_versions(model, stages=["Retired"])
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.transition_model_version_stage(model, "9", "Production")


def test_a_copy_knows_what_it_was_copied_from(client, model, unique):
    client.set_model_version_tag(model, "2", "checked", "yes")
    client.set_registered_model_alias(model, "champion", "2")
    name = unique("copy")
    first = client.copy_model_version(f"models:/{model}/2", name)
    second = client.copy_model_version(f"models:/{model}@champion", name)
    origin = client.get_model_version(model, "2")
    assert numbers([first, second]) == [1, 2]
    for version in ("1", "2"):
        copy = client.get_model_version(name, version)
        assert (copy.source, copy.run_id, copy.tags) == (f"models:/{model}/2", origin.run_id, {"checked": "yes"})
        assert client.get_model_version_download_uri(name, version) == origin.source
        assert copy.aliases == []
    with pytest.raises(mlflow.MlflowException, match="RESOURCE_DOES_NOT_EXIST: Model Version"):
        client.copy_model_version(f"models:/{model}/9", name)


def test_what_is_wrong_is_refused(client, experiment, model):
    for name in ["", "a/b", "a:b", " "]:
        with refused("INVALID_PARAMETER_VALUE"):
            client.create_registered_model(name)
    run = client.create_run(experiment).info
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.create_model_version("there is no such model", f"{run.artifact_uri}/model", run_id=run.run_id)
    with refused("INVALID_PARAMETER_VALUE"):
        client.create_model_version(model, "/etc", run_id=run.run_id)
    with refused("INVALID_PARAMETER_VALUE"):
        client.create_model_version(model, "../../other", run_id=run.run_id)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_latest_versions("there is no such model")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.update_registered_model("there is no such model", description="x")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.delete_model_version(model, "9")
    other = client.create_registered_model(model + "-other").name
    with refused("RESOURCE_ALREADY_EXISTS"):
        client.rename_registered_model(model, other)


def test_a_deleted_number_is_not_given_again(client, experiment, model):
    client.delete_model_version(model, "3")
    run = client.create_run(experiment).info
    made = mlflow.MlflowClient().create_model_version(model, f"{run.artifact_uri}/model", run_id=run.run_id)
    assert int(made.version) == 4
