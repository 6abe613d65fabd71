internal import Promotion

extension Catalog {
    /// Applies what is missing, in the order of the numbers, each in a transaction of its own.
    ///
    /// Throws `newerSchema`, before anything is changed, if the catalog holds a migration that this program does not know.
    func migrate(
        _ migrations: [any Migration.Type] = TrackingMigrations.all + PromotionMigrations.all,
        now: @Sendable @escaping () -> Timestamp
    ) async throws {
        let applied = try await write { transaction in
            try transaction.execute(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL
                )
                """)
            return try transaction.appliedMigrations()
        }
        let known = Set(migrations.map { $0.number })
        if let unknown = applied.first(where: { !known.contains($0.key) }) {
            throw CatalogError(
                .newerSchema, operation: "checking the schema",
                message:
                    "migration \(unknown.key) \(unknown.value.quotedForMessage) is unknown to this program; use the "
                    + "program that wrote the catalog, or a newer one")
        }
        for migration in migrations.sorted(by: { $0.number < $1.number }) where applied[migration.number] == nil {
            try await write { transaction in try transaction.apply(migration, now: now()) }
        }
    }
}

extension CatalogTransaction {
    /// Names of the applied migrations by number.
    fileprivate func appliedMigrations() throws(CatalogError) -> [Int: String] {
        var applied: [Int: String] = [:]
        for row in try rows("SELECT number, name FROM schema_migrations") {
            let number: Int = try row["number"]
            applied[number] = try row["name"]
        }
        return applied
    }

    fileprivate func apply(_ migration: any Migration.Type, now: Timestamp) throws(CatalogError) {
        for statement in migration.statements { try execute(statement.preparedOnce) }
        try execute(
            """
            INSERT INTO schema_migrations (number, name, applied_at)
            VALUES (\(migration.number), \(migration.name), \(now))
            """)
    }
}
