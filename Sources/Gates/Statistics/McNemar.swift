/// Whether two models are right equally often, from the rows where only one of them is (McNemar, Psychometrika 12, 1947).
package struct McNemar: Hashable, Sendable {
    package let candidateOnly: Int
    package let championOnly: Int

    package init(candidateOnly: Int, championOnly: Int) {
        self.candidateOnly = candidateOnly
        self.championOnly = championOnly
    }

    /// The two-sided p-value of the exact test: 2 P(X ≥ max) of as many tosses of a fair coin.
    package var exactPValue: Double {
        let larger = max(candidateOnly, championOnly)
        return min(1, 2 * BinomialDistribution.fairUpperTail(from: larger, trials: candidateOnly + championOnly))
    }

    /// The one-sided p-value that the candidate is right no more often: P(X ≥ candidateOnly).
    package var candidateBetterPValue: Double {
        BinomialDistribution.fairUpperTail(from: candidateOnly, trials: candidateOnly + championOnly)
    }

    /// (|b − c| − 1)² / (b + c), with Edwards' correction for continuity (Psychometrika 13, 1948); 0 if no row tells them apart.
    package var correctedStatistic: Double {
        let total = Double(candidateOnly + championOnly)
        guard total > 0 else { return 0 }
        let excess = max(0, Double(abs(candidateOnly - championOnly)) - 1)
        return excess * excess / total
    }

    /// Its p-value by χ² with one degree of freedom, which is a squared normal.
    package var correctedPValue: Double {
        min(1, 2 * NormalDistribution.cumulative(-correctedStatistic.squareRoot()))
    }
}
