import Catalog
package import Promotion

extension Engine {
    /// The project and the environment that a run belongs to; nil if there is no such run.
    package func place(ofRun id: RunID) throws -> (project: ProjectName, environment: EnvironmentName)? {
        try context.catalog.lookUp { try $0.place(ofRun: id) }
    }

    /// Whether somebody may do something, with the grants that allow it or what is missing. Groups of an identity provider are those that it
    /// gave last. The limits of their tokens are not looked at.
    package func checkAccess(
        of name: UserName, _ verb: Verb, in project: ProjectName?, _ environment: EnvironmentName?
    ) async throws -> AccessAnswer {
        let user = try await user(name)
        let standing = try context.catalog.lookUp { try $0.loginStanding(of: name) }
        let policies = try context.access.policies()
        let grants = policies.grants(of: name, in: standing.groups)
        let given = standing.groups.subtracting(policies.groups(of: name))
        func sentence(_ grant: Grant) -> String {
            guard case .group(let group) = grant.holder, given.contains(group) else { return grant.sentence }
            return "\(grant.sentence) ('\(name)' is in it by the last word of the identity provider)"
        }
        var answer = AccessAnswer(
            user: name, verb: verb, project: project, environment: environment, isAllowed: false, reasons: [])
        if user.disabled != nil {
            answer.reasons = ["'\(name)' is disabled"]
            return answer
        }
        let helping = grants.filter { $0.role.allows(verb) && $0.covers(project, environment) }
        answer.isAllowed = !helping.isEmpty
        answer.reasons = helping.map { "\(sentence($0)), and \($0.role.rawValue) allows '\(verb.rawValue)'" }
        guard helping.isEmpty else { return answer }
        for grant in grants where grant.role.allows(verb) {
            answer.reasons.append("\(sentence(grant)), which does not reach there")
        }
        for grant in grants where !grant.role.allows(verb) && grant.covers(project, environment) {
            answer.reasons.append("\(sentence(grant)), and \(grant.role.rawValue) does not allow '\(verb.rawValue)'")
        }
        let roles = Role.allCases.filter { $0.allows(verb) }.map(\.rawValue).joined(separator: " or ")
        answer.reasons.append("missing: the role \(roles) there, for '\(name)' or a group of theirs")
        return answer
    }
}
