"""Datasets as inputs of runs: from pandas, numpy and a Delta table."""

import json

import mlflow
import numpy as np
import pandas as pd
import pytest
from deltalake import DeltaTable, write_deltalake
from mlflow.data.code_dataset_source import CodeDatasetSource
from mlflow.data.delta_dataset_source import DeltaDatasetSource

FRAME = pd.DataFrame({"age": [30, 40, 50], "churn": [0, 1, 0]})


def logged(client, run):
    """The one input of a run, and the context that it was logged with."""
    [read] = client.get_run(run.info.run_id).inputs.dataset_inputs
    return read.dataset, {tag.key: tag.value for tag in read.tags}


def test_pandas(client, experiment):
    dataset = mlflow.data.from_pandas(FRAME, name="customers", targets="churn")
    with mlflow.start_run() as run:
        mlflow.log_input(dataset, context="training", tags={"team": "a"})
        mlflow.log_input(dataset, context="training")
    read, tags = logged(client, run)
    assert (read.name, read.digest, read.source_type) == ("customers", dataset.digest, "code")
    assert json.loads(read.profile) == {"num_rows": 3, "num_elements": 6}
    columns = json.loads(read.schema)["mlflow_colspec"]
    assert [column["name"] for column in columns] == ["age", "churn"]
    assert (tags["mlflow.data.context"], tags["team"]) == ("training", "a")
    assert isinstance(mlflow.data.get_source(read), CodeDatasetSource)


def test_numpy(client, experiment):
    dataset = mlflow.data.from_numpy(np.arange(12.0).reshape(4, 3), targets=np.array([0, 1, 0, 1]), name="array")
    with mlflow.start_run() as run:
        mlflow.log_input(dataset, context="evaluation")
    read, tags = logged(client, run)
    assert (read.name, read.digest, tags) == ("array", dataset.digest, {"mlflow.data.context": "evaluation"})
    assert json.loads(read.profile)["features_shape"] == [4, 3]
    assert json.loads(read.schema)["mlflow_tensorspec"]["targets"]


def test_a_delta_table_at_a_version(client, experiment, tmp_path):
    table = str(tmp_path / "customers")
    write_deltalake(table, FRAME)
    write_deltalake(table, FRAME, mode="append")
    read_now = DeltaTable(table, version=1).to_pandas()
    source = DeltaDatasetSource(path=table, delta_table_version=1)
    dataset = mlflow.data.from_pandas(read_now, source=source, name="customers", targets="churn")
    with mlflow.start_run() as run:
        mlflow.log_input(dataset, context="training")
    read, _ = logged(client, run)
    assert (read.name, read.source_type) == ("customers", "delta_table")
    found = mlflow.data.get_source(read)
    assert isinstance(found, DeltaDatasetSource)
    assert (found.path, found.delta_table_version) == (table, 1)
    again = DeltaTable(found.path, version=found.delta_table_version).to_pandas()
    assert mlflow.data.from_pandas(again, source=found).digest == read.digest


def test_several_inputs_and_a_search_for_them(client, experiment):
    for number in range(3):
        with mlflow.start_run(run_name=f"run-{number}"):
            data = mlflow.data.from_pandas(FRAME.head(number + 1), name=f"part-{number}")
            mlflow.log_input(data, context="training")
            mlflow.log_input(mlflow.data.from_pandas(FRAME, name="all"), context="evaluation")

    def names(filter_string):
        found = mlflow.search_runs(filter_string=filter_string, order_by=["attributes.run_name ASC"])
        return list(found["tags.mlflow.runName"]) if len(found) else []

    assert names("dataset.name = 'part-1'") == ["run-1"]
    assert names("datasets.name LIKE 'part-%'") == ["run-0", "run-1", "run-2"]
    assert names("dataset.name = 'part-1' and dataset.context = 'training'") == ["run-1"]
    assert names("dataset.context = 'testing'") == []
    assert names(f"dataset.digest = '{mlflow.data.from_pandas(FRAME.head(2)).digest}'") == ["run-1"]
    assert names("datasets.name = 'none'") == []


@pytest.mark.parametrize("source", ["s3://bucket/data.csv", "https://example.org/data.csv"])
def test_a_source_elsewhere_is_only_noted(client, experiment, source):
    with mlflow.start_run() as run:
        mlflow.log_input(mlflow.data.from_pandas(FRAME, source=source, name="far"))
    read, _ = logged(client, run)
    assert mlflow.data.get_source(read).uri == source if source.startswith("s3") else mlflow.data.get_source(read).url == source
