package import Promotion

extension SluiceClient {
    // MARK: People

    /// Everybody whom the server knows, by name.
    package func users() async throws(ClientError) -> [UserReport] {
        let list: ListReport<UserReport> = try await answer(Call(operation: "reading the users", path: "/users"))
        return list.items
    }

    package func user(_ name: UserName) async throws(ClientError) -> UserReport {
        try await answer(
            Call(operation: "reading user '\(name)'", path: "/users/\(Self.percentEncoded(name.rawValue))"))
    }

    package func addUser(_ request: AddUserRequest) async throws(ClientError) -> UserReport {
        try await send(.post, "/users", request, operation: "adding user '\(request.name)'")
    }

    /// Adds and removes what a person is known by.
    package func changeUser(_ name: UserName, _ request: ChangeUserRequest) async throws(ClientError) -> UserReport {
        try await send(
            .post, "/users/\(Self.percentEncoded(name.rawValue))", request, operation: "changing user '\(name)'")
    }

    /// Lets somebody do nothing any more, or again.
    package func setDisabled(_ name: UserName, _ isDisabled: Bool) async throws(ClientError) -> UserReport {
        let verb = isDisabled ? "disable" : "enable"
        return try await answer(
            Call(
                operation: isDisabled ? "disabling user '\(name)'" : "enabling user '\(name)'", verb: .post,
                path: "/users/\(Self.percentEncoded(name.rawValue))/\(verb)"))
    }

    // MARK: Groups and roles

    /// The server's groups, by name.
    package func groups() async throws(ClientError) -> [GroupReport] {
        let list: ListReport<GroupReport> = try await answer(Call(operation: "reading the groups", path: "/groups"))
        return list.items
    }

    package func addGroup(_ name: GroupName) async throws(ClientError) -> GroupReport {
        try await send(.post, "/groups", AddGroupRequest(name: name), operation: "adding group '\(name)'")
    }

    /// Removes a group and the roles that it was given.
    package func removeGroup(_ name: GroupName) async throws(ClientError) {
        try await bytes(Call(operation: "removing group '\(name)'", verb: .delete, path: "/groups/\(name)"))
    }

    package func addMember(_ user: UserName, to group: GroupName) async throws(ClientError) -> GroupReport {
        try await send(
            .post, "/groups/\(group)/members", AddMemberRequest(user: user),
            operation: "adding '\(user)' to group '\(group)'")
    }

    package func removeMember(_ user: UserName, from group: GroupName) async throws(ClientError) -> GroupReport {
        try await answer(
            Call(
                operation: "removing '\(user)' from group '\(group)'", verb: .delete,
                path: "/groups/\(group)/members/\(Self.percentEncoded(user.rawValue))"))
    }

    /// Who has which role where, as far as the caller may know.
    package func grants() async throws(ClientError) -> [GrantReport] {
        let list: ListReport<GrantReport> = try await answer(Call(operation: "reading the roles", path: "/grants"))
        return list.items
    }

    package func grantRole(_ grant: Grant) async throws(ClientError) -> GrantReport {
        try await send(.post, "/grants", grant, operation: "giving role '\(grant.role.rawValue)'")
    }

    package func revokeGrant(_ id: Int64) async throws(ClientError) {
        try await bytes(Call(operation: "taking role \(id) away", verb: .delete, path: "/grants/\(id)"))
    }

    // MARK: Tokens

    /// Tokens, newest first: the caller's, those of `owner`, or for an auditor all.
    package func tokens(of owner: UserName? = nil) async throws(ClientError) -> [TokenReport] {
        let list: ListReport<TokenReport> = try await answer(
            Call(operation: "reading the tokens", path: "/tokens", query: [("owner", owner?.rawValue)]))
        return list.items
    }

    /// Makes a token; its text is in this answer and never again.
    package func createToken(_ request: CreateTokenRequest) async throws(ClientError) -> NewTokenReport {
        try await send(.post, "/tokens", request, operation: "making a token")
    }

    /// Ends a token at once.
    package func revokeToken(_ id: String) async throws(ClientError) {
        try await bytes(
            Call(
                operation: "revoking token \(id.quotedForMessage)", verb: .delete,
                path: "/tokens/\(Self.percentEncoded(id))"))
    }

    // MARK: Questions

    /// Who the caller is to the server.
    package func whoAmI() async throws(ClientError) -> WhoAmIReport {
        try await answer(Call(operation: "asking who you are", path: "/whoami"))
    }

    /// Whether somebody may do something, and why.
    package func checkAccess(
        of user: UserName?, _ verb: Promotion.Verb, in project: ProjectName?, _ environment: EnvironmentName?
    ) async throws(ClientError) -> AccessAnswer {
        try await answer(
            Call(
                operation: "asking what '\(user?.rawValue ?? "you")' may do", path: "/access/check",
                query: [
                    ("user", user?.rawValue), ("verb", verb.rawValue), ("project", project?.rawValue),
                    ("environment", environment?.rawValue),
                ]))
    }

    /// Requests that changed something or were refused, newest first.
    package func audit(_ question: AuditQuestion) async throws(ClientError) -> [AuditEntry] {
        let list: ListReport<AuditEntry> = try await answer(
            Call(
                operation: "reading the audit trail", path: "/audit",
                query: [
                    ("project", question.project?.rawValue), ("actor", question.actor),
                    ("outcome", question.outcome?.rawValue), ("limit", String(question.limit)),
                    ("cursor", question.before.map { String($0) }),
                ]))
        return list.items
    }

    /// What was done, newest first.
    package func ledger(
        project: ProjectName? = nil, limit: Int = 100, before: Int64? = nil
    ) async throws(ClientError) -> [LedgerReport] {
        let list: ListReport<LedgerReport> = try await answer(
            Call(
                operation: "reading the ledger", path: "/ledger",
                query: [
                    ("project", project?.rawValue), ("limit", String(limit)), ("cursor", before.map { String($0) }),
                ]))
        return list.items
    }
}

/// Which entries of the audit trail are meant.
package struct AuditQuestion: Hashable, Sendable {
    package var project: ProjectName?
    package var actor: String?
    package var outcome: AuditEntry.Outcome?
    package var limit: Int
    /// Only entries with a smaller number: the next page.
    package var before: Int64?

    package init(
        project: ProjectName? = nil, actor: String? = nil, outcome: AuditEntry.Outcome? = nil, limit: Int = 100,
        before: Int64? = nil
    ) {
        self.project = project
        self.actor = actor
        self.outcome = outcome
        self.limit = limit
        self.before = before
    }
}
