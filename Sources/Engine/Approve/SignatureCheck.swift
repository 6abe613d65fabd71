import Catalog
import Execution
import Promotion

/// Which signatures were just checked by `ssh-keygen`. Made outside a transaction, since a program runs for it, and used inside: what was
/// edited in between is not what was checked.
struct SignatureCheck: Sendable {
    private var approvals: Set<Approval> = []
    private var overrides: Set<CheckOverride> = []

    /// Nothing was checked: no signature counts.
    init() {}

    /// For showing what was decided; nothing is decided by it.
    init(trusting shown: [CheckOverride]) { overrides = Set(shown) }

    /// Checks every signature of a case with the keys that the people have now.
    init(_ given: PromotionCase, context: EngineContext) async throws(EngineError) {
        for approval in given.approvals {
            guard let signature = approval.signature else { continue }
            let by = approval.statement.by
            let isGenuine = try await Self.isGenuine(
                approval.statement.canonicalText, signature, by: by, namespace: ApprovalStatement.namespace,
                context: context)
            if isGenuine { approvals.insert(approval) }
        }
        for override in given.overrides {
            guard let signature = override.signature else { continue }
            let isGenuine = try await Self.isGenuine(
                override.statement.canonicalText, signature, by: override.statement.by,
                namespace: OverrideStatement.namespace, context: context)
            if isGenuine { overrides.insert(override) }
        }
    }

    func verified(_ given: [Approval]) -> Set<Int64> { Set(given.filter { approvals.contains($0) }.map(\.id)) }

    func verified(_ given: [CheckOverride]) -> Set<Int64> { Set(given.filter { overrides.contains($0) }.map(\.id)) }

    /// Counts a signature that was checked when it came in.
    mutating func trust(_ approval: Approval) { approvals.insert(approval) }

    mutating func trust(_ override: CheckOverride) { overrides.insert(override) }

    /// False if it is not a signature of the text by that key. Whose key it is, the tally asks.
    private static func isGenuine(
        _ text: String, _ signature: StatementSignature, by signer: UserName, namespace: String,
        context: EngineContext
    ) async throws(EngineError) -> Bool {
        guard SSHSignatures.publicKey(in: signature.armored) == signature.key else { return false }
        do throws(EngineError) {
            try await verify(text, signature, by: signer, namespace: namespace, context: context)
            return true
        } catch {
            guard error.code == .forbidden else { throw error }
            return false
        }
    }

    /// Throws `forbidden` with ssh-keygen's words if the signature is not of this text by this key for this purpose.
    static func verify(
        _ text: String, _ signature: StatementSignature, by signer: UserName, namespace: String,
        context: EngineContext
    ) async throws(EngineError) {
        do throws(ExecutionError) {
            let program = try SSHSignatures(
                path: "/usr/local/bin:/usr/bin:/bin", folder: context.home.path + "/signatures")
            try await program.verify(
                text, armored: signature.armored, signer: signer.rawValue, keys: [signature.key], namespace: namespace)
        } catch {
            guard error.code == .rejected else { throw EngineError(.unavailable, error.description) }
            throw EngineError(.forbidden, "the signature is not \(signer)'s of this text: \(error.message)")
        }
    }
}
