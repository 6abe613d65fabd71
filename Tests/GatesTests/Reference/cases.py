#!/usr/bin/env python3
"""Writes cases.json: what scipy, scikit-learn and mpmath say about small cases. Needs numpy, scipy, scikit-learn and mpmath.

    python cases.py > cases.json
"""

import json
import sys
import warnings

import mpmath
import numpy as np
from scipy import optimize, stats
from sklearn import metrics

warnings.simplefilter("ignore")
mpmath.mp.dps = 40
generator = np.random.default_rng(20260101)
averages = ["macro", "micro", "weighted"]


def class_metrics(labels, predictions, positive):
    result = {"accuracy": metrics.accuracy_score(labels, predictions)}
    for name, function in [
        ("precision", metrics.precision_score),
        ("recall", metrics.recall_score),
        ("f1", metrics.f1_score),
    ]:
        for average in averages:
            result[f"{name} {average}"] = function(labels, predictions, average=average)
        chosen = function(labels, predictions, average=None, labels=[positive])
        result[f"{name} binary"] = chosen[0]
    return {key: float(value) for key, value in result.items()}


def class_case(labels, candidate, champion):
    return {
        "labels": [int(v) for v in labels],
        "candidate": [int(v) for v in candidate],
        "champion": [int(v) for v in champion],
        "positive": 1,
        "ofCandidate": class_metrics(labels, candidate, 1),
        "ofChampion": class_metrics(labels, champion, 1),
    }


def noisy(labels, classes, error):
    wrong = generator.random(len(labels)) < error
    return np.where(wrong, generator.integers(0, classes, len(labels)), labels)


def class_cases():
    binary = generator.integers(0, 2, 150)
    several = generator.integers(0, 4, 200)
    return [
        class_case(binary, noisy(binary, 2, 0.2), noisy(binary, 2, 0.35)),
        class_case(several, noisy(several, 6, 0.3), noisy(several, 4, 0.5)),
        class_case(np.array([0, 0, 1, 1]), np.zeros(4, int), np.array([0, 2, 2, 0])),
        class_case(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 0]), np.array([0, 0, 1, 2])),
    ]


def score_metrics(labels, scores):
    return {
        "roc auc": float(metrics.roc_auc_score(labels, scores)),
        "pr auc": float(metrics.average_precision_score(labels, scores)),
        "log loss": float(metrics.log_loss(labels, scores, labels=[0, 1])),
        "brier score": float(metrics.brier_score_loss(labels, scores)),
    }


def components(labels, scores):
    positive, negative = scores[labels == 1], scores[labels == 0]
    difference = positive[:, None] - negative[None, :]
    wins = (difference > 0) + 0.5 * (difference == 0)
    return wins.mean(axis=1), wins.mean(axis=0)


def delong(labels, candidate, champion):
    (x10, x01), (y10, y01) = components(labels, candidate), components(labels, champion)
    covariance = np.cov(x10, y10) / len(x10) + np.cov(x01, y01) / len(x01)
    difference = x10.mean() - y10.mean()
    error = np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    return {
        "varianceOfCandidate": float(covariance[0, 0]),
        "varianceOfChampion": float(covariance[1, 1]),
        "covariance": float(covariance[0, 1]),
        "pValue": float(2 * stats.norm.sf(abs(difference) / error)),
    }


def score_case(labels, candidate, champion):
    return {
        "labels": [int(v) for v in labels],
        "candidate": [float(v) for v in candidate],
        "champion": [float(v) for v in champion],
        "ofCandidate": score_metrics(labels, candidate),
        "ofChampion": score_metrics(labels, champion),
        "delong": delong(labels, candidate, champion),
    }


def score_cases():
    cases = []
    for rows, digits in [(120, 17), (150, 1), (40, 2)]:
        labels = generator.integers(0, 2, rows)
        base = generator.normal(size=rows) + labels
        candidate = 1 / (1 + np.exp(-base - 0.3 * generator.normal(size=rows)))
        champion = 1 / (1 + np.exp(-base - generator.normal(size=rows)))
        cases.append(score_case(labels, candidate.round(digits), champion.round(digits)))
    return cases


def number_metrics(labels, predictions):
    return {
        "rmse": float(metrics.root_mean_squared_error(labels, predictions)),
        "mae": float(metrics.mean_absolute_error(labels, predictions)),
        "r2": float(metrics.r2_score(labels, predictions)),
    }


