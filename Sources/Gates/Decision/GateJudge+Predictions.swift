import Promotion

extension GateJudge {
    /// One result: for all rows, or for the slices together.
    func significanceResults(_ check: SignificanceCheck) -> [CheckResult] {
        let test = PairedTest(check)
        let title = test.title + (check.slices?.title ?? "")
        if let obstacle = obstacle(comparing: test.metric.name) { return [obstacle.result(title)] }
        do throws(EvidenceGap) {
            let rows = try predictions.rows(check.predictions, PredictionForm(check.metric), paired: true)
            guard let rule = check.slices else { return [test.result(on: rows.evidence)] }
            let column = try predictions.slices(check.predictions, by: rule.columns)
            let sliced = SlicedTest(check: test, columns: rule.columns, minSliceRows: rule.smallest)
            return [sliced.result(rows.slices(by: column))]
        } catch {
            return [
                CheckResult(
                    check: title, verdict: .inconclusive,
                    reason: "\(test.metric.name) cannot be compared: \(error.reason)")
            ]
        }
    }

    /// One result for each condition, over the slices together. The figures come from the predictions and not from the log.
    func slicedMetricResults(_ check: MetricCheck, by rule: SliceRule) -> [CheckResult] {
        let margins = ChampionMargin.asked(by: check)
        let compares = !margins.isEmpty
        let missing = compares ? obstacle(comparing: check.metric) : nil
        let source = check.predictions ?? PredictionSource()
        do throws(EvidenceGap) {
            guard let metric = SignificanceMetric(rawValue: check.metric) else {
                throw EvidenceGap("\(check.metric.quotedForMessage) cannot be taken from predictions")
            }
            let rows = try predictions.rows(source, PredictionForm(metric), paired: compares && missing == nil)
            let slices = rows.slices(by: try predictions.slices(source, by: rule.columns))
            let paired = PairedMetric(metric, average: .binary, positive: source.positive)
            if let confidence = check.confidence {
                let test = SlicedTest(
                    check: PairedTest(metric: paired, confidence: confidence), columns: rule.columns,
                    minSliceRows: rule.smallest)
                return sampleResults(check, rows) + corrected(check, test, slices, missing)
            }
            let figures = SlicedFigures(slices: slices, metric: paired, rule: rule)
            var results = sampleResults(check, rows)
            if let threshold = check.threshold {
                results.append(
                    figures.result(greaterIsBetter: check.greaterIsBetter) { values in
                        ThresholdCheck(check: check, threshold: threshold)
                            .result(for: Scores(check.metric, values.candidate))
                    })
            }
            for margin in margins {
                let comparison = ChampionCheck(check: check, margin: margin, onMissingChampion: onMissingChampion)
                results.append(
                    missing?.result(comparison.title + rule.title)
                        ?? figures.result(greaterIsBetter: check.greaterIsBetter) { values in
                            comparison.result(
                                for: Scores(check.metric, values.candidate),
                                against: Scores(check.metric, values.champion), of: "the champion")
                        })
            }
            return results
        } catch {
            return [
                CheckResult(
                    check: check.metric + rule.title, verdict: .inconclusive,
                    reason: "\(check.metric) cannot be taken from the predictions: \(error.reason)")
            ]
        }
    }

    private func sampleResults(_ check: MetricCheck, _ rows: PredictedRows) -> [CheckResult] {
        guard let least = check.minSamples else { return [] }
        let samples = SampleCheck(metric: check.metric, least: least)
        return [samples.result(rows: rows.evidence.rows, otherwise: "the table of predictions is empty")]
    }

    /// With confidence, corrected for the number of slices.
    private func corrected(
        _ check: MetricCheck, _ test: SlicedTest, _ slices: [EvidenceSlice], _ missing: ComparisonObstacle?
    ) -> [CheckResult] {
        var results: [CheckResult] = []
        if let threshold = check.threshold {
            var test = test
            test.check.threshold = threshold
            results.append(test.result(slices))
        }
        for margin in ChampionMargin.asked(by: check) {
            var test = test
            test.check.margin = margin.significance
            results.append(missing?.result(test.title) ?? test.result(slices))
        }
        return results
    }

    /// Why the champion is not compared with; nil if it can be.
    func obstacle(comparing what: String) -> ComparisonObstacle? {
        ComparisonObstacle(
            evidence.candidate.scores, evidence.champion, comparing: what, onMissingChampion: onMissingChampion)
    }
}

extension Scores {
    /// One figure that was computed here.
    fileprivate init(_ metric: String, _ value: Double) { self.init(metrics: [metric: .number(value)], datasets: [:]) }
}

extension SliceRule {
    /// How a title ends.
    var title: String { ", by \(columns.joined(separator: ", "))" }
}

extension PairedTest {
    /// The test that a definition asks for.
    init(_ check: SignificanceCheck) {
        var plan = BootstrapPlan()
        plan.resamples = check.resamples
        plan.seed = check.seed
        let method: Method
        switch check.method {
        case .bca: method = .bootstrap(plan)
        case .percentile:
            plan.interval = .percentile
            method = .bootstrap(plan)
        case .delong: method = .deLong
        case .mcnemar: method = .mcNemar
        }
        self.init(
            metric: PairedMetric(check.metric, average: check.average, positive: check.predictions.positive),
            margin: check.margin, confidence: check.confidence, minSamples: check.minSamples, method: method)
    }
}

extension PairedMetric {
    /// The metric of that name.
    init(_ metric: SignificanceMetric, average: ClassAveraging, positive: String) {
        let classes: ClassAverage =
            switch average {
            case .binary: .binary(positive: CategoryDictionary.canonical(positive))
            case .macro: .macro
            case .micro: .micro
            case .weighted: .weighted
            }
        switch metric {
        case .accuracy: self = .accuracy
        case .precision: self = .precision(classes)
        case .recall: self = .recall(classes)
        case .f1: self = .f1(classes)
        case .logLoss: self = .logLoss
        case .brier: self = .brier
        case .rmse: self = .rmse
        case .mae: self = .mae
        case .r2: self = .r2
        case .rocAUC: self = .rocAUC
        case .prAUC: self = .prAUC
        }
    }
}
