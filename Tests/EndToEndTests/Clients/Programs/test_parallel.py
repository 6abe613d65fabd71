"""Eight writers at one time, as threads and as processes: every value of each is there."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor

import mlflow
from mlflow.entities import Metric, Param, RunTag

WRITERS, RUNS, BATCHES, STEPS = 8, 3, 4, 50


def write(experiment, parent, writer):
    """Logs some nested runs and gives their ids."""
    client = mlflow.MlflowClient()
    made = []
    for number in range(RUNS):
        tags = {"mlflow.parentRunId": parent, "writer": str(writer)}
        run = client.create_run(experiment, tags=tags, run_name=f"{writer}-{number}").info.run_id
        for batch in range(BATCHES):
            steps = range(batch * STEPS, (batch + 1) * STEPS)
            metrics = [Metric(key, value(writer, number, step), 1_000 + step, step) for step in steps for key in ("a", "b")]
            client.log_batch(run, metrics, [Param(f"p{batch}", str(writer))], [RunTag(f"t{batch}", str(number))])
        client.set_terminated(run)
        made.append(run)
    return made


def value(writer, number, step):
    return writer * 1e6 + number * 1e3 + step


def write_in_process(arguments):
    return write(*arguments)


def check(client, experiment, parent, made):
    found = client.search_runs([experiment], f"tags.mlflow.parentRunId = '{parent}'", max_results=1_000)
    assert sorted(run.info.run_id for run in found) == sorted(run for runs in made for run in runs)
    by_id = {run.info.run_id: run for run in found}
    for writer, runs in enumerate(made):
        for number, run in enumerate(runs):
            last = value(writer, number, BATCHES * STEPS - 1)
            data = by_id[run].data
            assert by_id[run].info.status == "FINISHED"
            assert data.metrics == {"a": last, "b": last}
            assert data.params == {f"p{batch}": str(writer) for batch in range(BATCHES)}
            assert {f"t{batch}": data.tags[f"t{batch}"] for batch in range(BATCHES)} == {
                f"t{batch}": str(number) for batch in range(BATCHES)}
            history = client.get_metric_history(run, "b")
            assert [entry.value for entry in history] == [value(writer, number, step) for step in range(BATCHES * STEPS)]


def test_threads(client, experiment):
    parent = client.create_run(experiment).info.run_id
    with ThreadPoolExecutor(WRITERS) as pool:
        made = list(pool.map(lambda writer: write(experiment, parent, writer), range(WRITERS)))
    check(client, experiment, parent, made)


def test_processes(client, experiment):
    parent = client.create_run(experiment).info.run_id
    # A fork of this process, which has threads, could inherit a lock that nobody releases; the server has none, and imports once.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["mlflow", "pandas"])
    with context.Pool(WRITERS) as pool:
        made = pool.map(write_in_process, [(experiment, parent, writer) for writer in range(WRITERS)], chunksize=1)
    check(client, experiment, parent, made)


def test_threads_that_write_into_one_run(client, experiment):
    run = client.create_run(experiment).info.run_id

    def log(writer):
        for step in range(40):
            client.log_metric(run, "shared", writer, step=step)
            client.set_tag(run, f"tag {writer}", str(step))
        client.log_param(run, f"param {writer}", writer)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(log, range(WRITERS)))
    data = client.get_run(run).data
    assert data.params == {f"param {writer}": str(writer) for writer in range(WRITERS)}
    assert all(data.tags[f"tag {writer}"] == "39" for writer in range(WRITERS))
    history = client.get_metric_history(run, "shared")
    expected = sorted((step, writer) for step in range(40) for writer in range(WRITERS))
    assert sorted((entry.step, int(entry.value)) for entry in history) == expected
