package import Promotion

/// Whether the candidate is right on more rows than the champion, by McNemar's exact test: it passes if the one-sided p-value is at most
/// 1 − confidence.
package struct McNemarTest: Hashable, Sendable {
    package var confidence: Double
    /// With fewer rows on which only one of the two is right, the answer is `Inconclusive`.
    package var minDiscordant: Int

    package init(confidence: Double = 0.95, minDiscordant: Int = 10) {
        self.confidence = confidence
        self.minDiscordant = minDiscordant
    }

    package var title: String { "right more often than champion, \(figure(confidence * 100)) % confidence" }

    /// Judges the candidate.
    package func result(on cells: JointCells) -> CheckResult {
        var finding = SignificanceFinding(
            check: PairedTest(metric: .accuracy, confidence: confidence, method: .mcNemar), rows: cells.rows)
        finding.values = PairedMetric.accuracy.values(on: .classes(cells))
        take(cells, into: &finding)
        return finding.result(title: title)
    }

    /// Puts the p-value and what it says into `finding`.
    func take(_ cells: JointCells, into finding: inout SignificanceFinding) {
        let counts = cells.discordant
        let rows = counts.candidateOnly + counts.championOnly
        let figures =
            "of \(cells.rows) rows only the candidate is right on \(counts.candidateOnly), only the champion on "
            + "\(counts.championOnly)"
        guard rows >= max(1, minDiscordant) else {
            finding.obstacle = "\(figures), and \(max(1, minDiscordant)) such rows are needed to say anything"
            return
        }
        let test = McNemar(candidateOnly: counts.candidateOnly, championOnly: counts.championOnly)
        let pValue = test.candidateBetterPValue
        finding.pValue = pValue
        finding.words =
            "\(figures); the probability of so many by chance is \(figure(pValue)) (two-sided \(figure(test.exactPValue))), "
            + "and at most \(figure(1 - confidence)) was asked"
    }
}
