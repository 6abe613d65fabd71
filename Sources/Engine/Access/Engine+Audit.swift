package import Catalog
package import Promotion

extension Engine {
    /// Requests that changed something or were refused, newest first; those of this moment too.
    package func audit(_ filter: AuditFilter, limit: Int) async throws -> [AuditEntry] {
        try await context.audit.store()
        return try await context.catalog.read { try $0.audit(filter, limit: limit) }
    }

    /// Entries of the ledger, newest first; of all projects or of some.
    package func ledger(
        newestFirst limit: Int, projects: [ProjectName]?, before: Int64?
    ) async throws -> [LedgerReport] {
        try await context.catalog.read { try $0.ledger(newestFirst: limit, projects: projects, before: before) }
    }
}
