import Promotion

extension GateJudge {
    /// One result for the floor and one for the comparison, as far as they are asked for; over slices, for all of them together.
    func valueResults(_ check: ValueCheck) -> [CheckResult] {
        let expression: ValueExpression
        do throws(ValueExpressionError) { expression = try ValueExpression(check.expression) } catch {
            return [CheckResult(check: "value", verdict: .inconclusive, reason: error.message)]
        }
        let obstacle = check.minAbsoluteChange == nil ? nil : obstacle(comparing: "value")
        let compares = check.minAbsoluteChange != nil && obstacle == nil
        let test = ValueTest(
            name: "value", expression: expression, unit: check.unit, floor: check.floor,
            minChange: compares ? check.minAbsoluteChange : nil)
        do throws(EvidenceGap) {
            let rows = try valueRows(check, expression, paired: compares)
            var results: [CheckResult]
            if let rule = check.slices {
                let column = try predictions.slices(check.predictions, by: rule.columns)
                results = sliced(test, rows, by: column, rule)
            } else {
                results = test.results(candidate: rows.candidate, champion: rows.champion)
            }
            if let obstacle { results.append(obstacle.result("value against champion" + (check.slices?.title ?? ""))) }
            return results
        } catch {
            return [
                CheckResult(
                    check: "value" + (check.slices?.title ?? ""), verdict: .inconclusive,
                    reason: "what the decisions are worth cannot be said: \(error.reason)")
            ]
        }
    }

    private func valueRows(
        _ check: ValueCheck, _ expression: ValueExpression, paired: Bool
    ) throws(EvidenceGap) -> (candidate: ValueRows, champion: ValueRows?) {
        let source = check.predictions
        let classes = PredictionForm.classes.columns(of: source)
        let names = expression.columns.filter { name in !classes.contains { $0.name == name } }
        let requests = classes + names.map { ColumnRequest($0, .numbers) }
        let tables = try predictions.tables(source, requests, label: requests[0], paired: paired)
        do throws(ObservationError) {
            let labels = try tables.candidate.categories(source.label).matches(source.positive)
            var mine: [String: [Double]] = [:]
            for name in names { mine[name] = try tables.candidate.numbers(name) }
            let candidate = ValueRows(
                actual: labels, predicted: try tables.candidate.categories(source.prediction).matches(source.positive),
                columns: mine)
            guard paired else { return (candidate, nil) }
            var theirs: [String: [Double]] = [:]
            for name in names { theirs[name] = try tables.championNumbers(name) }
            let predicted = try tables.championCategories(source.prediction).matches(source.positive)
            return (candidate, ValueRows(actual: labels, predicted: predicted, columns: theirs))
        } catch {
            throw EvidenceGap(error)
        }
    }

    private func sliced(
        _ test: ValueTest, _ rows: (candidate: ValueRows, champion: ValueRows?), by column: CategoryColumn,
        _ rule: SliceRule
    ) -> [CheckResult] {
        let parts = zip(column.categories, column.rowsByCategory).filter { $0.1.count >= rule.smallest }
        let found = parts.map { name, kept in
            (
                name: name, rows: kept.count,
                results: test.results(candidate: rows.candidate.subset(kept), champion: rows.champion?.subset(kept))
            )
        }
        let conditions = (test.floor == nil ? 0 : 1) + (test.minChange == nil ? 0 : 1)
        return (0..<conditions).map { index in
            let slices = found.map { part in
                let result = part.results[index]
                let room = result.candidate.flatMap { value in result.required.map { value - $0 } } ?? 0
                return SliceSummary.Slice(
                    result: SliceResult(
                        name: part.name, verdict: result.verdict, rows: part.rows, candidate: result.candidate,
                        champion: result.champion),
                    whole: result, room: room)
            }
            return SliceSummary(slices: slices, all: column.categories.count, rule: rule).result(otherwise: "value")
        }
    }
}

extension ValueRows {
    /// The rows that `keep` names, in order.
    func subset(_ keep: [Int]) -> ValueRows {
        ValueRows(
            actual: keep.map { actual[$0] }, predicted: keep.map { predicted[$0] },
            columns: columns.mapValues { values in keep.map { values[$0] } })
    }
}
