"""The same judging with numpy, pandas and scipy, as it is usually written. Arguments: the CSV file. Prints figures as bench.py does."""

import sys
import time

import numpy
import pandas
from scipy import stats
from sklearn.metrics import f1_score

from bench import report

RESAMPLES = 10_000
DROP = 0.01


def timed(measure: str, repeats: int, body, **more: object) -> None:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        answer = body()
        times.append((time.perf_counter() - start) * 1000)
    report("gates", measure, times, answer=str(answer), **more)


def f1(positives: numpy.ndarray, hits: numpy.ndarray, calls: numpy.ndarray) -> numpy.ndarray:
    return 2 * hits / (positives + calls)


def joint_cells(frame: pandas.DataFrame) -> str:
    """A percentile interval from multinomials over the eight outcomes of (label, candidate, champion)."""
    code = frame["label"].to_numpy() * 4 + frame["candidate"].to_numpy() * 2 + frame["champion"].to_numpy()
    counts = numpy.bincount(code, minlength=8)
    drawn = numpy.random.default_rng(0).multinomial(counts.sum(), counts / counts.sum(), size=RESAMPLES)
    positives = drawn[:, 4:].sum(axis=1)
    candidate = f1(positives, drawn[:, [6, 7]].sum(axis=1), drawn[:, [2, 3, 6, 7]].sum(axis=1))
    champion = f1(positives, drawn[:, [5, 7]].sum(axis=1), drawn[:, [1, 3, 5, 7]].sum(axis=1))
    return "Passed" if numpy.quantile(candidate - (1 - DROP) * champion, 0.05) >= 0 else "Failed"


def over_rows(frame: pandas.DataFrame) -> str:
    """scipy's paired bootstrap over the rows, with an F1 that takes many resamples at once."""

    def statistic(label, candidate, champion, axis=-1):
        positives = label.sum(axis=axis)
        mine = f1(positives, (label & candidate).sum(axis=axis), candidate.sum(axis=axis))
        theirs = f1(positives, (label & champion).sum(axis=axis), champion.sum(axis=axis))
        return mine - (1 - DROP) * theirs

    data = tuple(frame[name].to_numpy(dtype=bool) for name in ("label", "candidate", "champion"))
    result = stats.bootstrap(
        data, statistic, paired=True, n_resamples=RESAMPLES, batch=100, method="BCa", rng=0, confidence_level=0.9
    )
    return "Passed" if result.confidence_interval.low >= 0 else "Failed"


def delong(frame: pandas.DataFrame) -> str:
    """DeLong's interval of the difference of two AUCs, by midranks."""
    label = frame["label"].to_numpy(dtype=bool)
    places = []
    areas = []
    for name in ("p_candidate", "p_champion"):
        score = frame[name].to_numpy()
        m, n = label.sum(), (~label).sum()
        ranks = stats.rankdata(score)
        positive = (ranks[label] - stats.rankdata(score[label])) / n
        negative = 1 - (ranks[~label] - stats.rankdata(score[~label])) / m
        places.append((positive, negative))
        areas.append(positive.mean())
    variance = sum(
        numpy.cov(numpy.stack([places[0][side], places[1][side]])) / len(places[0][side]) for side in (0, 1)
    )
    error = numpy.sqrt(variance[0, 0] + variance[1, 1] - 2 * variance[0, 1])
    return "Passed" if areas[0] - areas[1] - stats.norm.ppf(0.95) * error >= 0 else "Failed"


def main() -> None:
    file = sys.argv[1]
    classes = ["label", "candidate", "champion"]
    timed("pandas: read three columns of classes", 5, lambda: len(pandas.read_csv(file, usecols=classes)))
    timed(
        "pandas with pyarrow: read three columns of classes",
        5,
        lambda: len(pandas.read_csv(file, usecols=classes, engine="pyarrow")),
    )
    frame = pandas.read_csv(file, engine="pyarrow")
    rows = len(frame)
    timed("pandas and numpy: f1, joint cells, reading included", 5, lambda: joint_cells(pandas.read_csv(file, usecols=classes)))
    timed(
        "pandas and numpy: f1 in 20 slices, joint cells, reading included",
        5,
        lambda: [
            joint_cells(part) for _, part in pandas.read_csv(file, usecols=[*classes, "segment"]).groupby("segment")
        ].count("Passed"),
    )
    timed(
        "pandas and scipy: roc auc, DeLong by midranks, reading included",
        5,
        lambda: delong(pandas.read_csv(file, usecols=["label", "p_candidate", "p_champion"])),
    )
    timed("scikit-learn: one f1_score", 3, lambda: f1_score(frame["label"], frame["candidate"]), rows=rows)
    size = 100_000
    timed("scipy: f1, bootstrap over rows, BCa", 1, lambda: over_rows(frame.head(size)), rows=size)


main()
