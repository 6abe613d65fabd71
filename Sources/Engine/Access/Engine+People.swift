import Catalog
package import Promotion

extension Engine {
    /// Everybody, by name.
    package func users() async throws -> [UserReport] { try await context.catalog.read { try $0.users() } }

    /// One person or service. Throws `notFound`.
    package func user(_ name: UserName) async throws -> UserReport {
        try await context.catalog.read { try $0.known(name) }
    }

    /// Makes a person or a service known. Throws `conflict` if the name or a subject is taken.
    package func addUser(_ request: AddUserRequest, by actor: Actor) async throws -> UserReport {
        let kind = request.kind ?? .person
        guard !UserMarks.reservedNames.contains(request.name.rawValue) else {
            throw EngineError(.invalid, "the name '\(request.name)' is reserved; choose another")
        }
        guard kind == .service || request.owner == nil else {
            throw EngineError(.invalid, "only a service has an owner; '\(request.name)' is to be a person")
        }
        let marks = try Self.checked(
            .init(emails: request.emails, sshKeys: request.sshKeys, subjects: request.subjects))
        let user = UserReport(
            name: request.name, kind: kind, owner: request.owner, emails: marks.emails ?? [],
            sshKeys: marks.sshKeys ?? [], subjects: marks.subjects ?? [], created: context.now())
        return try await changeAccess { transaction in
            guard try transaction.user(user.name) == nil else {
                throw EngineError(.conflict, "there is a user '\(user.name)' already")
            }
            if let owner = user.owner { try transaction.requirePerson(owner) }
            try transaction.requireFree(user.subjects, for: user.name)
            try transaction.insertUser(user)
            try transaction.record(
                .userAdded, by: actor, at: user.created, project: nil, subject: user.name.rawValue,
                details: Self.details(marks).merging(
                    ["kind": user.kind.rawValue, "owner": user.owner?.rawValue ?? ""]) { first, _ in first })
            return user
        }
    }

    /// Changes addresses, keys and subjects. The tokens of whoever has no subject left do not depend on a provider any more.
    package func changeUser(
        _ name: UserName, _ request: ChangeUserRequest, by actor: Actor
    ) async throws -> UserReport {
        let (add, remove) = (try Self.checked(request.add), try Self.checked(request.remove))
        let now = context.now()
        return try await changeAccess { transaction in
            let former = try transaction.known(name)
            try transaction.requireFree(add.subjects ?? [], for: name)
            try transaction.removeMarks(remove, from: name)
            try transaction.addMarks(add, to: name)
            if !former.subjects.isEmpty, try transaction.known(name).subjects.isEmpty {
                try transaction.forgetLoginStanding(of: name)
            }
            var details = Self.details(add)
            for (key, value) in Self.details(remove) { details["removed-\(key)"] = value }
            try transaction.record(
                .userChanged, by: actor, at: now, project: nil, subject: name.rawValue, details: details)
            return try transaction.known(name)
        }
    }

    /// Lets somebody do nothing any more, or again. Their tokens end or work again with it; what they did stays.
    package func setDisabled(_ name: UserName, _ isDisabled: Bool, by actor: Actor) async throws -> UserReport {
        let now = context.now()
        return try await changeAccess { transaction in
            let user = try transaction.known(name)
            guard (user.disabled != nil) != isDisabled else { return user }
            try transaction.setDisabled(name, since: isDisabled ? now : nil)
            try transaction.record(
                isDisabled ? .userDisabled : .userEnabled, by: actor, at: now, project: nil, subject: name.rawValue)
            return try transaction.known(name)
        }
    }

    /// The server's groups, by name.
    package func groups() async throws -> [GroupReport] { try await context.catalog.read { try $0.groups() } }

    package func addGroup(_ name: GroupName, by actor: Actor) async throws -> GroupReport {
        let now = context.now()
        return try await changeAccess { transaction in
            guard try !transaction.groups().contains(where: { $0.name == name }) else {
                throw EngineError(.conflict, "there is a group '\(name)' already")
            }
            try transaction.insertGroup(name, at: now)
            try transaction.record(.groupAdded, by: actor, at: now, project: nil, subject: name.rawValue)
            return try transaction.known(name)
        }
    }

