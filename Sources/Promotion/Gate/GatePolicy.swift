/// The checks between a candidate and the champion alias. All required ones must let the candidate through.
package struct GatePolicy: Hashable, Codable, Sendable {
    package var checks: [GateCheck]
    package var onMissingChampion: MissingChampionRule

    package init(checks: [GateCheck] = [], onMissingChampion: MissingChampionRule = .thresholds) {
        self.checks = checks
        self.onMissingChampion = onMissingChampion
    }
}

/// What decides about the first model of an environment, which has no champion to be compared with.
package enum MissingChampionRule: String, Codable, Sendable, CaseIterable {
    /// Its thresholds alone; comparisons are `Skipped`.
    case thresholds
    /// Comparisons fail.
    case fail
    /// Its thresholds, and then a person.
    case approval
}
