"""Autologging of scikit-learn and LightGBM: everything comes without a call to log."""

import mlflow
import mlflow.lightgbm
import mlflow.sklearn
import lightgbm
import numpy as np
import pandas as pd
import pytest
from expectations import VERSION
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

DATA = pd.DataFrame(np.random.default_rng(7).normal(size=(200, 3)), columns=["a", "b", "c"])
LABELS = (DATA["a"] + DATA["b"] > 0).astype(int)


@pytest.fixture(autouse=True)
def quiet_again():
    yield
    mlflow.sklearn.autolog(disable=True)
    mlflow.lightgbm.autolog(disable=True)


def test_sklearn(client, experiment, unique):
    name = unique("forest")
    mlflow.sklearn.autolog(registered_model_name=name)
    with mlflow.start_run() as run:
        forest = make_pipeline(StandardScaler(), RandomForestClassifier(n_estimators=7, random_state=1)).fit(DATA, LABELS)
        score = forest.score(DATA, LABELS)
    read = client.get_run(run.info.run_id)
    assert read.data.params["randomforestclassifier__n_estimators"] == "7"
    assert read.data.metrics["training_accuracy_score"] == score
    assert read.data.metrics["training_f1_score"] > 0.9
    assert read.data.tags["estimator_name"] == "Pipeline"
    [dataset] = {entry.dataset.digest: entry for entry in read.inputs.dataset_inputs}.values()
    assert {tag.key: tag.value for tag in dataset.tags}["mlflow.data.context"] in ("train", "eval")
    files = {file.path for file in client.list_artifacts(run.info.run_id)}
    assert {"estimator.html", "training_confusion_matrix.png"} <= files
    loaded = mlflow.sklearn.load_model(f"models:/{name}/1")
    np.testing.assert_array_equal(loaded.predict_proba(DATA), forest.predict_proba(DATA))
    assert client.get_model_version(name, "1").run_id == run.info.run_id


def test_sklearn_search_over_parameters(client, experiment):
    mlflow.sklearn.autolog(log_models=False, log_datasets=False, max_tuning_runs=3)
    with mlflow.start_run() as run:
        search = GridSearchCV(RandomForestClassifier(random_state=1), {"n_estimators": [2, 3, 4]}, cv=2).fit(DATA, LABELS)
    read = client.get_run(run.info.run_id)
    assert read.data.params["best_n_estimators"] == str(search.best_params_["n_estimators"])
    assert read.data.metrics["best_cv_score"] == pytest.approx(search.best_score_)
    children = mlflow.search_runs(filter_string=f"tags.mlflow.parentRunId = '{run.info.run_id}'")
    assert sorted(children["params.n_estimators"]) == ["2", "3", "4"]
    assert sorted(children["metrics.mean_test_score"]) == pytest.approx(sorted(search.cv_results_["mean_test_score"]))


def test_lightgbm(client, experiment, unique):
    name = unique("booster")
    mlflow.lightgbm.autolog(registered_model_name=name)
    train, valid = lightgbm.Dataset(DATA[:150], LABELS[:150]), lightgbm.Dataset(DATA[150:], LABELS[150:])
    settings = {"objective": "binary", "metric": ["binary_logloss", "auc"], "num_leaves": 5, "verbose": -1, "num_threads": 1}
    evaluations = {}
    with mlflow.start_run() as run:
        booster = lightgbm.train(
            settings, train, 8, valid_sets=[valid], callbacks=[lightgbm.record_evaluation(evaluations)])
    read = client.get_run(run.info.run_id)
    assert (read.data.params["num_leaves"], read.data.params["num_boost_round"]) == ("5", "8")
    expected = evaluations["valid_0"]["binary_logloss"]
    history = client.get_metric_history(run.info.run_id, "valid_0-binary_logloss")
    assert [entry.value for entry in sorted(history, key=lambda entry: entry.step)] == expected
    assert read.data.metrics["valid_0-binary_logloss"] == expected[-1]
    files = {file.path for file in client.list_artifacts(run.info.run_id)}
    assert {"feature_importance_gain.json", "feature_importance_gain.png"} <= files
    loaded = mlflow.lightgbm.load_model(f"models:/{name}/1")
    np.testing.assert_array_equal(loaded.predict(DATA), booster.predict(DATA))
    contexts = [tag.value for entry in read.inputs.dataset_inputs for tag in entry.tags]
    assert "train" in contexts
    if VERSION >= (3, 0):
        [output] = read.outputs.model_outputs
        assert client.get_logged_model(output.model_id).source_run_id == run.info.run_id
