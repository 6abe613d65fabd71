"""The pipeline's inputs and outputs: Delta tables that the environment names, at the versions it pins."""

import os
import warnings
from dataclasses import dataclass

import pandas as pd
from deltalake import DeltaTable, write_deltalake

# The billing system never leaves an integer out, so MLflow's hint about that is noise in every log.
warnings.filterwarnings("ignore", message="Hint: Inferred schema contains integer column")


@dataclass(frozen=True)
class Dataset:
    """One version of a Delta table. Its rows never change."""

    name: str
    path: str
    version: int

    def read(self) -> pd.DataFrame:
        """Reads all rows."""
        table = DeltaTable(self.path, version=self.version)
        return pd.read_parquet(table.file_uris())

    def log_input(self, frame: pd.DataFrame, context: str, targets: str | None = None) -> None:
        """Notes in the current MLflow run which table and version these rows were read from."""
        import mlflow  # here, as importing it takes a second and not every step needs it
        from mlflow.data.delta_dataset_source import DeltaDatasetSource

        source = DeltaDatasetSource(path=self.path, delta_table_version=self.version)
        rows = mlflow.data.from_pandas(frame, source=source, name=self.name, targets=targets)
        # As a tag too: MLflow leaves a version out of the source when it is 0.
        mlflow.log_input(rows, context=context, tags={"delta_table_version": str(self.version)})


def dataset(name: str) -> Dataset:
    """Finds an input by name; without a pinned version, as on a laptop, the newest one."""
    path = os.environ[f"SLUICE_DATASET_{name.upper()}"]
    pinned = os.environ.get(f"SLUICE_DATASET_{name.upper()}_VERSION")
    return Dataset(name, path, int(pinned) if pinned else DeltaTable(path).version())


def write_dataset(name: str, frame: pd.DataFrame) -> None:
    """Writes an output by name; writing again adds a version."""
    write_deltalake(os.environ[f"SLUICE_DATASET_{name.upper()}"], frame, mode="overwrite")