def number_case(labels, candidate, champion):
    return {
        "labels": list(map(float, labels)),
        "candidate": list(map(float, candidate)),
        "champion": list(map(float, champion)),
        "ofCandidate": number_metrics(labels, candidate),
        "ofChampion": number_metrics(labels, champion),
    }


def number_cases():
    labels = generator.normal(1000, 3, 100)
    flat = np.full(5, 2.0)
    return [
        number_case(labels, labels + generator.normal(size=100), labels + generator.normal(0.2, 1.3, 100)),
        number_case(flat, flat, flat + 1),
    ]


def bounds(distribution, level, resamples):
    """Between which values another bootstrap's limit lies: five standard errors of its level, from the order statistic and
    from the bias z0 (whose standard error is sqrt(pi / 2 / B), moving the level by 2 phi(z))."""
    density = stats.norm.pdf(stats.norm.ppf(level))
    variance = level * (1 - level) + (2 * density) ** 2 * np.pi / 2
    spread = 5 * np.sqrt(variance * (1 / len(distribution) + 1 / resamples))
    levels = np.clip([level - spread, level + spread], 0, 1)
    low, high = np.quantile(distribution, levels)
    return [float(low), float(high)]


def interval(function, arrays, method):
    result = stats.bootstrap(
        arrays, function, paired=True, vectorized=False, n_resamples=10_000, confidence_level=0.9, method=method,
        rng=np.random.default_rng(7))
    distribution = np.sort(result.bootstrap_distribution)
    ends = []
    for end in result.confidence_interval:
        level = (np.mean(distribution < end) + np.mean(distribution <= end)) / 2
        ends.append(bounds(distribution, level, 10_000))
    return {"lower": ends[0], "upper": ends[1]}


def f1(labels, predictions):
    both = np.sum((labels == 1) & (predictions == 1))
    return 2 * both / max(1, np.sum(labels == 1) + np.sum(predictions == 1))


def average_precision(labels, scores):
    order = np.argsort(-scores, kind="stable")
    labels, scores = labels[order], scores[order]
    last = np.append(scores[1:] != scores[:-1], True)
    hits = np.cumsum(labels)[last]
    return np.sum(np.diff(hits, prepend=0) * hits / (np.flatnonzero(last) + 1)) / max(1, hits[-1])


def auc(labels, scores):
    ranks = stats.rankdata(scores)
    positives = labels.sum()
    negatives = len(labels) - positives
    return (ranks[labels == 1].sum() - positives * (positives + 1) / 2) / (positives * negatives)


def bootstrap_cases(classes, scores, numbers):
    functions = {
        "accuracy": (classes, lambda y, p: np.mean(y == p), 1),
        "f1": (classes, f1, 1),
        "brier score": (scores, lambda y, p: np.mean((y - p) ** 2), -1),
        "roc auc": (scores, auc, 1),
        "pr auc": (scores, average_precision, 1),
        "rmse": (numbers, lambda y, p: np.sqrt(np.mean((y - p) ** 2)), -1),
        "mae": (numbers, lambda y, p: np.mean(np.abs(y - p)), -1),
        "r2": (numbers, lambda y, p: 1 - np.sum((y - p) ** 2) / np.sum((y - y.mean()) ** 2), 1),
    }
    result = []
    for name, (case, function, sign) in functions.items():
        arrays = [np.array(case[key]) for key in ("labels", "candidate", "champion")]

        def gain(y, new, old, function=function, sign=sign):
            return sign * (function(y, new) - function(y, old))

        for method in ("percentile", "BCa"):
            result.append({"metric": name, "method": method.lower(), **interval(gain, arrays, method)})
        if name in ("f1", "rmse", "pr auc"):

            def alone(y, new, function=function, sign=sign):
                return sign * function(y, new)

            result.append({"metric": name, "method": "bca", "isAlone": True, **interval(alone, arrays[:2], "BCa")})
    return result


def mcnemar_case(b, c):
    statistic = max(0, abs(b - c) - 1) ** 2 / (b + c)
    return {
        "b": b, "c": c, "exact": float(stats.binomtest(b, b + c).pvalue), "statistic": statistic,
        "oneSided": float(stats.binomtest(b, b + c, alternative="greater").pvalue),
        "corrected": float(stats.chi2.sf(statistic, 1)),
    }


def holm(p_values):
    """Holm's adjusted p-values by the definition: the largest of (m - k + 1) times the k-th smallest, over all up to its place."""
    order = np.argsort(p_values, kind="stable")
    adjusted = [0.0] * len(p_values)
    for place, index in enumerate(order):
        adjusted[index] = max(min(1.0, (len(order) - k) * p_values[order[k]]) for k in range(place + 1))
    return [float(v) for v in adjusted]


