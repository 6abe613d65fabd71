"""The MLflow API beside a stock `mlflow server`, interleaved, seeded alike, and asked by the same load generator."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import BIN, ROOT
from mlflow_api import content, growth, operations, seeding, table
from mlflow_api.load import Generator
from mlflow_api.servers import API, Server, Sluice, Stock

README = ROOT / "Benchmarks" / "README.md"


def options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="Benchmarks/run mlflow", description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000, help="seeded runs")
    parser.add_argument("--versions", type=int, default=1_000, help="seeded model versions, a multiple of 10")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3, help="of each measurement; slow operations take twice that")
    parser.add_argument("--megabytes", type=int, default=100, help="size of the artifact")
    parser.add_argument("--growth", action="store_true", help="Sluice alone, at growing numbers of runs")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="numbers of runs of --growth")
    parser.add_argument("--minutes", type=float, default=12, help="limit of the time that --growth takes for each size's seed")
    parser.add_argument("--json", type=Path, help="a file for all figures of all rounds")
    parser.add_argument("--write", action="store_true", help="put the table into Benchmarks/README.md as well")
    return parser.parse_args(arguments)


def measure(*arguments: str) -> None:
    """Prints a Markdown table; what happens meanwhile goes to the error output."""
    settings = options(list(arguments))
    folder = Path(tempfile.mkdtemp(prefix="sluice-bench-mlflow-"))
    servers: list[Server] = []
    try:
        generator = Generator(BIN / "mlflow-benchmark", folder / "generator")
        if settings.growth:
            text, mark = growth.measure(settings, folder, servers, generator), "mlflow growth"
        else:
            text, mark = compare(settings, folder, servers, generator), "mlflow"
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(text)
    if settings.write:
        table.replace(README, mark, text)


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def compare(settings: argparse.Namespace, folder: Path, servers: list[Server], generator: Generator) -> str:
    """All figures of the comparison, as a Markdown table. Without a stock server: Sluice's alone."""
    stocks = start_stock(settings, folder, servers)
    sluice = Sluice(BIN / "sluice", folder / "sluice")
    servers.append(sluice)
    sluice.start()
    say("seeding sluice")
    seeding.seed_sluice(sluice, generator, settings.runs, settings.versions)
    sluice.settle()
    param = {**operations.PARAM_SEARCH, "filter": content.fill(operations.PARAM_SEARCH["filter"], 0, str(settings.runs // 20))}
    searches = [operations.METRIC_SEARCH, operations.DEFAULT_SEARCH, param]
    compared = sum(seeding.same(stock, sluice, settings.versions, searches) for stock in stocks)
    say(f"{compared} answers about the seeds are the same")
    for server in servers:
        server.pause()
    asked = operations.operations(settings.runs, settings.versions)
    version = stocks[0].version() if stocks else None
    figures = table.Figures(settings, asked, [stock.name for stock in stocks], version, compared)
    order = [*stocks[:1], sluice, *stocks[1:]]
    for number in range(settings.rounds):
        for operation in figures.operations:
            for connections in (1, 8):
                for server in order:
                    with awake(server), forgiven(server):
                        models = settings.versions // content.VERSIONS_PER_MODEL
                        found = operation.measure(server, generator, connections, settings.seconds, models)
                        figures.add(operation.title, connections, server.name, found)
                        rate = found["requestsPerSecond"]
                        say(f"round {number + 1}, {operation.title}, {connections}, {server.name}: {rate:.1f}/s")
        measure_artifacts(settings, number, order, generator, figures)
    for server in order:
        figures.memory[server.name] = server.memory()
        server.stop()
    measure_starts(settings, order, figures)
    if settings.json:
        settings.json.write_text(table.as_json(figures))
    return figures.text()


def start_stock(settings: argparse.Namespace, folder: Path, servers: list[Server]) -> list[Stock]:
    """One with one worker, one with as many as it takes by itself, on copies of one seed."""
    python = os.environ.get("SLUICE_BENCH_MLFLOW")
    if not python:
        say("SLUICE_BENCH_MLFLOW names no Python with mlflow: without the stock server")
        return []
    stocks = [Stock(Path(python), 1, folder / "stock-1"), Stock(Path(python), None, folder / "stock-default")]
    say("seeding stock")
    seeding.seed_stock(stocks[0], settings.runs, settings.versions)
    stocks[1].take_seed(stocks[0])
    for stock in stocks:
        servers.append(stock)
        say(f"{stock.name} took {stock.start():.1f} s to start")
        stock.settle()
    return stocks


@contextmanager
def awake(server: Server) -> Iterator[None]:
    """Only one server has the processor at a time."""
    server.resume()
    try:
        yield
    finally:
        server.pause()


@contextmanager
def forgiven(server: Server) -> Iterator[None]:
    """An error of the stock server costs it the figure, not everybody the whole measurement. One of Sluice's ends it."""
    try:
        yield
    except RuntimeError as error:
        if isinstance(server, Sluice):
            raise
        say(f"no figure: {error}")


def measure_artifacts(
    settings: argparse.Namespace, number: int, order: list[Server], generator: Generator, figures: "table.Figures"
) -> None:
    """New bytes up from memory, and the same down, over one connection."""
    for server in order:
        with awake(server), forgiven(server):
            root = f"{server.experiments[content.SEEDED]}/{server.runs[0]}/artifacts"
            path = f"/api/2.0/mlflow-artifacts/artifacts/{root}/file-@n@.bin"
            plan = {"path": path, "requests": 3, "first": number * 10, "connections": 1}
            size = settings.megabytes * 1_000_000
            for title, more in ((table.UP, {"method": "PUT", "bytes": size}), (table.DOWN, {"method": "GET"})):
                found = generator.run(server, **plan, **more)
                if title == table.DOWN and found["bytesReceived"] != 3 * size:
                    raise RuntimeError(f"{server.name}: {found['bytesReceived']} bytes came back of {3 * size}")
                figures.add(title, 1, server.name, found)
                say(f"round {number + 1}, {title}, {server.name}: {found['requestsPerSecond'] * settings.megabytes:.0f} MB/s")


def measure_starts(settings: argparse.Namespace, order: list[Server], figures: "table.Figures") -> None:
    """On the seeded homes, until a seeded run was given out."""
    for _ in range(settings.rounds):
        for server in order:
            took = server.start(f"{API}/runs/get?run_id={server.runs[0]}")
            figures.starts.setdefault(server.name, []).append(took)
            server.stop()
            say(f"start, {server.name}: {took:.3f} s")
