"""What every program beside it gets: a client of the server that the environment names, and an experiment of its own."""

import signal
import uuid

import mlflow
import pytest

# The tests' process starts this one with nearly all signals blocked; processes that a test ends would never hear of it.
signal.pthread_sigmask(signal.SIG_SETMASK, [])


@pytest.fixture
def client():
    return mlflow.MlflowClient()


@pytest.fixture
def unique():
    """Makes a name that no other test has."""
    return lambda name: f"{name}-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def experiment(unique):
    """The id of a new experiment, which the fluent API writes into."""
    yield mlflow.set_experiment(unique("experiment")).experiment_id
    while mlflow.active_run():
        mlflow.end_run()
