"""Searching registered models and their versions."""

import mlflow
import pytest
from expectations import pages, refused

MODELS, VERSIONS = 7, 6


@pytest.fixture(scope="module")
def registry():
    """Seven models; the first has six versions, made by two runs."""
    client = mlflow.MlflowClient()
    names = [f"Search-{number}" for number in range(MODELS)]
    for number, name in enumerate(names):
        tags = {"odd": str(number % 2)} if number < 4 else {}
        client.create_registered_model(name, tags=tags, description=f"number {number}")
    experiment = client.create_experiment("versions to be found")
    runs = [client.create_run(experiment) for _ in range(2)]
    for number in range(VERSIONS):
        run = runs[number % 2].info
        source = f"{run.artifact_uri}/model-{number}"
        client.create_model_version(names[0], source, run_id=run.run_id, tags={"odd": str(number % 2), "n": str(number)})
    return names, [run.info.run_id for run in runs]


@pytest.mark.parametrize("filter_string, numbers", [
    ("name LIKE 'Search-%'", range(MODELS)),
    ("name ILIKE 'sEARCH-%'", range(MODELS)),
    ("name = 'Search-3'", [3]),
    ("name LIKE 'Search-%' and name != 'Search-3'", [0, 1, 2, 4, 5, 6]),
    ("name LIKE 'Search-%' and tags.odd = '1'", [1, 3]),
    ("name LIKE 'Search-%' and tags.`odd` != '1'", [0, 2]),
    ("name LIKE 'Search-%' and tag.odd LIKE '%'", [0, 1, 2, 3]),
])
def test_models_are_found(client, registry, filter_string, numbers):
    found = client.search_registered_models(filter_string, order_by=["name ASC"])
    assert [model.name for model in found] == [registry[0][number] for number in numbers]


def test_models_come_in_pages(client, registry):
    names = registry[0]
    found = pages(
        client.search_registered_models, filter_string="name LIKE 'Search-%'", max_results=3, order_by=["name DESC"])
    assert [len(page) for page in found] == [3, 3, 1]
    assert [model.name for page in found for model in page] == names[::-1]
    assert [model.description for model in found[0]] == ["number 6", "number 5", "number 4"]
    assert found[1][0].tags == {"odd": "1"}
    everything = mlflow.search_registered_models()
    assert set(names) <= {model.name for model in everything}
    by_time = client.search_registered_models("name LIKE 'Search-%'", order_by=["last_updated_timestamp DESC"])
    assert [model.last_updated_timestamp for model in by_time] == sorted(
        (model.last_updated_timestamp for model in by_time), reverse=True)


@pytest.mark.parametrize("filter_string, versions", [
    ("name = 'Search-0'", [1, 2, 3, 4, 5, 6]),
    ("name LIKE 'Search-%'", [1, 2, 3, 4, 5, 6]),
    ("name ILIKE 'search-0' and version_number > 4", [5, 6]),
    ("name = 'Search-0' and version_number = 3", [3]),
    ("run_id = '{first}'", [1, 3, 5]),
    ("run_id IN ('{first}', '{second}')", [1, 2, 3, 4, 5, 6]),
    ("name = 'Search-0' and tags.odd = '1' and tags.n != '3'", [2, 6]),
    ("name = 'Search-0' and source_path LIKE '%/model-4'", [5]),
    ("name = 'Search-1'", []),
])
def test_versions_are_found(client, registry, filter_string, versions):
    wanted = filter_string.format(first=registry[1][0], second=registry[1][1])
    found = client.search_model_versions(wanted, order_by=["version_number ASC"])
    assert [int(version.version) for version in found] == versions


def test_versions_come_in_pages(client, registry):
    found = pages(
        client.search_model_versions, filter_string="name = 'Search-0'", max_results=4, order_by=["version_number DESC"])
    assert [[int(version.version) for version in page] for page in found] == [[6, 5, 4, 3], [2, 1]]
    assert [version.tags["n"] for version in found[1]] == ["1", "0"]
    assert {version.run_id for page in found for version in page} == set(registry[1])
    newest_first = [int(version.version) for version in mlflow.search_model_versions(filter_string="name = 'Search-0'")]
    assert newest_first == [6, 5, 4, 3, 2, 1]
    client.update_model_version("Search-0", "2", description="touched last")
    assert int(client.search_model_versions("name = 'Search-0'")[0].version) == 2


def test_what_is_wrong_is_refused(client, registry):
    with refused("INVALID_PARAMETER_VALUE"):
        client.search_registered_models("nonsense = 'a'")
    with refused("INVALID_PARAMETER_VALUE"):
        client.search_registered_models(order_by=["nonsense ASC"])
    with refused("INVALID_PARAMETER_VALUE"):
        client.search_registered_models(max_results=1_001)
    with refused("INVALID_PARAMETER_VALUE"):
        client.search_model_versions("name > 'a'")
    with refused("INVALID_PARAMETER_VALUE"):
        client.search_model_versions(max_results=200_001)
    with refused("INVALID_PARAMETER_VALUE"):
        client.search_model_versions("name = 'Search-0'", page_token="not a token")
