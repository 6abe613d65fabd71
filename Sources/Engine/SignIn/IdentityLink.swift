import Catalog
import Promotion
import SignIn

/// Which of the server's users a verified identity is.
///
/// The provider's subject decides, never a name: names change hands. A subject that comes for the first time becomes a user of the name
/// that the provider gives, unless somebody has that name already. Then only an address that the provider has verified and an
/// administrator has listed tells that it is the same person.
struct IdentityLink: Sendable {
    let identity: Identity
    /// As the ledger has whoever is made known by it.
    let actor: Actor
    let now: Timestamp

    /// The user, if the subject is known and nothing about it is new.
    func known(_ transaction: CatalogTransaction) throws -> UserReport? {
        guard let user = try transaction.user(ofSubject: identity.qualifiedSubject) else { return nil }
        try requireKind(user)
        return (email.map { user.emails.contains($0) } ?? true) ? user : nil
    }

    /// The user, made or linked where that is needed. Throws `refused` if the name is somebody else's.
    func establish(_ transaction: CatalogTransaction) throws -> UserReport {
        if let user = try transaction.user(ofSubject: identity.qualifiedSubject) {
            try requireKind(user)
            if let email, !user.emails.contains(email) { try add(nil, to: user, transaction) }
            return user
        }
        let subject = try checkedSubject()
        guard let namesake = try transaction.user(identity.user) else { return try insert(subject, transaction) }
        guard namesake.kind == .person, identity.kind == .person, let email, namesake.emails.contains(email),
            !namesake.subjects.contains(where: { $0.hasPrefix("\(identity.issuer)#") })
        else {
            throw EngineError(
                .refused,
                "the name '\(identity.user)' is that of another user here; an administrator can link your login to it")
        }
        try add(subject, to: namesake, transaction)
        return namesake
    }

    private func insert(_ subject: String, _ transaction: CatalogTransaction) throws -> UserReport {
        guard !UserMarks.reservedNames.contains(identity.user.rawValue) else {
            throw EngineError(.refused, "the name '\(identity.user)' is nobody's to have here")
        }
        let user = UserReport(
            name: identity.user, kind: identity.kind == .service ? .service : .person,
            emails: email.map { [$0] } ?? [], subjects: [subject], created: now)
        try transaction.insertUser(user)
        try transaction.record(
            .userAdded, by: actor, at: now, project: nil, subject: user.name.rawValue,
            details: ["kind": user.kind.rawValue, "subjects": subject, "emails": email ?? ""])
        return user
    }

    private func add(_ subject: String?, to user: UserReport, _ transaction: CatalogTransaction) throws {
        let marks = ChangeUserRequest.Marks(
            emails: email.map { [$0] }, sshKeys: nil, subjects: subject.map { [$0] })
        try transaction.addMarks(marks, to: user.name)
        try transaction.record(
            .userChanged, by: actor, at: now, project: nil, subject: user.name.rawValue,
            details: ["subjects": subject ?? "", "emails": email ?? ""])
    }

    /// A person's; what a service calls its address is nobody's.
    private var email: String? {
        identity.kind == .person ? identity.email.flatMap { try? UserMarks.email($0) } : nil
    }

    private func checkedSubject() throws(EngineError) -> String {
        do { return try UserMarks.subject(identity.qualifiedSubject) } catch {
            throw EngineError(.refused, "the identity provider's subject is not one that this server can keep")
        }
    }

    private func requireKind(_ user: UserReport) throws(EngineError) {
        guard (user.kind == .service) == (identity.kind == .service) else {
            throw EngineError(.refused, "the token is that of a person and a service at once")
        }
    }
}
