import Promotion

/// How sure a gate wants to be of what decisions are worth.
package struct ValueConfidence: Hashable, Sendable {
    /// Of the one-sided interval, between 0.5 and 1.
    package var level: Double
    /// With fewer rows the answer is `Inconclusive`.
    package var minSamples: Int

    package init(level: Double, minSamples: Int = 30) {
        self.level = level
        self.minSamples = minSamples
    }
}

/// The two conditions that a value can have.
enum ValueCondition: Hashable {
    case floor(Double)
    /// How much more than the champion's.
    case gain(Double)

    var required: Double {
        switch self {
        case .floor(let value), .gain(let value): value
        }
    }
}

extension ValueTest {
    /// What is asked for, in the order of the results.
    var conditions: [ValueCondition] {
        [floor.map(ValueCondition.floor), minChange.map(ValueCondition.gain)].compactMap(\.self)
    }

    func title(_ condition: ValueCondition) -> String {
        let words =
            switch condition {
            case .floor(let value): "\(name) ≥ \(shown(value))"
            case .gain(let change): "\(name) against champion\(change == 0 ? "" : " by at least \(shown(change))")"
            }
        return words + (confidence.map { ", \(figure($0.level * 100)) % confidence" } ?? "")
    }

    /// What the rows show with confidence. The value is what the rows are worth together: their mean, for which the test is, times their
    /// number.
    func finding(
        _ condition: ValueCondition, _ confidence: ValueConfidence, candidate: ValueRows, champion: ValueRows?
    ) -> ValueFinding {
        var finding = ValueFinding(
            rows: candidate.rows, required: condition.required, confidence: confidence.level)
        do throws(ValueExpression.Obstacle) {
            try take(condition, confidence, candidate, champion, into: &finding)
        } catch {
            finding.obstacle = error.reason
        }
        finding.sentence = sentence(finding, condition)
        return finding
    }

    private func take(
        _ condition: ValueCondition, _ confidence: ValueConfidence, _ candidate: ValueRows, _ champion: ValueRows?,
        into finding: inout ValueFinding
    ) throws(ValueExpression.Obstacle) {
        let least = max(confidence.minSamples, 2)
        guard candidate.rows >= least else {
            throw .init(reason: "there are \(candidate.rows) rows and at least \(least) are needed")
        }
        guard expression.isSumOverRows else {
            throw .init(reason: "the expression is no sum over rows, and only sums have an interval")
        }
        var values = try expression.perRow(on: candidate)
        finding.candidate = values.reduce(0, +)
        if case .gain = condition {
            guard let champion else { throw .init(reason: "there is no champion yet") }
            guard candidate.actual == champion.actual else {
                throw .init(reason: "candidate and champion were not scored on the same rows")
            }
            let others = try expression.perRow(on: champion)
            finding.champion = others.reduce(0, +)
            for row in values.indices { values[row] -= others[row] }
        }
        guard let test = MeanTest(values) else {
            throw .init(reason: "all rows are worth the same: no interval can be given")
        }
        let rows = Double(test.rows)
        finding.lower = rows * test.lowerLimit(confidence: confidence.level)
        finding.upper = rows * test.lowerLimit(confidence: 1 - confidence.level)
        finding.pValue = test.pValue(above: condition.required / rows)
    }

    private func sentence(_ finding: ValueFinding, _ condition: ValueCondition) -> String {
        if let obstacle = finding.obstacle { return "nothing can be said of \(name) with confidence: \(obstacle)" }
        guard let candidate = finding.candidate, let lower = finding.lower, let upper = finding.upper else { return "" }
        let known = finding.verdict == .passed ? "is shown to be" : "is not shown to be"
        let sureness =
            "above \(shown(lower)) with \(figure(finding.confidence * 100)) % confidence (and below \(shown(upper)) "
            + "with the same)"
        switch condition {
        case .floor(let floor):
            return "\(name) \(shown(candidate)) on \(finding.rows) rows \(known) at least \(shown(floor)): it is "
                + sureness
        case .gain(let change):
            return "\(name) \(shown(candidate)) against the champion's \(shown(finding.champion ?? 0)) on "
                + "\(finding.rows) rows \(known) at least \(shown(change)) more: the gain is \(sureness)"
        }
    }

    /// One result, for all rows.
    func result(
        _ condition: ValueCondition, _ confidence: ValueConfidence, candidate: ValueRows, champion: ValueRows?
    ) -> CheckResult {
        let finding = finding(condition, confidence, candidate: candidate, champion: champion)
        return CheckResult(
            check: title(condition), verdict: finding.verdict, candidate: finding.candidate,
            champion: finding.champion, required: condition.required, reason: finding.sentence,
            unit: unit.isEmpty ? nil : unit, interval: finding.interval, samples: finding.rows)
    }
}
