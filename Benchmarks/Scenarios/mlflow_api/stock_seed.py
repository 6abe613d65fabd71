"""Puts the seed into a stock server's SQLite file, through MLflow's own tables. Run by the Python that has mlflow in it.

    python stock_seed.py DATABASE RUNS VERSIONS

Through its API the server would need minutes. The rows are what its API makes of the same requests. Prints the ids as JSON.
"""

import json
import sys
import uuid

import content
import sqlalchemy
from mlflow.store.model_registry.dbmodels import models as registry
from mlflow.store.tracking.dbmodels import models as tracking
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

NOW = 1_700_000_000_000


def run_rows(number: int, run_id: str, experiment: str) -> dict:
    """The rows of a run by table."""
    made, logged = content.run(number, experiment), content.run_data(number, run_id)
    tags = [*made["tags"], {"key": "mlflow.runName", "value": made["run_name"]}]
    metrics = [{**metric, "is_nan": False, "run_uuid": run_id} for metric in logged["metrics"]]
    row = {
        "run_uuid": run_id, "name": made["run_name"], "experiment_id": int(experiment), "user_id": made["user_id"],
        "start_time": made["start_time"], "end_time": None, "deleted_time": None, "status": "RUNNING",
        "lifecycle_stage": "active", "source_type": "UNKNOWN", "source_name": "", "entry_point_name": "", "source_version": "",
        "artifact_uri": f"mlflow-artifacts:/{experiment}/{run_id}/artifacts",
    }
    return {
        tracking.SqlRun: [row],
        tracking.SqlTag: [{**tag, "run_uuid": run_id} for tag in tags],
        tracking.SqlParam: [{**param, "run_uuid": run_id} for param in logged["params"]],
        tracking.SqlMetric: metrics,
        tracking.SqlLatestMetric: metrics,
    }


def version_rows(number: int, run_id: str, experiment: str) -> dict:
    """The rows of a model version, with those of its model for the first one and the alias for the last one."""
    made = content.version(number, experiment, run_id)
    name, version = made["name"], number % content.VERSIONS_PER_MODEL + 1
    times = {"creation_time": NOW, "last_updated_time": NOW}
    row = {
        "name": name, "version": version, "source": made["source"], "storage_location": made["source"], "run_id": run_id,
        "description": made["description"], "current_stage": "None", "status": "READY", **times,
    }
    rows = {registry.SqlRegisteredModel: [], registry.SqlModelVersion: [row], registry.SqlRegisteredModelAlias: []}
    if version == 1:
        rows[registry.SqlRegisteredModel] = [{"name": name, **times}]
    rows[registry.SqlModelVersionTag] = [{**tag, "name": name, "version": version} for tag in made["tags"]]
    if version == content.VERSIONS_PER_MODEL:
        rows[registry.SqlRegisteredModelAlias] = [{"name": name, "alias": "champion", "version": version}]
    return rows


def insert(connection: sqlalchemy.Connection, groups: list) -> None:
    """Stores rows, table by table."""
    tables = {}
    for group in groups:
        for table, rows in group.items():
            tables.setdefault(table, []).extend(rows)
    for table, rows in tables.items():
        connection.execute(sqlalchemy.insert(table), rows)


def main(database: str, runs: int, versions: int) -> None:
    store = SqlAlchemyStore(f"sqlite:///{database}", "mlflow-artifacts:/")
    seeded, loaded = store.create_experiment(content.SEEDED), store.create_experiment(content.LOADED)
    ids = [uuid.uuid4().hex for _ in range(runs)]
    with store.engine.begin() as connection:
        for start in range(0, runs, 1000):
            insert(connection, [run_rows(n, ids[n], seeded) for n in range(start, min(runs, start + 1000))])
        insert(connection, [version_rows(n, ids[n % runs], seeded) for n in range(versions)])
    print(json.dumps({content.SEEDED: seeded, content.LOADED: loaded, "runs": ids}))


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
