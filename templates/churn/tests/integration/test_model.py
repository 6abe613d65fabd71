"""Takes the model that was just registered and asks it about customers it has never seen."""

import os

import lightgbm as lgb
import mlflow
import mlflow.lightgbm
import numpy as np
import pandas as pd
import pytest
from mlflow.models import ModelSignature, get_model_info

from churn import metrics
from churn.features import FEATURES, encode, labels


@pytest.fixture(scope="session")
def model_uri() -> str:
    """The candidate: the one that is named, or else the newest version in this workspace."""
    if uri := os.environ.get("SLUICE_MODEL_URI"):
        return uri
    name = os.environ["SLUICE_MODEL"]
    versions = mlflow.MlflowClient().search_model_versions(f"name = '{name}'")
    return f"models:/{name}/{max(int(version.version) for version in versions)}"


@pytest.fixture(scope="session")
def model(model_uri: str) -> lgb.Booster:
    return mlflow.lightgbm.load_model(model_uri)


@pytest.fixture(scope="session")
def probability(model: lgb.Booster, customers: pd.DataFrame) -> np.ndarray:
    return model.predict(encode(customers))


def test_the_signature_names_every_feature(model_uri: str) -> None:
    signature: ModelSignature = get_model_info(model_uri).signature
    assert signature.inputs.input_names() == FEATURES


def test_every_customer_gets_a_probability(probability: np.ndarray, customers: pd.DataFrame) -> None:
    assert probability.shape == (len(customers),)
    assert np.all((0 <= probability) & (probability <= 1))


def test_one_customer_alone_gets_the_same_answer(
    model: lgb.Booster, customers: pd.DataFrame, probability: np.ndarray
) -> None:
    assert model.predict(encode(customers.head(1)))[0] == pytest.approx(probability[0])


def test_it_ranks_customers_far_better_than_chance(probability: np.ndarray, customers: pd.DataFrame) -> None:
    assert metrics.score(labels(customers).to_numpy(), probability)["roc_auc"] > 0.65
