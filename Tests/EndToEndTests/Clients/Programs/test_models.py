"""Models of scikit-learn and LightGBM: logged, registered, loaded in every way, and predicting what the original does."""

import mlflow
import mlflow.lightgbm
import mlflow.sklearn
import numpy as np
import pandas as pd
import pytest
from expectations import VERSION, named, since_3
from lightgbm import LGBMClassifier
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression

DATA = pd.DataFrame(np.random.default_rng(7).normal(size=(200, 3)), columns=["a", "b", "größe"])
LABELS = (DATA["a"] + DATA["b"] > 0).astype(int)

FLAVORS = {
    "sklearn": (mlflow.sklearn, LogisticRegression, {"C": 0.3}, "scikit-learn"),
    "lightgbm": (mlflow.lightgbm, LGBMClassifier, {"n_estimators": 5, "verbose": -1}, "lightgbm"),
}


def train(flavor, name, **changes):
    """Logs and registers a model in a run of its own; gives the original and what log_model said."""
    module, kind, settings, package = FLAVORS[flavor]
    model = kind(**{**settings, **changes}).fit(DATA, LABELS)
    with mlflow.start_run():
        info = module.log_model(
            model, **named("model"), registered_model_name=name, signature=infer_signature(DATA, LABELS),
            input_example=DATA.head(2), pip_requirements=[package], metadata={"team": "a"})
    return model, info


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize("flavor", FLAVORS)
def test_a_model_is_loaded_by_version_alias_and_stage(client, experiment, unique, flavor):
    module, name = FLAVORS[flavor][0], unique(flavor)
    first, _ = train(flavor, name)
    second, info = train(flavor, name, **({"C": 0.01} if flavor == "sklearn" else {"n_estimators": 20}))
    client.set_registered_model_alias(name, "champion", "1")
    client.transition_model_version_stage(name, "2", "Production")
    assert not np.array_equal(first.predict_proba(DATA), second.predict_proba(DATA))
    ways = {
        f"models:/{name}/1": first, f"models:/{name}@champion": first, f"models:/{name}/2": second,
        f"models:/{name}/Production": second, f"models:/{name}/latest": second, info.model_uri: second,
        f"runs:/{info.run_id}/model": second,
    }
    for uri, original in ways.items():
        loaded = module.load_model(uri)
        np.testing.assert_array_equal(loaded.predict_proba(DATA), original.predict_proba(DATA), err_msg=uri)
    by_pyfunc = mlflow.pyfunc.load_model(f"models:/{name}@champion")
    np.testing.assert_array_equal(by_pyfunc.predict(DATA), first.predict(DATA))
    assert by_pyfunc.metadata.signature == infer_signature(DATA, LABELS)
    assert by_pyfunc.metadata.metadata["team"] == "a"
    pd.testing.assert_frame_equal(by_pyfunc.input_example, DATA.head(2))


def test_a_model_says_of_itself_what_was_logged(client, experiment, unique):
    name = unique("info")
    _, info = train("sklearn", name)
    read = mlflow.models.get_model_info(f"models:/{name}/1")
    assert (read.run_id, read.signature, read.model_uuid) == (info.run_id, info.signature, info.model_uuid)
    version = client.get_model_version(name, "1")
    assert (version.run_id, version.status, int(info.registered_model_version)) == (info.run_id, "READY", 1)
    files = mlflow.artifacts.list_artifacts(f"models:/{name}/1")
    assert {"MLmodel", "requirements.txt", "input_example.json"} <= {file.path for file in files}
    requirements = mlflow.artifacts.load_text(f"models:/{name}/1/requirements.txt")
    assert requirements.splitlines()[-1].startswith("scikit-learn")
    run = client.get_run(info.run_id)
    if VERSION >= (3, 0):
        assert [output.model_id for output in run.outputs.model_outputs] == [info.model_id]
        assert version.source == f"models:/{info.model_id}"
    else:
        assert version.source == f"{run.info.artifact_uri}/model"
        assert info.model_uuid in run.data.tags["mlflow.log-model.history"]


def test_a_model_of_a_run_is_registered_later_and_copied(client, experiment, unique):
    original, info = train("lightgbm", None)
    name = unique("later")
    version = mlflow.register_model(info.model_uri, name, tags={"checked": "yes"})
    assert (int(version.version), version.run_id) == (1, info.run_id)
    assert client.get_model_version(name, "1").tags == {"checked": "yes"}
    by_run = mlflow.register_model(f"runs:/{info.run_id}/model", name)
    assert (int(by_run.version), by_run.run_id) == (2, info.run_id)
    copy = client.copy_model_version(f"models:/{name}/2", unique("copy"))
    for uri in [f"models:/{name}/1", f"models:/{name}/2", f"models:/{copy.name}/1"]:
        loaded = mlflow.lightgbm.load_model(uri)
        np.testing.assert_array_equal(loaded.predict_proba(DATA), original.predict_proba(DATA), err_msg=uri)


class Threshold(mlflow.pyfunc.PythonModel):
    """A model in Python, with a file of its own."""

    def load_context(self, context):
        with open(context.artifacts["limit"], encoding="utf-8") as file:
            self.limit = float(file.read())

    def predict(self, context, model_input, params=None):
        return (model_input["a"] > self.limit).astype(int)


def test_a_python_model_with_files(experiment, unique, tmp_path):
    name = unique("python")
    (tmp_path / "limit file.txt").write_text("0.25", encoding="utf-8")
    with mlflow.start_run():
        mlflow.pyfunc.log_model(
            **named("model"), python_model=Threshold(), artifacts={"limit": str(tmp_path / "limit file.txt")},
            registered_model_name=name, pip_requirements=["cloudpickle"])
    loaded = mlflow.pyfunc.load_model(f"models:/{name}/1")
    np.testing.assert_array_equal(loaded.predict(DATA), (DATA["a"] > 0.25).astype(int))


@since_3
def test_a_model_is_loaded_by_its_id_and_measured(client, experiment):
    original, info = train("sklearn", None)
    loaded = mlflow.sklearn.load_model(f"models:/{info.model_id}")
    np.testing.assert_array_equal(loaded.predict_proba(DATA), original.predict_proba(DATA))
    with mlflow.start_run():
        mlflow.log_metric("f1", 0.75, model_id=info.model_id)
    logged = mlflow.get_logged_model(info.model_id)
    assert (str(logged.status), logged.source_run_id) == ("READY", info.run_id)
    assert {metric.key: metric.value for metric in logged.metrics} == {"f1": 0.75}
