package import Promotion

extension CatalogTransaction {
    /// Writes a change of the rules down.
    package func insertPolicyChange(_ change: PolicyChange, project: ProjectName) throws(CatalogError) {
        let last: Int64 =
            try value("SELECT COALESCE(MAX(sequence), 0) FROM policy_changes WHERE project = \(project)") ?? 0
        try execute(
            """
            INSERT INTO policy_changes (project, sequence, seen_at, policy_change)
            VALUES (\(project), \(last + 1), \(change.time), \(try StoredJSON.text(of: change, in: "policy_change")))
            """)
    }

    /// The newest change of the rules that concerns an environment; nil if they never changed.
    package func newestPolicyChange(
        of project: ProjectName, concerning environment: EnvironmentName
    ) throws(CatalogError) -> PolicyChange? {
        for row in try rows(
            "SELECT policy_change FROM policy_changes WHERE project = \(project) ORDER BY sequence DESC LIMIT 100")
        {
            let change = try StoredJSON.value(PolicyChange.self, from: try row[0], in: "policy_change")
            if let found = change.concerning(environment) { return found }
        }
        return nil
    }

    /// The digest of the definition of an environment's gate.
    package func gateDigest(of environment: Environment) throws(CatalogError) -> Digest {
        try gateDigest(of: environment.gate)
    }

    /// The digest of whom an environment asks for approvals.
    package func approvalsDigest(of environment: Environment) throws(CatalogError) -> Digest {
        Digest(ofText: try StoredJSON.text(of: environment.approvals, in: "approvals"))
    }
}
