import Catalog
import Engine
import Foundation
import Promotion
import Testing

/// People of every role over two projects, `shop` and `vault`, each with the environments `dev` and `prod` and a run in `prod`.
struct People: Sendable {
    let server: TestServer
    /// Of somebody with each role in `shop` alone.
    var inShop: [Role: String] = [:]
    /// Of somebody with each role on the whole server.
    var everywhere: [Role: String] = [:]

    static let shop = ProjectName(checked: "shop")
    static let vault = ProjectName(checked: "vault")
    static let dev = EnvironmentName(checked: "dev")
    static let prod = EnvironmentName(checked: "prod")
    static let root = Actor(name: .administrator, kind: .administrator, evidence: .endpointFile)

    static func make(_ server: TestServer) async throws -> People {
        var people = People(server: server)
        try await server.insertProject(shop)
        try await server.insertProject(vault)
        for role in Role.allCases {
            people.inShop[role] = try await people.token("\(role.rawValue)-shop", role, in: shop)
            people.everywhere[role] = try await people.token("\(role.rawValue)-all", role, in: nil)
        }
        return people
    }

    /// Adds somebody with a role, and gives them a token.
    func token(
        _ name: String, _ role: Role, in project: ProjectName?, _ environments: Set<EnvironmentName>? = nil
    ) async throws -> String {
        try await add(name, role, in: project, environments)
        return try await newToken(of: name).token
    }

    func add(
        _ name: String, _ role: Role, in project: ProjectName?, _ environments: Set<EnvironmentName>? = nil
    ) async throws {
        let user = UserName(checked: name)
        _ = try await server.engine.addUser(AddUserRequest(name: user), by: Self.root)
        _ = try await server.engine.grantRole(
            Grant(role, to: .user(user), project: project, environments: environments), by: Self.root)
    }

    func newToken(
        of name: String, scope: TokenScope? = nil, seconds: Int64? = nil
    ) async throws -> NewTokenReport {
        try await server.engine.createToken(
            CreateTokenRequest(expiresInSeconds: seconds, scope: scope), for: UserName(checked: name), limit: nil,
            by: Self.root)
    }

    /// Tokens that open nothing, by what is wrong with them; nil is none at all.
    func invalidTokens() async throws -> [(what: String, header: String?)] {
        try await add("leaver", .administrator, in: nil)
        try await add("forgetful", .administrator, in: nil)
        let (revoked, disabled) = (try await newToken(of: "forgetful"), try await newToken(of: "leaver"))
        let expired = try await newToken(of: "forgetful", seconds: 1)
        try await server.engine.revokeToken(revoked.report.id, by: Self.root) { _ in true }
        _ = try await server.engine.setDisabled(UserName(checked: "leaver"), true, by: Self.root)
        try await Task.sleep(for: .milliseconds(1100))
        let valid = everywhere[.administrator] ?? ""
        return [
            ("none", nil), ("garbage", "Bearer nothing"), ("no token", "Bearer"), ("another scheme", "Basic \(valid)"),
            ("no scheme", valid), ("cut", "Bearer \(valid.dropLast())"), ("longer", "Bearer \(valid)a"),
            ("revoked", "Bearer \(revoked.token)"), ("expired", "Bearer \(expired.token)"),
            ("of somebody disabled", "Bearer \(disabled.token)"),
            ("an id alone", "Bearer sluice_pat_\(revoked.report.id)_"),
        ]
    }
}

extension TestServer {
    /// Puts a project with the environments `dev` and `prod` into the catalog, and a run in `prod`.
    func insertProject(_ name: ProjectName) async throws {
        let now = Timestamp(milliseconds: 1_795_227_300_000)
        try await engine.context.catalog.write { transaction in
            let main = RefName(checked: "refs/heads/main")
            let commit = CommitID(checked: String(repeating: "a", count: 40))
            try transaction.insertProject(
                ProjectRecord(
                    name: name, source: "/nonexistent/\(name)", protectedRef: main, dataFolder: "/nonexistent",
                    created: now))
            let environments = [People.dev, People.prod].map { Environment(name: $0, branches: []) }
            try transaction.replaceEnvironments(of: name, with: environments, policyCommit: commit, at: now)
            let report = CommitReport(id: commit, tree: nil, author: nil, committer: nil, subject: "", time: nil)
            for environment in environments {
                _ = try transaction.insertRun(
                    project: name, environment: environment, ref: main, commit: report, state: RunStateMachine(),
                    by: "test", at: now)
            }
        }
    }

    /// Makes as if a step of the run were working.
    func insertAttempt(of run: RunID) async throws -> RunID {
        try await engine.context.catalog.write { transaction in
            let attempt = AttemptRecord(
                run: run, step: StepKey(checked: "train"), attempt: 1, status: .running,
                began: Timestamp(milliseconds: 1_795_227_300_000))
            _ = try transaction.insertAttempt(attempt, tokenDigest: Digest(ofText: run.rawValue))
            return run
        }
    }
}
