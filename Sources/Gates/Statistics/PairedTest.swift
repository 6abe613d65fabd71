package import Promotion

/// A paired comparison of candidate and champion on the same rows: it passes if the lower end of the one-sided interval of the gain
/// clears the margin.
package struct PairedTest: Hashable, Sendable {
    /// How the interval is found.
    package enum Method: Hashable, Sendable {
        case bootstrap(BootstrapPlan)
        /// DeLong's normal interval, for ROC AUC alone.
        case deLong
        /// McNemar's exact test, for accuracy alone and without a margin.
        case mcNemar
    }

    package var metric: PairedMetric
    package var margin: SignificanceMargin
    /// The candidate's value is compared with this one, and not with the champion's.
    package var threshold: Double?
    package var confidence: Double
    /// With fewer rows the answer is `Inconclusive`.
    package var minSamples: Int
    package var method: Method

    package init(
        metric: PairedMetric, margin: SignificanceMargin = .minAbsoluteChange(0), threshold: Double? = nil,
        confidence: Double = 0.95, minSamples: Int = 30, method: Method? = nil
    ) {
        self.metric = metric
        self.margin = margin
        self.threshold = threshold
        self.confidence = confidence
        self.minSamples = minSamples
        self.method = method ?? (metric == .rocAUC ? .deLong : .bootstrap(BootstrapPlan()))
    }

    package var title: String {
        if method == .mcNemar { return McNemarTest(confidence: confidence).title }
        let condition =
            threshold.map { "\(metric.greaterIsBetter ? "≥" : "≤") \(figure($0))" }
            ?? "against champion: \(margin.words)"
        return "\(metric.name) \(condition), \(figure(confidence * 100)) % confidence"
    }

    /// What is resampled.
    private var gain: Gain {
        Gain(greaterIsBetter: metric.greaterIsBetter, fraction: margin.terms.fraction, isRelative: threshold == nil)
    }

    /// What that has to reach.
    var leastGain: Double { threshold.map { metric.greaterIsBetter ? $0 : -$0 } ?? margin.terms.required }

    /// What the gain, or the candidate's value, has to reach.
    var required: Double { threshold ?? margin.terms.required }

    /// Judges the candidate.
    package func result(on evidence: PairedEvidence) -> CheckResult { finding(on: evidence).result(title: title) }

    /// What the rows show, before it is made a result.
    package func finding(on evidence: PairedEvidence) -> SignificanceFinding {
        var finding = SignificanceFinding(check: self, rows: evidence.rows)
        guard margin.isUsable, leastGain.isFinite, confidence > 0.5, confidence < 1 else {
            finding.obstacle = "the margin must be a finite number and the confidence between 0.5 and 1"
            return finding
        }
        guard evidence.rows >= max(minSamples, 2) else {
            finding.obstacle = "there are \(evidence.rows) rows and at least \(max(minSamples, 2)) are needed"
            return finding
        }
        do throws(Comparison.Obstacle) {
            switch (method, evidence) {
            case (.deLong, .scores(let pairs)) where metric == .rocAUC: takeDeLong(pairs, into: &finding)
            case (.mcNemar, .classes(let cells))
            where metric == .accuracy && margin.terms == (0, 0) && threshold == nil:
                finding.values = metric.values(on: evidence)
                McNemarTest(confidence: confidence).take(cells, into: &finding)
            case (.mcNemar, _):
                finding.obstacle = "McNemar's test is that of accuracy on classes, without a margin"
            case (.deLong, _): finding.obstacle = "DeLong's interval is that of roc auc on scores"
            case (.bootstrap(let plan), _): take(try Comparison(metric, on: evidence), plan, into: &finding)
            }
        } catch {
            finding.obstacle = error.reason
        }
        return finding
    }

    private func take(_ comparison: Comparison, _ plan: BootstrapPlan, into finding: inout SignificanceFinding) {
        finding.values = comparison.values
        guard (Bootstrap.fewestResamples...10_000_000).contains(plan.resamples) else {
            finding.obstacle =
                "\(plan.resamples) resamples were asked for: at least \(Bootstrap.fewestResamples) are needed, and at "
                + "most 10000000 are made"
            return
        }
        let bootstrap = comparison.bootstrap(gain: gain, plan: plan)
        guard !bootstrap.isDegenerate else {
            finding.obstacle =
                "the resampled differences have no spread, or lie all on one side: no interval can be given"
            return
        }
        finding.lower = bootstrap.lowerLimit(confidence: confidence)
        finding.upper = bootstrap.lowerLimit(confidence: 1 - confidence)
        finding.pValue = bootstrap.pValue(required: leastGain)
    }

    private func takeDeLong(_ pairs: ScorePairs, into finding: inout SignificanceFinding) {
        guard let test = DeLong(pairs) else {
            finding.obstacle = "each class needs two rows at least"
            return
        }
        finding.values = test.auc
        let error =
            threshold == nil
            ? test.standardError(weight: 1 + margin.terms.fraction) : test.standardError(weight: 0)
        guard error > 0 else {
            finding.obstacle = "the difference has no variance: no interval can be given"
            return
        }
        let gain = self.gain(test.auc)
        let width = -NormalDistribution.quantile(1 - confidence) * error
        finding.lower = gain - width
        finding.upper = gain + width
        finding.pValue = NormalDistribution.cumulative((leastGain - gain) / error)
    }
}

/// A number for a sentence: up to four significant digits behind the point.
func figure(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    if value == 0 { return "0" }
    var scale = 1.0
    while abs(value) * scale < 1000, scale < 1e12 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
}
