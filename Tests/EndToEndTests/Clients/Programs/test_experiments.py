"""Experiments: made, found, changed, deleted and restored."""

import mlflow
import pytest
from expectations import pages, refused
from mlflow.entities import ViewType


def test_an_experiment_is_read_back_as_it_was_made(client, unique):
    name = unique("été / 50 %")
    made = client.create_experiment(name, tags={"team": "a", "note": "ü"})
    read = client.get_experiment(made)
    assert (read.name, read.lifecycle_stage) == (name, "active")
    assert read.tags == {"team": "a", "note": "ü"}
    assert read.artifact_location
    assert read.creation_time <= read.last_update_time
    assert client.get_experiment_by_name(name).experiment_id == made


def test_tags_and_names_change(client, experiment, unique):
    client.set_experiment_tag(experiment, "team", "a")
    client.set_experiment_tag(experiment, "team", "b")
    mlflow.set_experiment_tags({"x": "1", "y": "2"})
    name = unique("renamed")
    client.rename_experiment(experiment, name)
    read = client.get_experiment(experiment)
    assert read.name == name
    assert {key: read.tags[key] for key in ("team", "x", "y")} == {"team": "b", "x": "1", "y": "2"}


def test_deleted_experiments_are_hidden_and_come_back(client, experiment):
    run = client.create_run(experiment)
    client.delete_experiment(experiment)
    assert client.get_experiment(experiment).lifecycle_stage == "deleted"
    deleted = client.search_experiments(ViewType.DELETED_ONLY)
    assert experiment in [found.experiment_id for found in deleted]
    assert experiment not in [found.experiment_id for found in client.search_experiments()]
    with refused("INVALID_PARAMETER_VALUE", "deleted"):
        client.create_run(experiment)
    client.restore_experiment(experiment)
    assert client.get_experiment(experiment).lifecycle_stage == "active"
    assert client.get_run(run.info.run_id).info.lifecycle_stage == "active"


def test_what_is_wrong_is_refused_with_its_code(client, experiment):
    name = client.get_experiment(experiment).name
    with refused("RESOURCE_ALREADY_EXISTS"):
        client.create_experiment(name)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_experiment("987654321")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.create_run("987654321")
    assert client.get_experiment_by_name("there is none of this name") is None
    client.delete_experiment(experiment)
    with pytest.raises(mlflow.MlflowException, match="deleted experiment"):
        mlflow.set_experiment(name)


def test_search_filters_orders_and_pages(client, unique):
    stem = unique("Search")
    made = [client.create_experiment(f"{stem}-{number}", tags={"stem": stem, "odd": str(number % 2)}) for number in range(7)]
    by_tag = {"filter_string": f"tags.stem = '{stem}'", "order_by": ["name DESC"]}
    found = pages(client.search_experiments, max_results=3, **by_tag)
    assert [len(page) for page in found] == [3, 3, 1]
    assert [entry.experiment_id for page in found for entry in page] == made[::-1]

    def ids(filter_string):
        found = mlflow.search_experiments(filter_string=filter_string, order_by=["experiment_id ASC"])
        return [entry.experiment_id for entry in found]

    assert ids(f"name = '{stem}-3'") == [made[3]]
    assert ids(f"name LIKE '{stem}-%'") == made
    assert ids(f"name ILIKE '{stem.upper()}-%'") == made
    assert ids(f"tags.`stem` = '{stem}' AND tags.odd = '1'") == made[1::2]
    assert ids(f"name != '{stem}-0' AND tags.stem = '{stem}'") == made[1:]
    with refused("INVALID_PARAMETER_VALUE"):
        client.search_experiments(filter_string="nonsense = 1")
