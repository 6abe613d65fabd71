package import Promotion

/// Whether the candidate is right on more rows than the champion, by McNemar's exact test: it passes if the one-sided p-value is at most
/// 1 − confidence.
package struct McNemarCheck: Hashable, Sendable {
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
        let counts = cells.discordant
        let test = McNemar(candidateOnly: counts.candidateOnly, championOnly: counts.championOnly)
        let rows = counts.candidateOnly + counts.championOnly
        let figures =
            "of \(cells.rows) rows only the candidate is right on \(counts.candidateOnly), only the champion on "
            + "\(counts.championOnly)"
        guard rows >= max(1, minDiscordant) else {
            return CheckResult(
                check: title, verdict: .inconclusive,
                reason: "\(figures): \(max(1, minDiscordant)) such rows are needed to say anything")
        }
        let pValue = test.candidateBetterPValue
        return CheckResult(
            check: title, verdict: pValue <= 1 - confidence ? .passed : .failed, required: 1 - confidence,
            reason:
                "\(figures); the probability of so many by chance is \(figure(pValue)) (two-sided \(figure(test.exactPValue))), "
                + "and at most \(figure(1 - confidence)) was asked")
    }
}
