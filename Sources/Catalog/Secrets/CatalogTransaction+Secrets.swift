package import Promotion

extension CatalogTransaction {
    /// The secret of that name; nil if it was never set or was removed.
    package func secret(
        _ name: SecretName, _ environment: EnvironmentName, of project: ProjectName
    ) throws(CatalogError) -> SecretRecord? {
        guard
            let row = try row(
                """
                SELECT \(sql: SecretRecord.columns) FROM secrets
                WHERE project = \(project) AND environment = \(environment) AND name = \(name)
                """)
        else { return nil }
        return try SecretRecord(row: row)
    }

    /// The secrets of an environment by name.
    package func secrets(
        _ environment: EnvironmentName, of project: ProjectName
    ) throws(CatalogError) -> [SecretRecord] {
        try secrets(where: "project = \(project) AND environment = \(environment)")
    }

    /// All secrets that have a value, of all projects.
    package func sealedSecrets() throws(CatalogError) -> [SecretRecord] {
        try secrets(where: "sealed IS NOT NULL")
    }

    private func secrets(where condition: SQL) throws(CatalogError) -> [SecretRecord] {
        var secrets: [SecretRecord] = []
        for row in try rows(
            """
            SELECT \(sql: SecretRecord.columns) FROM secrets WHERE \(sql: condition)
            ORDER BY project, environment, name
            """)
        {
            secrets.append(try SecretRecord(row: row))
        }
        return secrets
    }

    /// Stores a secret; one of that name gets the new version and value.
    package func putSecret(_ secret: SecretRecord, by actor: Actor) throws(CatalogError) {
        try execute(
            """
            INSERT INTO secrets (project, environment, name, version, sealed, key_id, source, set_by, set_at)
            VALUES (\(secret.project), \(secret.environment), \(secret.name), \(secret.version),
                \(secret.sealed?.text), \(secret.sealed?.key), \(secret.source), \(secret.setBy), \(secret.setAt))
            ON CONFLICT (project, environment, name) DO UPDATE SET
                version = excluded.version, sealed = excluded.sealed, key_id = excluded.key_id,
                source = excluded.source, set_by = excluded.set_by, set_at = excluded.set_at, reason = NULL
            """)
        try record(
            .secretSet, by: actor, at: secret.setAt, project: secret.project, subject: secret.subject,
            details: ["version": String(secret.version)])
    }

    /// Stores the same value under another key.
    package func resealSecret(_ secret: SecretRecord, as sealed: SealedSecret) throws(CatalogError) {
        try execute(
            """
            UPDATE secrets SET sealed = \(sealed.text), key_id = \(sealed.key)
            WHERE project = \(secret.project) AND environment = \(secret.environment) AND name = \(secret.name)
            """)
    }

    /// Forgets a secret.
    package func removeSecret(_ secret: SecretRecord, by actor: Actor, at time: Timestamp) throws(CatalogError) {
        try execute(
            """
            DELETE FROM secrets
            WHERE project = \(secret.project) AND environment = \(secret.environment) AND name = \(secret.name)
            """)
        try record(
            .secretRemoved, by: actor, at: time, project: secret.project, subject: secret.subject,
            details: ["version": String(secret.version)])
    }

    /// Forgets the values of all secrets of a project; what is left says why they must be set again.
    package func dropSecrets(
        of project: ProjectName, because reason: String, by actor: Actor, at time: Timestamp
    ) throws(CatalogError) {
        for secret in try secrets(where: "project = \(project) AND sealed IS NOT NULL") {
            try execute(
                """
                UPDATE secrets SET sealed = NULL, key_id = NULL, reason = \(reason)
                WHERE project = \(secret.project) AND environment = \(secret.environment) AND name = \(secret.name)
                """)
            try record(
                .secretDropped, by: actor, at: time, project: project, subject: secret.subject,
                details: ["version": String(secret.version), "reason": reason])
        }
    }

    /// Writes down that an attempt of a step is given these secrets.
    package func recordUse(
        of secrets: [SecretRecord], by run: RunID, _ step: StepKey, attempt: Int, at time: Timestamp
    ) throws(CatalogError) {
        for secret in secrets {
            try execute(
                """
                UPDATE secrets SET last_run = \(run), last_used_at = \(time)
                WHERE project = \(secret.project) AND environment = \(secret.environment) AND name = \(secret.name)
                """)
        }
        guard let project = secrets.first?.project else { return }
        let names = secrets.map { "\($0.name)@\($0.version)" }.joined(separator: ", ")
        try record(
            .secretsUsed, by: "sluice", at: time, project: project, subject: run.rawValue,
            details: ["step": step.rawValue, "attempt": String(attempt), "secrets": names])
    }
}

extension SecretRecord {
    /// How the ledger names it: `prod/API_KEY`.
    package var subject: String { "\(environment)/\(name)" }
}
