import Catalog
import Promotion
import Supervision

/// What stands between a step and its start: a definite no.
struct StepRefused: Error, CustomStringConvertible {
    /// Follows the words `was not started:`.
    let reason: String

    var description: String { reason }
}

/// The secrets that a step is given, opened.
struct GivenSecrets: Sendable {
    private(set) var records: [SecretRecord] = []
    private(set) var variables: [String: String] = [:]

    /// For a step that declares none.
    init() {}

    /// Opens what `step` declares, if the run may have it. Throws `StepRefused` otherwise, and if something is not set.
    init(
        for step: PipelineStep, of run: RunRecord, keys: SecretKeys, in transaction: CatalogTransaction
    ) throws {
        guard !step.secrets.isEmpty else { return }
        let environment = try transaction.environments(of: run.project)
            .first { $0.environment.name == run.environment }
        switch SecretPolicy(ref: run.ref, environment: environment?.environment, name: run.environment) {
        case .given: break
        case .withheld(let reason): throw StepRefused(reason: reason)
        }
        if let reason = try transaction.missingSecrets(of: [step], run) { throw StepRefused(reason: reason) }
        let key = try keys.key(for: transaction.sealedSecrets())
        for name in step.secrets {
            guard let secret = try transaction.secret(name, run.environment, of: run.project),
                let sealed = secret.sealed
            else { continue }
            variables[name.rawValue] = try key.open(sealed, of: secret).text
            records.append(secret)
        }
    }

    /// What finds them in text; nil for none.
    var mask: SecretMask? { SecretMask(variables.values) }
}

extension CatalogTransaction {
    /// Why the steps cannot have the secrets that they declare; nil if all are set.
    func missingSecrets(of steps: [PipelineStep], _ run: RunRecord) throws(CatalogError) -> String? {
        let names = Set(steps.flatMap(\.secrets)).sorted()
        guard !names.isEmpty else { return nil }
        let source = try project(run.project)?.source
        var missing: [String] = []
        for name in names {
            let report = try secret(name, run.environment, of: run.project).map { SecretReport($0, source: source) }
            guard report?.state != .set else { continue }
            let declarers = steps.filter { $0.secrets.contains(name) }.map { "'\($0.name)'" }.joined(separator: ", ")
            let why = report?.reason.map { "must be set again, because \($0)" } ?? "is not set"
            missing.append(
                "secret '\(name)', which step \(declarers) declares, \(why); "
                    + "'sluice secret set --env \(run.environment) \(name)' sets it")
        }
        return missing.isEmpty ? nil : missing.joined(separator: "; ")
    }
}
