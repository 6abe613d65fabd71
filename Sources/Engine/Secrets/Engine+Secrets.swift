import Catalog
package import Promotion

extension Engine {
    /// Seals a value and stores it under the name. Nothing gives it back but a step that declares it.
    package func setSecret(
        _ name: SecretName, to value: SecretValue, in environment: EnvironmentName, of project: ProjectName,
        by actor: Actor
    ) async throws -> SecretReport {
        _ = try await self.environment(environment, of: project)
        let (keys, now) = (context.secretKeys, context.now())
        try await context.catalog.write { transaction in
            guard let source = try transaction.project(project)?.source else {
                throw EngineError(.notFound, "there is no project '\(project)'")
            }
            let stored = try transaction.sealedSecrets()
            let key = try keys.key(for: stored)
            try key.expectToBeThat(of: stored)
            let former = try transaction.secret(name, environment, of: project)
            var secret = SecretRecord(
                project: project, environment: environment, name: name, version: (former?.version ?? 0) + 1,
                sealed: nil, source: source, setBy: actor.recorded, setAt: now)
            secret.sealed = try key.seal(value, as: secret)
            try transaction.putSecret(secret, by: actor)
        }
        guard let report = try await secrets(environment, of: project).first(where: { $0.name == name }) else {
            throw EngineError(.conflict, "secret '\(name)' was removed meanwhile")
        }
        return report
    }

    /// The environment's secrets by name, and those that steps of its newest run declare and nobody has set.
    package func secrets(
        _ environment: EnvironmentName, of project: ProjectName
    ) async throws -> [SecretReport] {
        _ = try await self.environment(environment, of: project)
        return try await context.catalog.read { transaction in
            let source = try transaction.project(project)?.source
            let steps = try transaction.newestPipeline(environment, of: project)?.steps ?? []
            var reports = try transaction.secrets(environment, of: project).map { SecretReport($0, source: source) }
            let missing = Set(steps.flatMap(\.secrets)).subtracting(reports.map(\.name))
            reports += missing.map { SecretReport(name: $0, state: .missing) }
            return reports.sorted { $0.name < $1.name }.map { report in
                var report = report
                report.steps = steps.filter { $0.secrets.contains(report.name) }.map(\.name)
                return report
            }
        }
    }

    /// Forgets a secret. Throws `notFound` if there is none.
    package func removeSecret(
        _ name: SecretName, in environment: EnvironmentName, of project: ProjectName, by actor: Actor
    ) async throws {
        _ = try await record(of: project)
        let now = context.now()
        try await context.catalog.write { transaction in
            guard let secret = try transaction.secret(name, environment, of: project) else {
                throw EngineError(
                    .notFound,
                    "'\(environment)' has no secret '\(name)'; 'sluice secret list --env \(environment)' shows those that it has"
                )
            }
            try transaction.removeSecret(secret, by: actor, at: now)
        }
    }

    /// Seals all secrets with a new key. Whatever happens meanwhile, one of the two keys is there and opens all of them.
    package func rekeySecrets(by actor: Actor) async throws -> RekeyReport {
        let (keys, now) = (context.secretKeys, context.now())
        let report = try await context.catalog.write { transaction in
            let stored = try transaction.sealedSecrets()
            let key = try keys.key(for: stored)
            try key.expectToBeThat(of: stored)
            let next = try keys.makeNext()
            for secret in stored {
                guard let sealed = secret.sealed else { continue }
                try transaction.resealSecret(secret, as: next.seal(key.open(sealed, of: secret), as: secret))
            }
            try transaction.record(
                .secretsRekeyed, by: actor, at: now, project: nil, subject: "secrets",
                details: ["secrets": String(stored.count), "former": key.fingerprint, "key": next.fingerprint])
            return RekeyReport(secrets: stored.count, key: next.fingerprint)
        }
        try await context.catalog.write { _ in try keys.adoptNext() }
        return report
    }
}

extension SecretKey {
    /// Throws `unavailable` if secrets are stored that this key does not open: they would be mixed up with others.
    func expectToBeThat(of stored: [SecretRecord]) throws(EngineError) {
        let foreign = stored.compactMap(\.sealed).filter { $0.key != fingerprint }
        guard let first = foreign.first else { return }
        throw EngineError(
            .unavailable,
            "\(foreign.count) secrets are sealed with key \(first.key), and the server has key \(fingerprint); bring that key "
                + "back, or remove those secrets first")
    }
}

extension SecretReport {
    init(_ secret: SecretRecord, source: String?) {
        let hasMoved = source != secret.source
        self.init(
            name: secret.name, state: secret.sealed == nil || hasMoved ? .dropped : .set, version: secret.version,
            setBy: secret.setBy, setAt: secret.setAt,
            reason: secret.reason ?? (hasMoved ? "the repository's address changed" : nil), lastRun: secret.lastRun,
            lastUsed: secret.lastUsed)
    }
}

extension CatalogTransaction {
    /// The pipeline of the newest run of an environment that came so far as to have one.
    fileprivate func newestPipeline(
        _ environment: EnvironmentName, of project: ProjectName
    ) throws(CatalogError) -> Pipeline? {
        try runs(of: project, environment: environment, limit: 20).lazy.compactMap(\.pinned).first?.pipeline
    }
}
