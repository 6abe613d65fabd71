import Promotion

/// What must hold between `access.yaml` and the environments of its project.
enum AccessCheck {
    /// Roles in environments that there are not: they would give nothing to anybody.
    static func problems(
        in policy: AccessPolicy, environments: [EnvironmentName], source: SourceMap
    ) -> [Diagnostic] {
        let known = environments.map(\.rawValue)
        return policy.grants.enumerated().flatMap { index, grant in
            (grant.environments ?? []).sorted().filter { !environments.contains($0) }.map { name in
                source.diagnostic(
                    .warning, at: "spec.roles[\(index)].environments", found: name.rawValue,
                    "there is no environment \(name.quoted), so that this role gives nothing there", allowed: known,
                    suggestion: Spelling.nearest(to: name.rawValue, in: known))
            }
        }
    }
}
