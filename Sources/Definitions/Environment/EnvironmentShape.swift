import Promotion

/// `environments/*.yaml`, field by field.
enum EnvironmentShape {
    static let mostBranches = 50

    static var document: Shape<Environment> {
        .record(
            "an environment file",
            Field("apiVersion", "Version of this format.", .constant("API version", "sluice/v1")),
            Field("kind", "What the file defines.", .constant("kind", "Environment")),
            Field("metadata", "What the environment is called.", metadata),
            Field("spec", "The environment's policy.", spec)
        ) { _, _, name, environment in
            var environment = environment
            environment.name = name
            return environment
        }
    }

    private static var metadata: Shape<EnvironmentName> {
        .record("metadata", Field("name", "The environment's name, as in the file's name.", .environmentName)) { $0 }
    }

    private static var spec: Shape<Environment> {
        .record(
            "an environment's spec",
            Field(
                "promotesFrom", "The environment below, where a commit must have succeeded, or from which models come.",
                Shape<EnvironmentName>.environmentName.optional, or: nil),
            Field(
                "branches", "Globs of branches whose pushes are meant for this environment.",
                .list(of: branch, "branch patterns", atLeast: 1, atMost: mostBranches).distinct(\.description)),
            Field(
                "strategy", "Whether the code moves and is trained anew, or the finished model. Default: deploy-code.",
                .choice("a strategy", placeholder: .deployCode), or: .deployCode),
            Field(
                "concurrency", "Whether a newer commit waits for a run, or replaces it. Default: queue.",
                .choice("a concurrency", placeholder: .queue), or: .queue),
            Field("datasets", "Where the data of this environment is, by the names that steps use.", datasets, or: [:]),
            Field("variables", "Variables of every step here; values are text.", .variables, or: [:]),
            Field(
                "gate", "Checks between a candidate and the champion. Default: none.",
                GateCheckShape.list, or: []),
            Field(
                "onMissingChampion", "What decides about the first model. Default: thresholds.",
                .choice("a rule for a missing champion", placeholder: .thresholds), or: .thresholds),
            Field(
                "approvals", "Who must agree before a promotion. Default: nobody.", ApprovalShape.shape,
                or: ApprovalPolicy())
        ) { promotesFrom, branches, strategy, concurrency, datasets, variables, checks, onMissingChampion, approvals in
            Environment(
                name: EnvironmentName(checked: .placeholderName), promotesFrom: promotesFrom, branches: branches,
                strategy: strategy, concurrency: concurrency, datasets: datasets, variables: variables,
                gate: GatePolicy(checks: checks, onMissingChampion: onMissingChampion), approvals: approvals)
        }
    }

    private static var branch: Shape<RefPattern> {
        Shape<String>.text("a branch pattern", longest: 200).parsed(placeholder: .unread) { text, _ in
            RefPattern(text).map(Parsed.success)
                ?? .failure(
                    "\(text.quotedForMessage) is not a pattern of branches that git allows, such as 'release/*'")
        }
    }

    private static var datasets: Shape<[DatasetName: DatasetBinding]> {
        Shape<[(key: String, value: DatasetBinding)]>
            .dictionary("dataset name", keyPattern: NamePattern.identifier, of: binding, atMost: 100) {
                DatasetName.problem(in: $0)
            }
            .checked { bindings, node, path, reading in
                var owners: [String: String] = [:]
                for (key, _) in bindings {
                    let suffix = DatasetName(checked: key).variableSuffix
                    if let owner = owners.updateValue(key, forKey: suffix) {
                        reading.report(
                            at: reading.map.position(of: path[key].text) ?? node.position, path: path[key], found: key,
                            "datasets \(owner.quotedForMessage) and \(key.quotedForMessage) would share the variable "
                                + "SLUICE_DATASET_\(suffix); rename one")
                    }
                }
            }
            .map { Dictionary($0.map { (DatasetName(checked: $0.key), $0.value) }) { first, _ in first } }
    }

    private static var binding: Shape<DatasetBinding> {
        let path = Shape<String>.relativePath("a path").optional
        return Shape<(delta: String?, files: String?)>.record(
            "a dataset's place",
            Field("delta", "Path of a Delta Lake table, from the project's data folder.", path, or: nil),
            Field("files", "Path of a file or folder, from the project's data folder.", path, or: nil)
        ) { (delta: $0, files: $1) }
        .checked(adding: [("minProperties", .integer(1)), ("maxProperties", .integer(1))]) {
            paths, node, path, reading in
            guard case .mapping = node.content, (paths.delta == nil) == (paths.files == nil) else { return }
            reading.report(
                at: node.position, path: path, "a dataset has one place, 'delta: PATH' or 'files: PATH'",
                allowed: ["delta", "files"])
        }
        .map { paths in paths.delta.map(DatasetBinding.delta) ?? .files(path: paths.files ?? "") }
    }
}
