/// What one actor may do, everywhere: the grants that are theirs, within what their token is limited to. Nothing else allows anything.
package struct Rights: Hashable, Sendable {
    /// The actor's own and those of their groups; of a project's file only with that project.
    package var grants: [Grant]
    /// Nil for whoever is limited by nothing but their grants.
    package var scope: TokenScope?

    package init(grants: [Grant] = [], scope: TokenScope? = nil) {
        self.grants = grants
        self.scope = scope
    }

    /// Of whoever can read the endpoint file: everything.
    package static let all = Rights(grants: [Grant(.administrator, to: .user(.administrator))])

    /// Whether `verb` is allowed in `environment` of `project`; nil asks for what belongs to no environment, or to no project.
    package func allows(_ verb: Verb, in project: ProjectName?, _ environment: EnvironmentName?) -> Bool {
        if let scope, !scope.covers(verb, project, environment) { return false }
        return grants.contains { $0.role.allows(verb) && $0.covers(project, environment) }
    }

    /// The end of the sentence that refuses `verb` there: whether it is the actor who lacks it, or only their token.
    package func lack(of verb: Verb, in project: ProjectName?, _ environment: EnvironmentName?) -> String {
        Self.lack(isOfToken: scope != nil && Rights(grants: grants).allows(verb, in: project, environment))
    }

    /// As `lack(of:in:_:)`, for the sandbox.
    package func lackInSandbox(of verb: Verb) -> String {
        Self.lack(isOfToken: scope != nil && Rights(grants: grants).allowsInSandbox(verb))
    }

    private static func lack(isOfToken: Bool) -> String {
        isOfToken ? "which your token is not for" : "which you do not have"
    }

    /// Whether `verb` is allowed in at least one environment of `project`, or of any project.
    package func allowsSomewhere(_ verb: Verb, in project: ProjectName?) -> Bool {
        places(for: verb)?.contains { $0.projects.map { names in project.map(names.contains) ?? true } ?? true } ?? true
    }

    /// Whether `verb` is allowed in the sandbox, which belongs to no project: to whoever may edit somewhere, and to look at also to
    /// whoever may view the whole server.
    package func allowsInSandbox(_ verb: Verb) -> Bool {
        guard scope?.projects == nil, scope?.environments == nil, scope?.verbs?.contains(verb) ?? true else {
            return false
        }
        switch verb {
        case .view: return allows(.view, in: nil, nil) || grants.contains { $0.role.allows(.edit) }
        case .edit: return grants.contains { $0.role.allows(.edit) }
        case .run, .approve, .promote, .rollback, .hold, .override, .block, .secrets, .audit, .administer:
            return allows(verb, in: nil, nil)
        }
    }

    /// All that is allowed in `environment` of `project`.
    package func verbs(in project: ProjectName?, _ environment: EnvironmentName?) -> Set<Verb> {
        Set(Verb.allCases.filter { allows($0, in: project, environment) })
    }

    /// Where `verb` is allowed, for queries; nil for everywhere, none for nowhere.
    package func places(for verb: Verb) -> [Place]? {
        if let verbs = scope?.verbs, !verbs.contains(verb) { return [] }
        var places: [Place] = []
        for grant in grants where grant.role.allows(verb) {
            let place = Place(
                projects: Self.common(grant.project.map { [$0] }, scope?.projects),
                environments: Self.common(grant.environments, scope?.environments))
            if place == Place() { return nil }
            if place.projects?.isEmpty != true, place.environments?.isEmpty != true { places.append(place) }
        }
        return places
    }

    /// Some environments of some projects; nil stands for all.
    package struct Place: Hashable, Sendable {
        package var projects: Set<ProjectName>?
        package var environments: Set<EnvironmentName>?

        package init(projects: Set<ProjectName>? = nil, environments: Set<EnvironmentName>? = nil) {
            self.projects = projects
            self.environments = environments
        }
    }

    private static func common<Element>(_ left: Set<Element>?, _ right: Set<Element>?) -> Set<Element>? {
        guard let left else { return right }
        return right.map(left.intersection) ?? left
    }
}
