from pathlib import Path

import pandas as pd
import pytest

from churn.data import dataset, write_dataset


@pytest.fixture
def rooms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table with two versions."""
    monkeypatch.setenv("SLUICE_DATASET_ROOMS", str(tmp_path / "rooms"))
    monkeypatch.delenv("SLUICE_DATASET_ROOMS_VERSION", raising=False)
    for beds in ([1, 2], [3, 4, 5]):
        write_dataset("rooms", pd.DataFrame({"beds": beds}))
    return tmp_path / "rooms"


def test_the_pinned_version_is_read(rooms: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLUICE_DATASET_ROOMS_VERSION", "0")
    assert dataset("rooms").read()["beds"].tolist() == [1, 2]


def test_without_a_pin_the_newest_version_is_read(rooms: Path) -> None:
    found = dataset("rooms")
    assert found.version == 1
    assert found.read()["beds"].tolist() == [3, 4, 5]
