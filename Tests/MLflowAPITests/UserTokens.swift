import MLflowAPI
import Promotion

/// Tokens of people, whose texts say what they may do: `user/engineer/shop`, `user/viewer/*`, `user/administrator/vault/prod`.
enum UserTokens {
    /// Everything but what makes a champion; see S-09.
    static let allButPromote = "user/all-but-promote/*"
    /// Of an administrator, to look at things with.
    static let onlyView = "user/only-view/*"

    static func token(_ role: Role, in project: String, _ environment: String? = nil) -> String {
        (["user", role.rawValue, project] + [environment].compactMap(\.self)).joined(separator: "/")
    }

    static func principal(_ token: String) throws -> Principal? {
        let parts = token.split(separator: "/").map(String.init)
        guard parts.count >= 3, parts[0] == "user" else { return nil }
        let name = try UserName(validating: "somebody")
        let actor = Actor(name: name, kind: .person, evidence: .token("t"))
        let project = parts[2] == "*" ? nil : try ProjectName(validating: parts[2])
        let environments = try parts.count > 3 ? Set([EnvironmentName(validating: parts[3])]) : nil
        guard let role = Role(rawValue: parts[1]) else {
            let verbs: Set<Verb> =
                token == onlyView
                ? [.view] : Set(Verb.allCases).subtracting([.promote, .approve, .rollback, .override])
            let grant = Grant(.administrator, to: .user(name), project: project)
            return .user(actor, Rights(grants: [grant], scope: TokenScope(verbs: verbs)))
        }
        return .user(
            actor, Rights(grants: [Grant(role, to: .user(name), project: project, environments: environments)]))
    }
}
