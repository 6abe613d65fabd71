/// Why there are no rows to judge by, in a clause.
struct EvidenceGap: Error, Hashable {
    let reason: String

    init(_ reason: String) { self.reason = reason }

    init(_ error: ObservationError) { reason = error.description }
}
