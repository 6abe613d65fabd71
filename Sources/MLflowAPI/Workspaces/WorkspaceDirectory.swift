package import Catalog
package import Promotion

/// What the API must know about a workspace.
package struct Workspace: Hashable, Sendable {
    package var name: WorkspaceName
    /// The project of the environment that works there; nil for the sandbox.
    package var project: ProjectName?
    /// The environment that works there; nil for the sandbox, where nothing is guarded.
    package var environment: EnvironmentName?
    /// The workspace of the environment that this one promotes from; its runs may read that one's champions.
    package var upstream: WorkspaceName?

    package init(
        name: WorkspaceName, project: ProjectName? = nil, environment: EnvironmentName?, upstream: WorkspaceName?
    ) {
        self.name = name
        self.project = project
        self.environment = environment
        self.upstream = upstream
    }

    /// Whether somebody with these rights may do `verb` there.
    func allows(_ verb: Verb, _ rights: Rights) -> Bool {
        environment == nil ? rights.allowsInSandbox(verb) : rights.allows(verb, in: project, environment)
    }

    /// The end of the sentence that refuses `verb` there: whether they lack it, or only their token.
    func lack(of verb: Verb, _ rights: Rights) -> String {
        environment == nil ? rights.lackInSandbox(of: verb) : rights.lack(of: verb, in: project, environment)
    }

    /// The workspace `default`, which always exists.
    package static let sandbox = Workspace(name: .sandbox, environment: nil, upstream: nil)
}

/// Knows the workspaces of all projects' environments.
package protocol WorkspaceDirectory: Sendable {
    /// The workspace; nil if no environment has it. Never asked for the sandbox. Asked in each request's own transaction.
    func workspace(_ name: WorkspaceName, _ transaction: CatalogTransaction) throws -> Workspace?

    /// All of them but the sandbox, in no order.
    func workspaces(_ transaction: CatalogTransaction) throws -> [Workspace]
}