def mean_test(values, least, level=0.95):
    """Hall's cubic transformation of the t statistic, beside Student's distribution; the limits are found by bisection."""
    rows, skewness = len(values), stats.skew(values)
    mean, deviation = np.mean(values), np.std(values, ddof=1)

    def corrected(mu):
        w = (mean - mu) / deviation
        return np.sqrt(rows) * (w + skewness * w**2 / 3 + skewness**2 * w**3 / 27 + skewness / (6 * rows))

    def limit(confidence):
        wanted = stats.t.ppf(confidence, rows - 1)
        far = 100 * deviation + abs(mean)
        return optimize.brentq(lambda mu: corrected(mu) - wanted, mean - far, mean + far, xtol=1e-300, rtol=1e-14)

    return {
        "pValue": float(stats.t.sf(corrected(least), rows - 1)), "limits": [float(limit(level)), float(limit(1 - level))],
    }


def mean_case(values, least):
    return {"values": [float(v) for v in values], "least": least, "skewness": float(stats.skew(values)),
            **mean_test(values, least)}


def symmetric_case():
    """Without skewness nothing is corrected: scipy's own paired test."""
    half = generator.normal(size=20)
    differences = np.concatenate([0.25 + half, 0.25 - half])
    champion = generator.normal(size=40)
    test = stats.ttest_rel(champion + differences, champion, alternative="greater")
    lower = test.confidence_interval(0.95).low
    upper = stats.ttest_rel(champion + differences, champion, alternative="less").confidence_interval(0.95).high
    return {"values": [float(v) for v in differences], "least": 0.0, "skewness": 0.0, "pValue": float(test.pvalue),
            "limits": [float(lower), float(upper)]}


def mean_cases():
    return [
        mean_case(generator.normal(1, 2, 30), 0.5),
        mean_case(generator.exponential(10, 100), 9),
        mean_case(-generator.lognormal(size=200), -1.5),
        mean_case(np.where(generator.random(400) < 0.03, -50.0, 2.0) + generator.normal(size=400), 0.0),
        mean_case(np.append(np.ones(60), -40.0), 0.0),
        symmetric_case(),
    ]


def student(t, degrees):
    """P(X <= t) by mpmath's incomplete beta function."""
    t, degrees = mpmath.mpf(t), mpmath.mpf(degrees)
    tail = mpmath.betainc(degrees / 2, mpmath.mpf(1) / 2, 0, degrees / (degrees + t * t), regularized=True) / 2
    return float(tail if t < 0 else 1 - tail)


def gate_case():
    """Rows in slices as a file of predictions would have them, and what a gate must find in them."""
    rows = 900
    regions = np.array(["amer", "apac", "emea"])[generator.integers(0, 3, rows)]
    labels = generator.integers(0, 2, rows)
    scores, predictions = {}, {}
    for owner, noise in [("candidate", 1.3), ("champion", 1.5)]:
        scores[owner] = (1 / (1 + np.exp(-(2 * labels - 1 + noise * generator.normal(size=rows))))).round(6)
        predictions[owner] = (scores[owner] > 0.5).astype(int)
    margin = generator.uniform(5, 50, rows).round(2)
    slices = []
    for region in sorted(set(regions)):
        part = regions == region
        right = {owner: predictions[owner][part] == labels[part] for owner in predictions}
        better = int(np.sum(right["candidate"] & ~right["champion"]))
        worse = int(np.sum(~right["candidate"] & right["champion"]))
        test = delong(labels[part], scores["candidate"][part], scores["champion"][part])
        gain = auc(labels[part], scores["candidate"][part]) - auc(labels[part], scores["champion"][part])
        error = np.sqrt(test["varianceOfCandidate"] + test["varianceOfChampion"] - 2 * test["covariance"])
        slices.append({
            "name": str(region), "rows": int(part.sum()),
            "f1": [float(metrics.f1_score(labels[part], predictions[owner][part])) for owner in ("candidate", "champion")],
            "mcnemar": float(stats.binomtest(better, better + worse, alternative="greater").pvalue),
            "delong": float(stats.norm.sf((gain + 0.02) / error)),
            "limits": [float(gain + z * error) for z in stats.norm.ppf([0.05, 0.95])],
            "value": [worth(labels[part], predictions[owner][part], margin[part]) for owner in ("candidate", "champion")],
            "reach": float(stats.norm.sf(
                (auc(labels[part], scores["candidate"][part]) - 0.8) / np.sqrt(test["varianceOfCandidate"]))),
            "reachLimits": [float(auc(labels[part], scores["candidate"][part]) + z * np.sqrt(test["varianceOfCandidate"]))
                            for z in stats.norm.ppf([0.05, 0.95])],
            **worth_test(labels[part], {owner: predictions[owner][part] for owner in predictions}, margin[part]),
        })
    for name in ("mcnemar", "delong", "gain", "floor", "reach"):
        for part, adjusted in zip(slices, holm([part[name] for part in slices])):
            part[name + "Adjusted"] = adjusted
    return {
        "regions": [str(v) for v in regions], "labels": [int(v) for v in labels], "margin": [float(v) for v in margin],
        "scores": {owner: [float(v) for v in scores[owner]] for owner in scores},
        "predictions": {owner: [int(v) for v in predictions[owner]] for owner in predictions},
        "value": [worth(labels, predictions[owner], margin) for owner in ("candidate", "champion")], "slices": slices,
    }


