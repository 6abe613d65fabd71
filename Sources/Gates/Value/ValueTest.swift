package import Promotion

/// What the candidate's decisions are worth, against a floor and against the champion's.
package struct ValueTest: Hashable, Sendable {
    package var name: String
    package var expression: ValueExpression
    /// What a value is counted in, such as `USD`; empty for none.
    package var unit: String
    package var floor: Double?
    /// How much more than the champion's it must at least be worth; nil if they are not compared.
    package var minChange: Double?
    /// nil judges by the figures alone.
    package var confidence: ValueConfidence?

    package init(
        name: String, expression: ValueExpression, unit: String = "", floor: Double? = nil, minChange: Double? = nil,
        confidence: ValueConfidence? = nil
    ) {
        self.name = name
        self.expression = expression
        self.unit = unit
        self.floor = floor
        self.minChange = minChange
        self.confidence = confidence
    }

    /// One result for the floor and one for the comparison, as far as they are asked for. A tie passes.
    package func results(candidate: ValueRows, champion: ValueRows?) -> [CheckResult] {
        conditions.map { condition in
            if let confidence {
                return result(condition, confidence, candidate: candidate, champion: champion)
            }
            switch condition {
            case .floor(let floor): return againstFloor(floor, candidate)
            case .gain(let change): return againstChampion(change, candidate, champion)
            }
        }
    }

    func shown(_ value: Double) -> String { unit.isEmpty ? figure(value) : "\(figure(value)) \(unit)" }

    private func againstFloor(_ floor: Double, _ rows: ValueRows) -> CheckResult {
        let title = title(.floor(floor))
        switch reading(rows, of: "the candidate") {
        case .failure(let obstacle): return CheckResult(check: title, verdict: .inconclusive, reason: obstacle.reason)
        case .success(let value):
            return CheckResult(
                check: title, verdict: value >= floor ? .passed : .failed, candidate: value, required: floor,
                reason: "\(name) is \(shown(value)) on \(rows.rows) rows; at least \(shown(floor)) was asked",
                unit: unit.isEmpty ? nil : unit, samples: rows.rows)
        }
    }

    private func againstChampion(_ change: Double, _ candidate: ValueRows, _ champion: ValueRows?) -> CheckResult {
        let title = title(.gain(change))
        guard let champion else {
            return CheckResult(
                check: title, verdict: .skipped, reason: "there is no champion yet to compare \(name) with")
        }
        guard candidate.actual == champion.actual else {
            return CheckResult(
                check: title, verdict: .inconclusive,
                reason: "\(name) cannot be compared: candidate and champion were not scored on the same rows")
        }
        switch (reading(candidate, of: "the candidate"), reading(champion, of: "the champion")) {
        case (.failure(let obstacle), _), (.success, .failure(let obstacle)):
            return CheckResult(check: title, verdict: .inconclusive, reason: obstacle.reason)
        case (.success(let mine), .success(let theirs)):
            let words = mine >= theirs ? "more" : "less"
            return CheckResult(
                check: title, verdict: mine - theirs >= change ? .passed : .failed, candidate: mine, champion: theirs,
                required: theirs + change,
                reason:
                    "\(name) is \(shown(mine)), \(shown(abs(mine - theirs))) \(words) than the champion's \(shown(theirs)) on "
                    + "\(candidate.rows) rows; at least \(shown(change)) more was asked",
                unit: unit.isEmpty ? nil : unit, samples: candidate.rows)
        }
    }

    private func reading(_ rows: ValueRows, of owner: String) -> Result<Double, ValueExpression.Obstacle> {
        guard rows.rows > 0 else { return .failure(.init(reason: "\(name) of \(owner) has no rows")) }
        do throws(ValueExpression.Obstacle) {
            return .success(try expression.value(on: rows))
        } catch {
            return .failure(.init(reason: "\(name) of \(owner) has no value: \(error.reason)"))
        }
    }
}
