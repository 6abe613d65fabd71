import Promotion

/// Why two evaluations cannot be compared: they did not see the same data.
struct DatasetDifference {
    let reason: String

    /// - Returns: nil if both read the same dataset versions, and at least one.
    init?(_ candidate: [DatasetName: DatasetVersion], _ other: [DatasetName: DatasetVersion], champion version: Int) {
        guard !candidate.isEmpty || !other.isEmpty else {
            reason =
                "no dataset version is known on which candidate and champion version \(version) were scored: "
                + "declare what the evaluate step reads"
            return
        }
        let names = Set(candidate.keys).union(other.keys).sorted()
        guard let name = names.first(where: { candidate[$0]?.digest != other[$0]?.digest }) else { return nil }
        reason =
            "the candidate was scored on \(Self.shown(candidate[name], of: name)), champion version \(version) on "
            + "\(Self.shown(other[name], of: name)): figures from different data are not compared"
    }

    private static func shown(_ version: DatasetVersion?, of name: DatasetName) -> String {
        guard let version else { return "no version of \(name.rawValue.quotedForMessage)" }
        let number = version.version == version.digest.rawValue ? "" : " version \(version.version),"
        return "\(name.rawValue.quotedForMessage)\(number) digest \(version.digest.short)"
    }
}