def worth_by_row(labels, predictions, margin):
    """tp * (margin - 10) - fp * 10"""
    hits, misses = (predictions == 1) & (labels == 1), (predictions == 1) & (labels == 0)
    return np.where(hits, margin - 10, 0) - 10.0 * misses


def worth(labels, predictions, margin):
    return float(np.sum(worth_by_row(labels, predictions, margin)))


def worth_test(labels, predictions, margin):
    """Whether the candidate is worth more than the champion, and at least 1,500."""
    rows = len(labels)
    mine, theirs = (worth_by_row(labels, predictions[owner], margin) for owner in ("candidate", "champion"))
    gain, floor = mean_test(mine - theirs, 0), mean_test(mine, 1500 / rows)
    return {
        "gain": gain["pValue"], "gainLimits": [rows * limit for limit in gain["limits"]],
        "floor": floor["pValue"], "floorLimits": [rows * limit for limit in floor["limits"]],
    }


def main() -> None:
    classes, scores, numbers = class_cases(), score_cases(), number_cases()
    points = [-37.5, -20.3, -8.25, -4.1, -2, -1.0001, -1, -0.9999, -0.3, -1e-9, 0, 0.5, 1, 1.7, 3, 6]
    levels = [1e-300, 1e-40, 1e-9, 0.001, 0.025, 0.05, 0.2, 0.4999, 0.5, 0.6, 0.9, 0.975, 0.999999]
    trials = [(0, 5), (3, 10), (500, 1000), (400_000, 1_000_000), (501_000, 1_000_000), (14, 15)]
    students = [(-3, 1), (-1e-3, 1), (0.5, 2), (-2, 2.5), (-1.7, 29), (1.7, 29), (-8, 30), (-30, 12), (-1.645, 999),
                (-5, 1e6), (-1e-9, 1e4), (2, 61)]
    json.dump(
        {
            "classes": classes,
            "scores": scores,
            "numbers": numbers,
            "gate": gate_case(),
            "means": mean_cases(),
            "student": [[t, degrees, student(t, degrees)] for t, degrees in students],
            "studentQuantile": [[p, degrees, float(stats.t.ppf(p, degrees))] for p, degrees in
                                [(1e-6, 1), (0.05, 2), (0.001, 29), (0.95, 29), (0.5, 7), (0.025, 99), (0.95, 1e6)]],
            "bootstrap": bootstrap_cases(classes[0], scores[0], numbers[0]),
            "mcnemar": [mcnemar_case(b, c) for b, c in [(3, 9), (1, 0), (10, 10), (250, 199), (60_000, 60_500)]],
            "normal": [[x, float(mpmath.ncdf(x))] for x in points],
            "quantile": [[p, float(mpmath.sqrt(2) * mpmath.erfinv(2 * mpmath.mpf(p) - 1))] if p > 1e-20
                         else [p, float(stats.norm.ppf(p))] for p in levels],
            "logGamma": [[x, float(mpmath.loggamma(x))] for x in [0.1, 0.5, 1.5, 3, 14.9, 15, 171.3, 1e6]],
            "binomial": [[k, n, float(mpmath.binomial(n, k) * mpmath.mpf(0.3) ** k * mpmath.mpf(1 - 0.3) ** (n - k))]
                         for k, n in trials],
        },
        sys.stdout, separators=(",", ":"))


main()
