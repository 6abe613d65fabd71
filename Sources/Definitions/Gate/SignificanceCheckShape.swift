import Promotion

/// A paired comparison with the champion, row by row.
enum SignificanceCheckShape {
    private static let margins = [
        "min_absolute_change", "min_relative_change", "max_absolute_drop", "max_relative_drop",
    ]

    static var shape: Shape<GateCheck> {
        Shape<GateCheck>.record(
            "a significance check",
            Field(
                "significance", "The metric, taken from the predictions of both on the same rows.",
                Shape<SignificanceMetric>.choice("a metric of predictions", placeholder: .accuracy)),
            Field(
                "average", "How the metric of several classes becomes one. Default: binary.",
                Shape<ClassAveraging>.choice("a way to average classes", placeholder: .binary), or: .binary),
            CommonFields.against,
            Field(
                "method", "How the answer is found. Default: delong for roc_auc, bca for the others.",
                Shape<SignificanceMethod>.choice("a method", placeholder: .bca).optional, or: nil),
            Field(
                "min_absolute_change", "The gain that must be shown, in the metric's unit. Default: 0.",
                Shape<Double>.number(in: 0...1e300).optional, or: nil),
            Field(
                "min_relative_change", "The gain that must be shown, as a fraction of the champion's |value|.",
                Shape<Double>.number(in: 0...1).optional, or: nil),
            Field(
                "max_absolute_drop", "The loss that must be ruled out, in the metric's unit.",
                Shape<Double>.number(in: 0...1e300).optional, or: nil),
            Field(
                "max_relative_drop", "The loss that must be ruled out, as a fraction of the champion's |value|.",
                Shape<Double>.number(in: 0...1).optional, or: nil),
            Field("confidence", "Of the one-sided interval. Default: 0.95.", .number(in: 0.51...0.9999), or: 0.95),
            Field("resamples", "Of a bootstrap. Default: 10000.", .integer(1_000...1_000_000), or: 10_000),
            Field(
                "seed", "Of a bootstrap; the same seed gives the same interval. Default: 0.",
                .integer(0...Int(Int32.max)), or: 0),
            Field(
                "min_samples", "With fewer rows the check is Inconclusive. Default: 30.", .integer(2...1_000_000_000),
                or: 30),
            CommonFields.by, CommonFields.smallestSlice, CommonFields.predictions, CommonFields.severity,
            CommonFields.name
        ) {
            metric, average, _, method, gain, relativeGain, drop, relativeDrop, confidence, resamples, seed, samples,
            by,
            smallest, predictions, severity, name in
            let margin =
                gain.map(SignificanceMargin.minAbsoluteChange) ?? relativeGain.map(SignificanceMargin.minRelativeChange)
                ?? drop.map(SignificanceMargin.maxAbsoluteDrop) ?? relativeDrop.map(SignificanceMargin.maxRelativeDrop)
            let check = SignificanceCheck(
                metric: metric, average: average, margin: margin ?? .minAbsoluteChange(0), method: method,
                confidence: confidence, resamples: resamples, seed: UInt64(seed), minSamples: samples,
                slices: CommonFields.slices(by, smallest), predictions: predictions)
            return GateCheck(.significance(check), severity: severity, name: name)
        }
        .checked(check)
    }

    private static func check(_ check: GateCheck, _ node: YAMLNode, _ path: FieldPath, _ reading: Reading) {
        guard case .significance(let asked) = check.condition else { return }
        let keys = node.keys
        let given = margins.filter(keys.contains)
        if given.count > 1 {
            reading.report(
                given[1], of: node, path,
                "\(given[1]) beside \(given[0]): one interval is compared with one margin; write two checks")
        }
        reading.require("by", for: ["smallest_slice"], in: node, path) {
            "\($0) belongs to slices; add 'by: [COLUMN]' to the check"
        }
        if asked.method == .delong, asked.metric != .rocAUC {
            reading.report("method", of: node, path, "delong is for roc_auc alone", allowed: ["bca", "percentile"])
        }
        if asked.method == .mcnemar {
            if asked.metric != .accuracy {
                reading.report(
                    "method", of: node, path, "mcnemar is for accuracy alone", allowed: ["bca", "percentile"])
            } else if let margin = given.first {
                reading.report(margin, of: node, path, "mcnemar knows no margin; use 'method: bca'")
            }
        }
        if keys.contains("average"), ![.precision, .recall, .f1].contains(asked.metric) {
            reading.report("average", of: node, path, "average is for precision, recall and f1")
        }
    }
}
