import Promotion

/// A condition on one metric. Keys that MLflow has keep its names and bounds (`mlflow.models.MetricThreshold`).
enum MetricCheckShape {
    private static let gains = ["min_absolute_change", "min_relative_change"]
    private static let losses = ["max_absolute_drop", "max_relative_drop"]

    static var shape: Shape<GateCheck> {
        Shape<GateCheck>.record(
            "a metric check",
            Field("metric", "The metric's name, as the evaluate step logs it.", .metricName),
            Field(
                "threshold", "The least value that passes, or the greatest where lower is better; a tie passes.",
                Shape<Double>.number().optional, or: nil),
            CommonFields.against,
            Field(
                "min_absolute_change",
                "How much better than the champion, in the metric's unit; a tie passes. Needs 'against'.",
                Shape<Double>.number(in: 0...1e300).optional, or: nil),
            Field(
                "min_relative_change",
                "How much better, as a fraction of the champion's |value|; a tie passes. Needs 'against'.",
                Shape<Double>.number(in: 0...1).optional, or: nil),
            Field(
                "max_absolute_drop",
                "How much worse than the champion it may be, in the metric's unit; a tie passes. Needs 'against'.",
                Shape<Double>.number(in: 0...1e300).optional, or: nil),
            Field(
                "max_relative_drop",
                "How much worse it may be, as a fraction of the champion's |value|; a tie passes. Needs 'against'.",
                Shape<Double>.number(in: 0...1).optional, or: nil),
            CommonFields.minSamples,
            Field("greater_is_better", "false for losses and error rates. Default: true.", .bool(), or: true),
            Field(
                "confidence",
                "Of the one-sided interval of each slice, corrected for their number. Needs 'by'. Default: the figures "
                    + "alone.", Shape<Double>.number(in: 0.51...0.9999).optional, or: nil),
            CommonFields.by, CommonFields.smallestSlice, CommonFields.predictions, CommonFields.severity,
            CommonFields.name
        ) {
            metric, threshold, against, gain, relativeGain, drop, relativeDrop, samples, greater, confidence, by,
            smallest, predictions, severity, name in
            let slices = CommonFields.slices(by, smallest)
            let check = MetricCheck(
                metric: metric, threshold: threshold, againstChampion: against != nil, minAbsoluteChange: gain,
                minRelativeChange: relativeGain, maxAbsoluteDrop: drop, maxRelativeDrop: relativeDrop,
                minSamples: samples, greaterIsBetter: greater, confidence: confidence, slices: slices,
                predictions: slices == nil ? nil : predictions)
            return GateCheck(.metric(check), severity: severity, name: name)
        }
        .checked(check)
    }

    private static func check(_ check: GateCheck, _ node: YAMLNode, _ path: FieldPath, _ reading: Reading) {
        reading.require("against", for: gains + losses, in: node, path) {
            "\($0) compares with the champion; add 'against: champion' to the check"
        }
        if node.keys.isDisjoint(with: gains + losses) {
            reading.requireOne(of: ["threshold", "against"], in: node, path)
        }
        reading.require("by", for: ["smallest_slice", "predictions"], in: node, path) {
            "\($0) belongs to slices; add 'by: [COLUMN]' to the check"
        }
        reading.require("by", for: ["confidence"], in: node, path) {
            "\($0) belongs to slices here; add 'by: [COLUMN]', or use 'significance: METRIC' to compare all rows"
        }
        let keys = node.keys
        if let loss = losses.first(where: keys.contains), let gain = gains.first(where: keys.contains) {
            reading.report(loss, of: node, path, "\(loss) allows a loss where \(gain) asks for a gain; keep one")
        }
        guard case .metric(let metric) = check.condition, metric.slices != nil, !metric.metric.isPlaceholder else {
            return
        }
        guard let known = SignificanceMetric(rawValue: metric.metric) else {
            reading.report(
                "metric", of: node, path,
                "metric \(metric.metric.quotedForMessage) cannot be taken from predictions, which slices need",
                allowed: SignificanceMetric.allCases.map(\.rawValue))
            return
        }
        if known.greaterIsBetter != metric.greaterIsBetter {
            reading.report(
                "metric", of: node, path,
                known.greaterIsBetter
                    ? "greater \(known.rawValue) is better; remove 'greater_is_better: false'"
                    : "lower \(known.rawValue) is better; add 'greater_is_better: false' to the check")
        }
    }
}

extension Shape where Value == String {
    /// MLflow's rule for metric names, as far as it is the same on every system.
    static var metricName: Shape {
        Shape<String>.text("a metric's name", longest: 250, pattern: "^[A-Za-z0-9_./ :-]+$")
            .parsed(placeholder: .placeholderName) { text, _ in
                let isAllowed = { (scalar: Unicode.Scalar) in
                    scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                        || "_-./ :".unicodeScalars.contains(scalar)
                }
                guard text.unicodeScalars.allSatisfy(isAllowed) else {
                    return .failure(
                        "metric name \(text.quotedForMessage) may have only letters, digits, '_', '-', '.', '/', ':' and blanks"
                    )
                }
                return .success(text)
            }
    }
}
