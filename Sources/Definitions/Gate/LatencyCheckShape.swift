import Promotion

/// A bound on how long scoring takes.
enum LatencyCheckShape {
    private static let increases = ["max_absolute_increase", "max_relative_increase"]

    static var shape: Shape<GateCheck> {
        Shape<GateCheck>.record(
            "a latency check",
            Field("latency", "The metric that the evaluate step logs it as.", .metricName),
            Field(
                "unit", "What it is logged in. Default: what the metric's name ends with, as in score_ms.",
                Shape<TimeUnit>.choice("a unit of time", placeholder: .s).optional, or: nil),
            Field(
                "max", "The greatest value that passes; a tie passes.", Shape<Double>.number(in: 0...1e300).optional,
                or: nil),
            CommonFields.against,
            Field(
                "max_absolute_increase", "How much longer than the champion it may take. Needs 'against'.",
                Shape<Double>.number(in: 0...1e300).optional, or: nil),
            Field(
                "max_relative_increase", "How much longer, as a fraction of the champion's time. Needs 'against'.",
                Shape<Double>.number(in: 0...100).optional, or: nil),
            CommonFields.severity, CommonFields.name
        ) { metric, unit, max, against, increase, relative, severity, name in
            let isBare = against != nil && increase == nil && relative == nil
            let check = LatencyCheck(
                metric: metric, unit: unit ?? TimeUnit(suffixOf: metric) ?? .s, max: max,
                maxAbsoluteIncrease: isBare ? 0 : increase, maxRelativeIncrease: relative)
            return GateCheck(.latency(check), severity: severity, name: name)
        }
        .checked(check)
    }

    private static func check(_ check: GateCheck, _ node: YAMLNode, _ path: FieldPath, _ reading: Reading) {
        guard case .latency(let latency) = check.condition, !latency.metric.isPlaceholder else { return }
        reading.require("against", for: increases, in: node, path) {
            "\($0) compares with the champion; add 'against: champion' to the check"
        }
        if node.keys.isDisjoint(with: increases) { reading.requireOne(of: ["max", "against"], in: node, path) }
        let named = TimeUnit(suffixOf: latency.metric)
        if !node.keys.contains("unit"), named == nil {
            reading.report(
                "latency", of: node, path,
                "the unit of \(latency.metric.quotedForMessage) is not in its name; add 'unit'",
                allowed: TimeUnit.allCases.map(\.rawValue))
        } else if let named, named != latency.unit {
            reading.report(
                "unit", of: node, path,
                "\(latency.metric.quotedForMessage) ends with \(named.rawValue), and the unit is "
                    + latency.unit.rawValue)
        }
    }
}
