"""Tables that are logged, appended to and loaded over several runs."""

import mlflow
import pandas as pd
from expectations import refused


def test_a_table_grows_and_is_loaded(client, experiment):
    with mlflow.start_run() as run:
        mlflow.log_table({"id": [1, 2], "text": ["a", "größer"]}, "tables/eval.json")
        mlflow.log_table(pd.DataFrame({"id": [3], "text": ["c"]}), "tables/eval.json")
    assert "tables/eval.json" in client.get_run(run.info.run_id).data.tags["mlflow.loggedArtifacts"]
    table = mlflow.load_table("tables/eval.json", run_ids=[run.info.run_id])
    assert table.to_dict("list") == {"id": [1, 2, 3], "text": ["a", "größer", "c"]}


def test_a_table_as_parquet(client, experiment):
    frame = pd.DataFrame({"id": [1, 2], "score": [0.1, float("nan")]})
    with mlflow.start_run() as run:
        mlflow.log_table(frame, "scores.parquet")
    pd.testing.assert_frame_equal(mlflow.load_table("scores.parquet", run_ids=[run.info.run_id]), frame)


def test_the_tables_of_all_runs_of_an_experiment(client, experiment):
    runs = []
    for number in range(3):
        with mlflow.start_run() as run:
            mlflow.log_table({"n": [number]}, "n.json")
            runs.append(run.info.run_id)
    with mlflow.start_run():
        mlflow.log_text("no table", "other.txt")
    table = mlflow.load_table("n.json", extra_columns=["run_id"]).sort_values("n")
    assert list(table["run_id"]) == runs
    with refused("RESOURCE_DOES_NOT_EXIST"):
        mlflow.load_table("none.json", run_ids=runs)
