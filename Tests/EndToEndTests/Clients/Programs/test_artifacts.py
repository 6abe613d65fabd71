"""Files of a run: logged in every way, listed, and downloaded byte by byte."""

import os
import pathlib

import matplotlib.pyplot as plt
import mlflow
import pytest
import requests
import yaml
from expectations import refused

ODD_NAMES = [
    "a b.txt", "a+b.txt", "50%.txt", "grüße.txt", "日本語.txt", "it's (1) & [2].txt", "semi;colon,=.txt", ".hidden",
    "no-suffix", "UPPER.TXT", "line%step%3%timestamp%1795%compressed.webp",
    "tilde~$!@.txt", "dots..in..it.txt", "emoji 🚀.bin", '"quoted".txt',
]


def listing(client, run, path=None):
    """All files below a folder of a run, with their sizes."""
    found = {}
    for entry in client.list_artifacts(run, path):
        found.update(listing(client, run, entry.path) if entry.is_dir else {entry.path: entry.file_size or 0})
    return found


def test_texts_and_dicts_are_read_back(client, experiment):
    tree = {"b": [1, 2.5, None, True], "a": {"ä": "ö"}}
    with mlflow.start_run() as run:
        mlflow.log_text("größer\nals\n", "notes/first note.txt")
        mlflow.log_text("", "empty.txt")
        mlflow.log_dict(tree, "tree.json")
        mlflow.log_dict(tree, "deep/er/tree.yaml")
        uri = mlflow.get_artifact_uri()
    assert mlflow.artifacts.load_text(f"{uri}/notes/first note.txt") == "größer\nals\n"
    assert mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/empty.txt") == ""
    assert mlflow.artifacts.load_dict(f"{uri}/tree.json") == tree
    assert yaml.safe_load(mlflow.artifacts.load_text(f"{uri}/deep/er/tree.yaml")) == tree
    assert sorted(listing(client, run.info.run_id)) == [
        "deep/er/tree.yaml", "empty.txt", "notes/first note.txt", "tree.json"]


def test_figures_and_images_are_files_of_their_kind(client, experiment, tmp_path):
    figure, axes = plt.subplots()
    axes.plot([1, 2, 3])
    with mlflow.start_run() as run:
        mlflow.log_figure(figure, "plots/line.png")
        mlflow.log_figure(figure, "plots/line.svg")
        image = plt.imread(mlflow.artifacts.download_artifacts(
            run_id=run.info.run_id, artifact_path="plots/line.png", dst_path=str(tmp_path)))
        mlflow.log_image((image[:, :, :3] * 255).astype("uint8"), "copy.png")
        mlflow.log_image((image[:, :, :3] * 255).astype("uint8"), key="line", step=3)
        mlflow.flush_artifact_async_logging()
    plt.close(figure)
    assert image.shape[2] == 4 and image.min() < image.max()
    assert "<svg" in mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/plots/line.svg")
    read = mlflow.artifacts.load_image(f"runs:/{run.info.run_id}/copy.png")
    assert (read.size, read.format) == ((image.shape[1], image.shape[0]), "PNG")
    assert [name for name in listing(client, run.info.run_id, "images") if name.startswith("images/line")]


def test_a_folder_comes_back_as_it_was(client, experiment, tmp_path):
    source = tmp_path / "source"
    contents = {
        **{name: name.encode() for name in ODD_NAMES},
        **{f"näh e/d+{depth}/" + name: os.urandom(depth * 1_000) for depth, name in enumerate(ODD_NAMES)},
        "big.bin": os.urandom(12_000_000), "empty": b"",
        **{f"many/{number:03}": str(number).encode() for number in range(60)},
    }
    for name, content in contents.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    with mlflow.start_run() as run:
        mlflow.log_artifacts(str(source), "all of it")
    found = listing(client, run.info.run_id)
    assert found == {f"all of it/{name}": len(content) for name, content in contents.items()}
    target = pathlib.Path(mlflow.artifacts.download_artifacts(
        run_id=run.info.run_id, artifact_path="all of it", dst_path=str(tmp_path / "target")))
    read = {str(path.relative_to(target)): path.read_bytes() for path in target.rglob("*") if path.is_file()}
    assert read == contents


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_file_with_an_odd_name_is_found_by_it(client, experiment, tmp_path, name):
    (tmp_path / name).write_text(name, encoding="utf-8")
    with mlflow.start_run() as run:
        mlflow.log_artifact(str(tmp_path / name), "in here")
    assert [entry.path for entry in client.list_artifacts(run.info.run_id, "in here")] == [f"in here/{name}"]
    path = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path=f"in here/{name}")
    assert pathlib.Path(path).read_text(encoding="utf-8") == name


def test_a_file_is_replaced(client, experiment):
    with mlflow.start_run() as run:
        mlflow.log_text("first, and longer", "a.txt")
        mlflow.log_text("second", "a.txt")
    assert listing(client, run.info.run_id) == {"a.txt": 6}
    assert mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/a.txt") == "second"


def test_what_is_not_there_is_said(client, experiment):
    run = client.create_run(experiment).info
    assert client.list_artifacts(run.run_id) == []
    assert client.list_artifacts(run.run_id, "there/is/none") == []
    with pytest.raises(Exception, match="404|not found|No such|does not exist|none.txt"):
        mlflow.artifacts.download_artifacts(run_id=run.run_id, artifact_path="none.txt")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.list_artifacts("0" * 32)
    with pytest.raises(requests.HTTPError, match="400 Client Error.*INVALID_PARAMETER_VALUE"):
        client.list_artifacts(run.run_id, "../../other")
    with pytest.raises(mlflow.MlflowException, match="Invalid artifact path"):
        client.log_text(run.run_id, "text", "../escape.txt")
