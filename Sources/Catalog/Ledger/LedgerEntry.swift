package import Promotion

/// One thing that was done, as the ledger keeps it.
package struct LedgerEntry: Hashable, Sendable {
    package var sequence: Int64
    package var time: Timestamp
    /// A person, or `sluice` itself.
    package var actor: String
    package var action: Action
    package var project: ProjectName?
    /// What it was done to: a run, `prod/churn@3`, a ref.
    package var subject: String
    /// JSON with the particulars.
    package var details: String
    /// SHA-256 over this entry and the hash of the one before.
    package var hash: Digest

    package enum Action: String, Sendable, CaseIterable {
        case projectAdded = "project-added"
        case projectRemoved = "project-removed"
        case projectMoved = "project-moved"
        case policyChanged = "policy-changed"
        case rulesChanged = "rules-changed"
        case refMoved = "ref-moved"
        case runCreated = "run-created"
        case runEnded = "run-ended"
        case gateDecided = "gate-decided"
        case approved
        case approvalRefused = "approval-refused"
        case rejected
        case overridden
        case overrideReviewed = "override-reviewed"
        case blocked
        case promoted
        case rolledBack = "rolled-back"
        case promotionRefused = "promotion-refused"
        case held
        case resumed
        case importStarted = "import-started"
        case importEnded = "import-ended"
        case userAdded = "user-added"
        case userChanged = "user-changed"
        case userDisabled = "user-disabled"
        case userEnabled = "user-enabled"
        case groupAdded = "group-added"
        case groupRemoved = "group-removed"
        case memberAdded = "member-added"
        case memberRemoved = "member-removed"
        case roleGranted = "role-granted"
        case roleRevoked = "role-revoked"
        case accessChanged = "access-changed"
        case tokenCreated = "token-created"
        case tokenRevoked = "token-revoked"
        case secretSet = "secret-set"
        case secretRemoved = "secret-removed"
        case secretDropped = "secret-dropped"
        case secretsUsed = "secrets-used"
        case secretsRekeyed = "secrets-rekeyed"
        case loggedIn = "logged-in"
        case loggedOut = "logged-out"
        case sessionEnded = "session-ended"
        case tokensSuspended = "tokens-suspended"
        case tokensResumed = "tokens-resumed"
    }
}

extension LedgerEntry.Action: CatalogConvertible {}
