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
            minChange: compares ? check.minAbsoluteChange : nil,
            confidence: check.confidence.map { ValueConfidence(level: $0, minSamples: check.minSamples ?? 30) })
        do throws(EvidenceGap) {
            let rows = try valueRows(check, expression, paired: compares)
            var results: [CheckResult]
            if let rule = check.slices {
                let column = try predictions.slices(check.predictions, by: rule.columns)
                results =
                    test.confidence.map { corrected(test, $0, rows, by: column, rule) }
                    ?? sliced(test, rows, by: column, rule)
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
        return test.conditions.indices.map { index in
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

    /// With confidence, corrected for the number of slices.
    private func corrected(
        _ test: ValueTest, _ confidence: ValueConfidence, _ rows: (candidate: ValueRows, champion: ValueRows?),
        by column: CategoryColumn, _ rule: SliceRule
    ) -> [CheckResult] {
        let large = zip(column.categories, column.rowsByCategory).filter { $0.1.count >= rule.smallest }
        guard large.count <= SlicedTest.mostSlices else {
            return test.conditions.map { SlicedTest.tooMany(large.count, test.title($0) + rule.title) }
        }
        let parts = large.map { name, kept in
            (name: name, candidate: rows.candidate.subset(kept), champion: rows.champion?.subset(kept))
        }
        return test.conditions.map { condition in
            let found = parts.map { part in
                (
                    name: part.name,
                    finding: test.finding(condition, confidence, candidate: part.candidate, champion: part.champion)
                )
            }
            return CorrectedSlices(found, confidence: confidence.level).result(
                title: test.title(condition) + rule.title, required: condition.required,
                unit: test.unit.isEmpty ? nil : test.unit, all: column.categories.count, smallest: rule.smallest)
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
