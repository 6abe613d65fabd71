import Catalog
package import Promotion
import Supervision

extension EngineContext {
    /// What finds the secrets of an attempt; nil if it has none. After a restart it is made again from the secrets as they are now.
    func mask(_ key: StepMasks.Key) async throws -> SecretMask? {
        if let known = masks[key] { return known }
        let keys = secretKeys
        let mask = try await catalog.read { transaction -> SecretMask? in
            guard let run = try transaction.run(key.run), let step = run.pinned?.pipeline[key.step.step],
                !step.secrets.isEmpty
            else { return nil }
            var values: [String] = []
            let opener = try keys.key(for: transaction.sealedSecrets())
            for name in step.secrets {
                guard let secret = try transaction.secret(name, run.environment, of: run.project),
                    let sealed = secret.sealed
                else { continue }
                values.append(try opener.open(sealed, of: secret).text)
            }
            return SecretMask(values)
        }
        masks[key] = .some(mask)
        return mask
    }
}

extension Engine {
    /// Takes the secrets of a step out of a text that it sends; nil for a step that has none.
    package func masking(for attempt: RunIdentity) async throws -> (@Sendable (String) -> String)? {
        let key = StepMasks.Key(run: attempt.run, step: attempt.step, attempt: attempt.attempt)
        guard let mask = try await context.mask(key) else { return nil }
        return { text in mask.masked(text) }
    }
}