    /// Removes a group, and the roles that it was given.
    package func removeGroup(_ name: GroupName, by actor: Actor) async throws {
        let now = context.now()
        try await changeAccess { transaction in
            let members = try transaction.known(name).members
            _ = try transaction.deleteGroup(name)
            try transaction.record(
                .groupRemoved, by: actor, at: now, project: nil, subject: name.rawValue,
                details: ["members": members.map(\.rawValue).joined(separator: " ")])
        }
    }

    package func addMember(_ user: UserName, to group: GroupName, by actor: Actor) async throws -> GroupReport {
        let now = context.now()
        return try await changeAccess { transaction in
            _ = try transaction.known(group)
            _ = try transaction.known(user)
            if try transaction.addMember(user, to: group) {
                try transaction.record(
                    .memberAdded, by: actor, at: now, project: nil, subject: group.rawValue,
                    details: ["user": user.rawValue])
            }
            return try transaction.known(group)
        }
    }

    package func removeMember(_ user: UserName, from group: GroupName, by actor: Actor) async throws -> GroupReport {
        let now = context.now()
        return try await changeAccess { transaction in
            _ = try transaction.known(group)
            guard try transaction.removeMember(user, from: group) else {
                throw EngineError(.notFound, "'\(user)' is no member of group '\(group)'")
            }
            try transaction.record(
                .memberRemoved, by: actor, at: now, project: nil, subject: group.rawValue,
                details: ["user": user.rawValue])
            return try transaction.known(group)
        }
    }

    /// Changes people, roles or tokens, and has it count from then on.
    func changeAccess<Result: Sendable>(
        _ body: @escaping @Sendable (CatalogTransaction) throws -> Result
    ) async throws -> Result {
        let result = try await context.catalog.write(body)
        context.access.forget()
        return result
    }

    private static func checked(_ marks: ChangeUserRequest.Marks?) throws(EngineError) -> ChangeUserRequest.Marks {
        do throws(InvalidName) {
            return ChangeUserRequest.Marks(
                emails: try marks?.emails?.map { text throws(InvalidName) in try UserMarks.email(text) },
                sshKeys: try marks?.sshKeys?.map { text throws(InvalidName) in try UserMarks.sshKey(text) },
                subjects: try marks?.subjects?.map { text throws(InvalidName) in try UserMarks.subject(text) })
        } catch {
            throw EngineError(.invalid, error.description)
        }
    }

    private static func details(_ marks: ChangeUserRequest.Marks) -> [String: String] {
        [("emails", marks.emails), ("sshKeys", marks.sshKeys), ("subjects", marks.subjects)]
            .reduce(into: [:]) { details, entry in
                if let values = entry.1, !values.isEmpty { details[entry.0] = values.joined(separator: "\n") }
            }
    }
}

extension CatalogTransaction {
    /// The user; throws `notFound` if there is none of the name.
    func known(_ name: UserName) throws -> UserReport {
        guard let user = try user(name) else {
            throw EngineError(.notFound, "there is no user '\(name)'; 'sluice user list' shows those that are")
        }
        return user
    }

    /// The group; throws `notFound` if there is none of the name.
    func known(_ name: GroupName) throws -> GroupReport {
        guard let group = try groups().first(where: { $0.name == name }) else {
            throw EngineError(.notFound, "there is no group '\(name)'; 'sluice group list' shows those that are")
        }
        return group
    }

    fileprivate func requirePerson(_ name: UserName) throws {
        guard try known(name).kind == .person else {
            throw EngineError(.invalid, "'\(name)' is a service, and only a person answers for one")
        }
    }

    fileprivate func requireFree(_ subjects: [String], for name: UserName) throws {
        for subject in subjects {
            guard let owner = try user(ofSubject: subject), owner.name != name else { continue }
            throw EngineError(.conflict, "\(subject.quotedForMessage) is user '\(owner.name)' already")
        }
    }
}
