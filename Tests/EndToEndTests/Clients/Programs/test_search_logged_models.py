"""Logged models: made, tagged, measured, searched and deleted."""

import mlflow
import pandas as pd
import pytest
from expectations import pages, refused, since_3

pytestmark = since_3
MODELS = 7


@pytest.fixture(scope="module")
def models():
    """The experiment, and the ids of seven models in it; the last is not ready."""
    experiment = mlflow.set_experiment("models to be found").experiment_id
    data = mlflow.data.from_pandas(pd.DataFrame({"a": [1, 2]}), name="holdout")
    made = []
    with mlflow.start_run():
        for number in range(MODELS):
            params, tags = {"depth": str(number), "kind": "tree"}, {"odd": str(number % 2)}
            model = mlflow.initialize_logged_model(
                f"model-{number}", params=params, tags=tags, model_type="classifier" if number < 3 else "other")
            mlflow.log_metric("f1", number / 10, model_id=model.model_id)
            mlflow.log_metric("scored", number, model_id=model.model_id, dataset=data)
            if number < MODELS - 1:
                mlflow.finalize_logged_model(model.model_id, "READY")
            made.append(model.model_id)
    return experiment, made, data


def test_a_model_is_read_back_as_it_was_made(client, models):
    experiment, made, data = models
    model = mlflow.get_logged_model(made[2])
    assert (model.name, model.experiment_id, str(model.status)) == ("model-2", experiment, "READY")
    assert (model.model_type, model.params) == ("classifier", {"depth": "2", "kind": "tree"})
    assert model.tags["odd"] == "0"
    metrics = {metric.key: metric for metric in model.metrics}
    assert (metrics["f1"].value, metrics["scored"].value) == (0.2, 2.0)
    assert (metrics["scored"].dataset_name, metrics["scored"].dataset_digest) == ("holdout", data.digest)
    run = client.get_run(model.source_run_id)
    assert {output.model_id for output in run.outputs.model_outputs} <= set(made)
    assert str(mlflow.get_logged_model(made[-1]).status) == "PENDING"


@pytest.mark.parametrize("filter_string, numbers", [
    ("name = 'model-3'", [3]),
    ("name LIKE 'model-%' AND params.depth = '4'", [4]),
    ("params.kind = 'tree' AND tags.odd = '1'", [1, 3, 5]),
    ("metrics.f1 > 0.35", [4, 5, 6]),
    ("metrics.f1 >= 0.1 AND metrics.f1 < 0.3", [1, 2]),
    ("model_type = 'classifier'", [0, 1, 2]),
    ("name != 'model-0' AND model_type = 'classifier'", [1, 2]),
])
def test_a_filter_finds_what_it_says(models, filter_string, numbers):
    experiment, made, _ = models
    found = mlflow.search_logged_models(
        [experiment], filter_string, order_by=[{"field_name": "name"}], output_format="list")
    assert sorted(made.index(model.model_id) for model in found) == numbers


def test_models_come_in_order_and_in_pages(client, models):
    experiment, made, data = models
    best_first = [{"field_name": "metrics.f1", "ascending": False}]
    found = pages(client.search_logged_models, experiment_ids=[experiment], max_results=3, order_by=best_first)
    assert [len(page) for page in found] == [3, 3, 1]
    assert [model.model_id for page in found for model in page] == made[::-1]
    by_dataset = [
        {"field_name": "metrics.scored", "ascending": True, "dataset_name": "holdout", "dataset_digest": data.digest}]
    found = client.search_logged_models([experiment], order_by=by_dataset)
    assert [model.model_id for model in found] == made
    frame = mlflow.search_logged_models([experiment])
    assert set(frame.model_id) == set(made)
    scored = client.search_logged_models(
        [experiment], "metrics.scored > 3", datasets=[{"dataset_name": "holdout", "dataset_digest": data.digest}])
    assert {model.model_id for model in scored} == set(made[4:])
    elsewhere = client.search_logged_models([experiment], "metrics.scored > 3", datasets=[{"dataset_name": "other"}])
    assert list(elsewhere) == []
    with refused("INVALID_PARAMETER_VALUE"):
        client.search_logged_models([experiment], "nonsense ~ 1")


def test_a_model_changes_and_is_deleted(client, experiment):
    model = client.create_logged_model(experiment, name="short-lived").model_id
    client.set_logged_model_tags(model, {"a": "1", "b": "2"})
    client.delete_logged_model_tag(model, "a")
    client.log_model_params(model, {"late": "yes"})
    client.finalize_logged_model(model, "FAILED")
    read = client.get_logged_model(model)
    assert (read.tags["b"], "a" in read.tags, str(read.status)) == ("2", False, "FAILED")
    assert read.params == {"late": "yes"}
    client.delete_logged_model(model)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_logged_model(model)
    assert list(client.search_logged_models([experiment])) == []
