/// Whether a run may have the secrets of its environment. Decided by the ladder of the protected ref as it is when a step starts, never by
/// what the built commit says.
package enum SecretPolicy: Hashable, Sendable {
    case given
    /// For this reason, which follows the words `step 'x' was not started:`.
    case withheld(reason: String)

    /// Decides for a run of `ref` in the environment `name`; `environment` is nil if the protected ref defines it no longer.
    package init(ref: RefName, environment: Environment?, name: EnvironmentName) {
        let shown = ref.shown.quotedForMessage
        guard !ref.isUntrusted else {
            self = .withheld(
                reason: "it declares secrets, and \(shown) is a change that nobody has accepted yet: "
                    + "secrets are never given to code from there")
            return
        }
        guard let environment, environment.claims(ref) else {
            let branches = environment?.branches.map(\.description).joined(separator: ", ")
            self = .withheld(
                reason: "it declares secrets, and they are given only to refs that '\(name)' claims "
                    + "(\(branches ?? "the environment is not defined any more")); \(shown) is none of them")
            return
        }
        self = .given
    }
}
