import Catalog
import Promotion

extension CatalogTransaction {
    /// What somebody has to look at in an environment, a sentence each.
    func warnings(
        of environment: EnvironmentName, project: ProjectName, champion: ModelVersionReport?, at now: Timestamp
    ) throws -> [String] {
        var warnings = try unreviewedOverrides(project: project, environment: environment).map(Self.sentence)
        if let change = try newestPolicyChange(of: project, concerning: environment), change.isFresh(at: now) {
            warnings.append("the rules were changed less than 24 h ago: \(change.sentence)")
        }
        if let champion,
            let block = try block(
                of: champion.version, model: champion.model, artifacts: champion.digest, project: project,
                environment: environment)
        {
            warnings.append(
                "champion v\(champion.version) is blocked by \(block.by): \(block.reason); 'sluice rollback' brings an "
                    + "earlier one back")
        }
        return warnings
    }

    private static func sentence(on override: CheckOverride) -> String {
        let checks = override.verdicts.sorted { $0.key < $1.key }.map {
            "\($0.key.quotedForMessage) (\($0.value.rawValue))"
        }
        let statement = override.statement
        return
            "override \(override.id) by \(statement.by) of \(checks.joined(separator: ", ")) for \(statement.subject.run): "
            + "\(statement.reason); not reviewed yet, 'sluice override review \(override.id)' does that"
    }
}
