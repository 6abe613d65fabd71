"""Figures, and the Markdown table that they make."""

from __future__ import annotations

import argparse
import json
import os
import platform
from pathlib import Path
from statistics import median

from mlflow_api.operations import Operation

UP, DOWN = "artifact up", "artifact down"
SLUICE = "sluice"


class Figures:
    """All that was measured, by operation, connections and server; one entry a round."""

    def __init__(
        self, settings: argparse.Namespace, operations: list[Operation], stocks: list[str], version: str | None, compared: int
    ) -> None:
        self.settings, self.operations, self.stocks = settings, operations, stocks
        self.version, self.compared = version, compared
        self.rounds: dict[tuple[str, int], dict[str, list[dict]]] = {}
        self.memory: dict[str, dict[str, int]] = {}
        self.starts: dict[str, list[float]] = {}

    def add(self, title: str, connections: int, server: str, found: dict) -> None:
        self.rounds.setdefault((title, connections), {}).setdefault(server, []).append(found)

    def rates(self, title: str, connections: int, server: str) -> list[float]:
        return [found["requestsPerSecond"] for found in self.rounds[title, connections].get(server, [])]

    def better(self, title: str, connections: int) -> str | None:
        """The stock server that is the quicker one in this, of those with a figure for each round."""
        rounds = {name: self.rates(title, connections, name) for name in self.stocks}
        whole = [name for name, rates in rounds.items() if len(rates) == self.settings.rounds]
        return max(whole, key=lambda name: median(rounds[name]), default=None)

    def text(self) -> str:
        lines = [
            line("operation", "connections", *columns("stock"), *columns("Sluice"), "ratio (rounds)", "goal", ""),
            "|---" * 9 + "|",
        ]
        for operation in self.operations:
            for connections in (1, 8):
                lines.append(self.row(operation.title, connections, operation.goal))
        lines += [self.artifact_row(title) for title in (UP, DOWN)]
        lines += [self.start_row(), self.memory_row()]
        return "\n".join([*self.preamble(), "", *lines])

    def preamble(self) -> list[str]:
        settings = self.settings
        what = f"{os.cpu_count()} cores, Linux {platform.release()}, {settings.runs:,} runs and {settings.versions:,} versions"
        text = f"Measured with {what}; {settings.rounds} round(s) of {settings.seconds:g} s, medians of the rounds."
        if self.stocks:
            text += f" The stock server is mlflow {self.version}."
            text += f" {self.compared} answers about the two seeds were compared and were the same."
        return [text]

    def row(self, title: str, connections: int, goal: float | None) -> str:
        ours = self.cells(title, connections, SLUICE)
        stock = self.better(title, connections)
        if stock is None:
            return line(title, connections, self.nothing(), "", *ours, "", at_least(goal), "")
        ratios = self.ratios(title, connections, stock)
        name = " (1 worker)" if stock == self.stocks[0] else " (default)"
        theirs = self.cells(title, connections, stock)
        reached = "" if goal is None else verdict(median(ratios) >= goal)
        return line(title, connections, theirs[0] + name, theirs[1], *ours, spread(ratios), at_least(goal), reached)

    def nothing(self) -> str:
        return "answered with errors" if self.stocks else ""

    def cells(self, title: str, connections: int, server: str) -> tuple[str, str]:
        found = self.rounds[title, connections][server]
        times = [number(median(one[key] for one in found)) for key in ("p50", "p99")]
        return number(median(self.rates(title, connections, server))), " / ".join(times)

    def ratios(self, title: str, connections: int, stock: str) -> list[float]:
        return [
            ours / theirs
            for ours, theirs in zip(self.rates(title, connections, SLUICE), self.rates(title, connections, stock))
        ]

    def artifact_row(self, title: str) -> str:
        size = self.settings.megabytes

        def speed(server: str) -> str:
            return f"{median(self.rates(title, 1, server)) * size:.0f} MB/s"

        name = f"{title}, {size} MB, hashed by Sluice alone"
        stock = self.better(title, 1)
        if stock is None:
            return line(name, 1, self.nothing(), "", speed(SLUICE), "", "", "faster", "")
        ratios = self.ratios(title, 1, stock)
        theirs, ours = self.cells(title, 1, stock)[1], self.cells(title, 1, SLUICE)[1]
        return line(name, 1, speed(stock), theirs, speed(SLUICE), ours, spread(ratios), "faster", verdict(median(ratios) > 1))

    def start_row(self) -> str:
        ours = median(self.starts[SLUICE])
        stock = min((median(self.starts[name]) for name in self.stocks), default=None)
        theirs = "" if stock is None else f"{stock:.1f} s"
        ratio = "" if stock is None else f"{stock / ours:.0f}×"
        return line("start to first good answer", "", theirs, "", f"{ours:.3f} s", "", ratio, "≤ 0.1 s", verdict(ours <= 0.1))

    def memory_row(self) -> str:
        """Of the goal counts what is resident."""

        def weight(server: str) -> str:
            return f"{self.memory[server]['rss'] / 1e6:.0f} MB (PSS {self.memory[server]['pss'] / 1e6:.0f})"

        theirs = "; ".join(f"{weight(name)}, {name.removeprefix('stock, ')}" for name in self.stocks)
        ours = self.memory[SLUICE]["rss"]
        ratio = f"{min(self.memory[name]['rss'] for name in self.stocks) / ours:.0f}×" if self.stocks else ""
        return line("memory after the load", "", theirs, "", weight(SLUICE), "", ratio, "≤ 100 MB", verdict(ours <= 100e6))


def columns(server: str) -> tuple[str, str]:
    return f"{server}, requests/s", "p50 / p99, ms"


def line(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def verdict(reached: bool) -> str:
    return "reached" if reached else "not reached"


def at_least(goal: float | None) -> str:
    return "" if goal is None else f"≥ {goal:g}×"


def spread(ratios: list[float]) -> str:
    return f"{number(median(ratios))}× ({number(min(ratios))}–{number(max(ratios))})"


def number(value: float) -> str:
    """Three digits, or all before the point."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def replace(page: Path, mark: str, text: str) -> None:
    """Puts the text between the page's two marks."""
    begin, end = f"<!-- {mark}: written by Benchmarks/run -->", f"<!-- end of {mark} -->"
    before, rest = page.read_text().split(begin)
    page.write_text(f"{before}{begin}\n{text}\n{end}{rest.split(end)[1]}")


def as_json(figures: Figures) -> str:
    """Everything, for who wants to look closer."""
    rounds = [
        {"operation": title, "connections": connections, "servers": servers}
        for (title, connections), servers in figures.rounds.items()
    ]
    return json.dumps({"rounds": rounds, "memory": figures.memory, "starts": figures.starts})
