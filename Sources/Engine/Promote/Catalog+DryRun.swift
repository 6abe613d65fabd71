import Catalog

extension Catalog {
    /// As `write`. If `isDry`, all of it is done and then undone, and the answer is what would have come of it: so it is refused exactly
    /// where the real one is.
    func write<Outcome: Sendable>(
        isDry: Bool, _ body: @Sendable @escaping (CatalogTransaction) throws -> Outcome
    ) async throws -> Outcome {
        guard isDry else { return try await write(body) }
        do {
            return try await write { transaction -> Outcome in throw WouldBe(outcome: try body(transaction)) }
        } catch let would as WouldBe<Outcome> {
            return would.outcome
        }
    }
}

/// What a transaction would have come to: thrown, since that is what undoes it.
private struct WouldBe<Outcome: Sendable>: Error {
    let outcome: Outcome
}
