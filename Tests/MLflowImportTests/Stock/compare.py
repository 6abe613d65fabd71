"""Reads two MLflow servers through MLflow's own client and names every difference: SOURCE TARGET [TARGET-TOKEN].

What an import adds, tags that begin with `sluice.`, does not count; ids of experiments are the server's own.
"""

import math
import os
import pathlib
import sys
import tempfile

os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "false"

from mlflow import MlflowClient
from mlflow.entities import ViewType

source_uri, target_uri = sys.argv[1:3]
differences = []


def use(which):
    if which == "target" and len(sys.argv) > 3:
        os.environ["MLFLOW_TRACKING_TOKEN"] = sys.argv[3]
    else:
        os.environ.pop("MLFLOW_TRACKING_TOKEN", None)


def number(value):
    return "NaN" if isinstance(value, float) and math.isnan(value) else value


def own(tags):
    return {k: v for k, v in tags.items() if not k.startswith("sluice.")}


def metric(m):
    return (m.key, number(m.value), m.timestamp, m.step)


def all_pages(page):
    token = None
    while True:
        found = page(token)
        yield from found
        token = found.token
        if not token:
            return


def files(client, uri, folder):
    import mlflow

    mlflow.set_tracking_uri(folder[1])
    path = pathlib.Path(tempfile.mkdtemp())
    try:
        mlflow.artifacts.download_artifacts(artifact_uri=uri, dst_path=str(path), tracking_uri=folder[1])
    except Exception:  # an empty folder cannot be downloaded from some servers
        pass
    return {str(p.relative_to(path)).removeprefix("artifacts/"): p.read_bytes() for p in path.rglob("*") if p.is_file()}


def everything(which, uri):
    use(which)
    client = MlflowClient(uri, uri)
    names = {}
    result = {"experiments": {}, "runs": {}, "histories": {}, "models": {}, "registered": {}, "versions": {}, "files": {}}
    for e in all_pages(lambda t: client.search_experiments(ViewType.ALL, page_token=t)):
        names[e.experiment_id] = e.name
        result["experiments"][e.name] = (e.lifecycle_stage, own(e.tags))
    linked = []
    for r in all_pages(lambda t: client.search_runs(list(names), "", ViewType.ALL, 500, page_token=t)):
        i = r.info
        result["runs"][i.run_id] = (
            names[i.experiment_id], i.run_name, i.user_id, i.status, i.start_time, i.end_time, i.lifecycle_stage,
            r.data.params, own(r.data.tags), sorted((k, number(v)) for k, v in r.data.metrics.items()),
            sorted((d.dataset.name, d.dataset.digest, d.dataset.source, d.dataset.schema, d.dataset.profile,
                    tuple((t.key, t.value) for t in d.tags)) for d in r.inputs.dataset_inputs),
            sorted((o.model_id, o.step) for o in r.outputs.model_outputs))
        for key in r.data.metrics:
            result["histories"][i.run_id, key] = sorted(
                (metric(m) for m in client.get_metric_history(i.run_id, key)), key=str)
        if r.outputs.model_outputs:
            linked.append(r)
            whole = client.get_run(i.run_id)
            result["runs"][i.run_id] += (sorted(m.model_id for m in whole.inputs.model_inputs),)
            if i.lifecycle_stage == "active":
                result["files"][i.run_id] = files(client, i.artifact_uri, (i.run_id, uri))
    for m in all_pages(lambda t: client.search_logged_models(list(names), page_token=t)):
        result["models"][m.model_id] = (
            names[m.experiment_id], m.name, m.model_type, m.source_run_id, str(m.status), m.creation_timestamp,
            m.last_updated_timestamp, m.params, own(m.tags),
            sorted((metric(x) + (x.run_id, x.dataset_name, x.dataset_digest) for x in m.metrics or []), key=str))
        result["files"][m.model_id] = files(client, m.artifact_location, (m.model_id, uri))
    for m in all_pages(lambda t: client.search_registered_models(page_token=t)):
        result["registered"][m.name] = (
            m.description, m.creation_timestamp, own(m.tags), {k: str(v) for k, v in m.aliases.items()})
        for v in client.search_model_versions(f"name = '{m.name}'"):
            v = client.get_model_version(v.name, v.version)
            result["versions"][v.name, str(v.version)] = (
                v.description or None, v.current_stage, v.source, v.run_id, v.creation_timestamp, v.last_updated_timestamp,
                own(v.tags), sorted(v.aliases), getattr(v, "model_id", None) or None, v.user_id)
            place = client.get_model_version_download_uri(v.name, v.version)
            result["files"][v.name, str(v.version)] = files(client, place, ((v.name, v.version), uri))
    return result


a, b = everything("source", source_uri), everything("target", target_uri)
for kind in a:
    for key in sorted(set(a[kind]) | set(b[kind]), key=str):
        left, right = a[kind].get(key), b[kind].get(key)
        if left != right:
            differences.append(f"{kind} {key}:\n  source {str(left)[:700]}\n  target {str(right)[:700]}")
for kind in a:
    print(f"{kind}: {len(a[kind])} at the source, {len(b[kind])} at the target")
print(f"files: {sum(len(f) for f in a['files'].values())}, values of metrics: {sum(len(h) for h in a['histories'].values())}")
print(f"{len(differences)} differences")
for difference in differences[:20]:
    print(difference)
sys.exit(1 if differences else 0)
