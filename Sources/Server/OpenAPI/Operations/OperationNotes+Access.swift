import HTTPTypes
import Promotion

extension OperationNotes {
    private static let user = "/api/v1/users/{user}"
    private static let group = "/api/v1/groups/{group}"

    /// People, groups, roles, tokens, and what is on record about them.
    static let access = people + groups + roles + tokens + records

    private static let people: [OperationNote] = [
        OperationNote(.get, "/api/v1/users", "People and services, by name.", answer: .list(of: UserReport.self)),
        OperationNote(
            .post, "/api/v1/users", "Makes a person or a service known.", body: AddUserRequest.self,
            answer: .json(UserReport.self, status: 201)),
        OperationNote(.get, user, "A person or a service.", answer: .json(UserReport.self)),
        OperationNote(
            .post, user, "Adds and removes addresses, keys and subjects.", body: ChangeUserRequest.self,
            answer: .json(UserReport.self)),
        OperationNote(
            .post, user + "/disable", "Lets somebody do nothing any more.", answer: .json(UserReport.self)),
        OperationNote(.post, user + "/enable", "Lets somebody do again what they did.", answer: .json(UserReport.self)),
    ]

    private static let groups: [OperationNote] = [
        OperationNote(.get, "/api/v1/groups", "The server's groups, by name.", answer: .list(of: GroupReport.self)),
        OperationNote(
            .post, "/api/v1/groups", "Makes a group.", body: AddGroupRequest.self,
            answer: .json(GroupReport.self, status: 201)),
        OperationNote(.delete, group, "Removes a group and the roles that it has.", answer: .empty()),
        OperationNote(
            .post, group + "/members", "Makes somebody a member.", body: AddMemberRequest.self,
            answer: .json(GroupReport.self)),
        OperationNote(.delete, group + "/members/{user}", "Ends a membership.", answer: .json(GroupReport.self)),
    ]

    private static let roles: [OperationNote] = [
        OperationNote(
            .get, "/api/v1/grants", "Who has which role where, as far as you may know.",
            answer: .list(of: GrantReport.self)),
        OperationNote(
            .post, "/api/v1/grants", "Gives a role.", body: Grant.self, answer: .json(GrantReport.self, status: 201)),
        OperationNote(.delete, "/api/v1/grants/{grant}", "Takes a role away.", answer: .empty()),
        OperationNote(.get, "/api/v1/whoami", "Who you are, and what you may do.", answer: .json(WhoAmIReport.self)),
        OperationNote(
            .get, "/api/v1/access/check", "Whether somebody may do something, and why.",
            query: [
                .text("verb", "What they would do.", isRequired: true), .text("user", "Who; you without it."),
                .text("project", "In this project."), .text("environment", "In this environment of it."),
            ], answer: .json(AccessAnswer.self)),
    ]

    private static let tokens: [OperationNote] = [
        OperationNote(
            .get, "/api/v1/tokens", "Tokens without their texts, newest first.",
            query: [.text("owner", "Only this user's.")], answer: .list(of: TokenReport.self)),
        OperationNote(
            .post, "/api/v1/tokens", "Makes a token; its text is in this answer alone.", body: CreateTokenRequest.self,
            answer: .json(NewTokenReport.self, status: 201)),
        OperationNote(.delete, "/api/v1/tokens/{token}", "Ends a token at once.", answer: .empty()),
    ]

    private static let records: [OperationNote] = [
        OperationNote(
            .get, "/api/v1/audit", "Requests that changed something or were refused, newest first.",
            query: [
                .text("project", "Only this project."), .text("actor", "Only this person, service or run."),
                .text("outcome", "Only allowed, denied or failed ones."), .limit, .cursor,
            ], answer: .list(of: AuditEntry.self)),
        OperationNote(
            .get, "/api/v1/ledger", "What was done, newest first.",
            query: [.text("project", "Only this project."), .limit, .cursor], answer: .list(of: LedgerReport.self)),
    ]
}

extension Grant.Holder: SelfDescribing {
    static func schema(by probe: SchemaProbe) throws -> JSONSchema {
        .oneOf(["user", "group"].map { .object(properties: [$0: .string()], required: [$0]) })
    }
    static var example: Grant.Holder { .user(UserName(checked: "x")) }
}

extension Actor.Evidence: SelfDescribing {
    static func schema(by probe: SchemaProbe) throws -> JSONSchema {
        .oneOf(
            [.string(values: ["endpoint-file"])]
                + ["token", "login"].map { .object(properties: [$0: .string()], required: [$0]) })
    }
    static var example: Actor.Evidence { .endpointFile }
}
