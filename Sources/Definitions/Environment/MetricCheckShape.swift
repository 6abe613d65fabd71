import Promotion

/// One check of a gate. Keys that MLflow has keep its names and bounds (`mlflow.models.MetricThreshold`).
enum MetricCheckShape {
    private enum Against: String, CaseIterable {
        case champion
    }

    static var shape: Shape<MetricCheck> {
        Shape<MetricCheck>.record(
            "a check",
            Field("metric", "The metric's name, as the evaluate step logs it.", metricName),
            Field(
                "threshold", "The least value that passes, or the greatest where lower is better; a tie passes.",
                Shape<Double>.number().optional, or: nil),
            Field(
                "against", "Compares with the champion, on the same data.",
                Shape<Against>.choice("something to compare with", placeholder: .champion).optional, or: nil),
            Field(
                "min_absolute_change",
                "How much better than the champion, in the metric's unit; a tie passes. Needs 'against'.",
                Shape<Double>.number(in: 0...1e300).optional, or: nil),
            Field(
                "min_relative_change",
                "How much better, as a fraction of the champion's |value|; a tie passes. Needs 'against'.",
                Shape<Double>.number(in: 0...1).optional, or: nil),
            Field("greater_is_better", "false for losses and error rates. Default: true.", .bool(), or: true)
        ) {
            MetricCheck(
                metric: $0, threshold: $1, againstChampion: $2 != nil, minAbsoluteChange: $3, minRelativeChange: $4,
                greaterIsBetter: $5)
        }
        .checked(check)
    }

    /// MLflow's rule for metric names, as far as it is the same on every system.
    private static var metricName: Shape<String> {
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

    private static func check(_ check: MetricCheck, _ node: YAMLNode, _ path: FieldPath, _ reading: Reading) {
        guard case .mapping(let entries) = node.content else { return }
        let keys = Set(entries.map(\.key))
        let changes = ["min_absolute_change", "min_relative_change"].filter(keys.contains)
        if let change = changes.first, !keys.contains("against") {
            reading.report(
                at: reading.map.position(of: path[change].text) ?? node.position, path: path[change],
                "\(change) compares with the champion; add 'against: champion' to the check")
        }
        if changes.isEmpty, !keys.contains("threshold"), !keys.contains("against") {
            reading.report(
                at: node.position, path: path, "the check asks for nothing",
                allowed: ["threshold", "against"])
        }
    }
}
