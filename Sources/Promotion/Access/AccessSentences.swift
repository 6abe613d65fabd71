extension Grant {
    /// In words: `group 'release-managers' has role release-manager in environment 'prod' of project 'churn'`.
    package var sentence: String {
        let who =
            switch holder {
            case .user(let name): "'\(name)'"
            case .group(let name): "group '\(name)'"
            }
        return "\(who) has role \(role.rawValue) \(placeSentence)"
    }

    private var placeSentence: String {
        let names = environments.map { $0.sorted().map { "'\($0)'" }.joined(separator: ", ") }
        return switch (project, names) {
        case (nil, nil): "on the whole server"
        case (nil, let names?): "in environments \(names) of all projects"
        case (let project?, nil): "in project '\(project)'"
        case (let project?, let names?): "in \(names) of project '\(project)'"
        }
    }
}

extension TokenScope {
    /// In words: `projects churn; environments prod; verbs view, run`.
    package var sentence: String {
        func part(_ noun: String, _ names: [String]?) -> String? {
            names.map { "\(noun) \($0.sorted().joined(separator: ", "))" }
        }
        let parts = [
            part("projects", projects?.map(\.rawValue)), part("environments", environments?.map(\.rawValue)),
            part("verbs", verbs?.map(\.rawValue)),
        ].compactMap(\.self)
        return parts.isEmpty ? "all that its owner may do" : parts.joined(separator: "; ")
    }

    /// Whether it lets through nothing that `other` does not.
    package func isWithin(_ other: TokenScope) -> Bool {
        func isWithin<Element>(_ own: Set<Element>?, _ limit: Set<Element>?) -> Bool {
            guard let limit else { return true }
            return own?.isSubset(of: limit) ?? false
        }
        return isWithin(projects, other.projects) && isWithin(environments, other.environments)
            && isWithin(verbs, other.verbs)
    }
}
