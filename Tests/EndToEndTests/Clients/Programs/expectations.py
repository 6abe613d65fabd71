"""What differs between client versions, and how a refusal is expected."""

import contextlib

import mlflow
import pytest
from mlflow.exceptions import MlflowException

VERSION = tuple(int(part) for part in mlflow.__version__.split(".")[:2])

since_3 = pytest.mark.skipif(VERSION < (3, 0), reason="logged models came with mlflow 3")
since_3_10 = pytest.mark.skipif(VERSION < (3, 10), reason="workspaces came with mlflow 3.10")


@contextlib.contextmanager
def refused(code, text=None):
    """The block must end in MLflow's exception with this error code, and with this text in its message."""
    with pytest.raises(MlflowException) as caught:
        yield
    assert caught.value.error_code == code, str(caught.value)
    assert text is None or text in str(caught.value)


def named(name):
    """How log_model is told the name of a model."""
    return {"name": name} if VERSION >= (3, 0) else {"artifact_path": name}


def pages(search, **arguments):
    """The pages of a search, as it gives them by token."""
    found, token = [], None
    while True:
        page = search(page_token=token, **arguments)
        found.append(list(page))
        token = page.token
        if not token:
            return found
