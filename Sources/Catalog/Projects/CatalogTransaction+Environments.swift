package import Promotion

extension CatalogTransaction {
    /// The digest of an environment's definition: equal definitions have equal digests, whatever their YAML looks like.
    package func policyDigest(of environment: Environment) throws(CatalogError) -> Digest {
        Digest(ofText: try StoredJSON.text(of: environment, in: "definition"))
    }

    /// Replaces the project's environments by what `commit` of the protected ref defines, in the order of the ladder.
    ///
    /// Throws `duplicate` if a workspace name is another project's already.
    package func replaceEnvironments(
        of project: ProjectName, with environments: [Environment], policyCommit commit: CommitID, at time: Timestamp
    ) throws(CatalogError) {
        try execute("DELETE FROM environments WHERE project = \(project)")
        var digests: [String: String] = [:]
        for (position, environment) in environments.enumerated() {
            let digest = try storePolicy(environment)
            digests[environment.name.rawValue] = digest.rawValue
            try execute(
                """
                INSERT INTO environments (project, name, position, workspace, policy_digest)
                VALUES (\(project), \(environment.name), \(position),
                    \(WorkspaceName(project: project, environment: environment.name)), \(digest))
                """)
        }
        try execute("UPDATE projects SET policy_commit = \(commit) WHERE name = \(project)")
        try record(
            .policyChanged, by: "git", at: time, project: project, subject: commit.rawValue, details: digests)
    }

    /// Keeps the text of a policy under its digest; a policy that is known is kept once.
    package func storePolicy(_ environment: Environment) throws(CatalogError) -> Digest {
        let definition = try StoredJSON.text(of: environment, in: "definition")
        let digest = Digest(ofText: definition)
        try execute(
            """
            INSERT INTO policies (digest, definition) VALUES (\(digest), \(definition))
            ON CONFLICT (digest) DO NOTHING
            """)
        return digest
    }

    /// The policy with that digest. Throws `damaged` if there is none.
    package func policy(_ digest: Digest) throws(CatalogError) -> Environment {
        guard let text: String = try value("SELECT definition FROM policies WHERE digest = \(digest)") else {
            throw CatalogError(
                .damaged, operation: "reading 'policies'", message: "there is no policy with digest \(digest.short)")
        }
        return try StoredJSON.value(Environment.self, from: text, in: "definition")
    }

    /// The environments of a project in the order of the ladder.
    package func environments(of project: ProjectName) throws(CatalogError) -> [EnvironmentRecord] {
        var environments: [EnvironmentRecord] = []
        for row in try rows(
            """
            SELECT p.definition, e.workspace, e.policy_digest
            FROM environments e JOIN policies p ON p.digest = e.policy_digest
            WHERE e.project = \(project) ORDER BY e.position
            """)
        {
            environments.append(
                EnvironmentRecord(
                    environment: try StoredJSON.value(Environment.self, from: try row[0], in: "definition"),
                    workspace: try row[1], policyDigest: try row[2]))
        }
        return environments
    }

    /// Whose workspace it is, or nil if it is no environment's.
    package func environment(
        ofWorkspace workspace: WorkspaceName
    ) throws(CatalogError) -> (project: ProjectName, environment: EnvironmentName)? {
        guard let row = try row("SELECT project, name FROM environments WHERE workspace = \(workspace)") else {
            return nil
        }
        return (try row[0], try row[1])
    }

    // MARK: Holds

    /// The holds of a project.
    package func holds(of project: ProjectName) throws(CatalogError) -> [EnvironmentName: Hold] {
        var holds: [EnvironmentName: Hold] = [:]
        for row in try rows("SELECT environment, held_by, reason, since FROM holds WHERE project = \(project)") {
            holds[try row[0]] = Hold(by: try row[1], reason: try row[2], since: try row[3])
        }
        return holds
    }

    /// Pins an environment; a second hold replaces the first one's reason. `actor` is who asked for it, if somebody did.
    package func setHold(
        _ hold: Hold, project: ProjectName, environment: EnvironmentName, for actor: Actor? = nil
    ) throws(CatalogError) {
        try execute(
            """
            INSERT INTO holds (project, environment, held_by, reason, since)
            VALUES (\(project), \(environment), \(hold.by), \(hold.reason), \(hold.since))
            ON CONFLICT (project, environment)
            DO UPDATE SET held_by = excluded.held_by, reason = excluded.reason, since = excluded.since
            """)
        try record(
            .held, by: hold.by, for: actor, at: hold.since, project: project, subject: environment.rawValue,
            details: ["reason": hold.reason])
    }

    /// Ends a hold. False if there was none.
    package func removeHold(
        project: ProjectName, environment: EnvironmentName, by actor: Actor, reason: String, at time: Timestamp
    ) throws(CatalogError) -> Bool {
        let removed = try execute(
            "DELETE FROM holds WHERE project = \(project) AND environment = \(environment)")
        guard removed > 0 else { return false }
        try record(
            .resumed, by: actor, at: time, project: project, subject: environment.rawValue, details: ["reason": reason])
        return true
    }
}
