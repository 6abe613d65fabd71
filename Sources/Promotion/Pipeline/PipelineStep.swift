/// One command of a pipeline.
package struct PipelineStep: Hashable, Codable, Sendable {
    package var name: StepName
    package var kind: StepKind
    package var run: CommandLine
    package var needs: [StepName]
    /// Datasets that the step gets, bound read-only.
    package var reads: [DatasetName]
    /// Datasets that the step may write. One that the environment does not bind lives in the run's own folder.
    package var writes: [DatasetName]
    /// Variables of this step, over those of the environment.
    package var variables: [String: String]
    /// Secrets of the environment that the step gets as variables of these names; no other step does.
    package var secrets: [SecretName]
    package var limits: StepLimits
    /// How often a failed attempt is tried again.
    package var retries: Int

    package init(
        name: StepName, kind: StepKind, run: CommandLine, needs: [StepName] = [], reads: [DatasetName] = [],
        writes: [DatasetName] = [], variables: [String: String] = [:], secrets: [SecretName] = [],
        limits: StepLimits = StepLimits(), retries: Int = 0
    ) {
        self.name = name
        self.kind = kind
        self.run = run
        self.needs = needs
        self.reads = reads
        self.writes = writes
        self.variables = variables
        self.secrets = secrets
        self.limits = limits
        self.retries = retries
    }

    /// Also reads steps that were stored before they could declare secrets.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(StepName.self, forKey: .name)
        kind = try values.decode(StepKind.self, forKey: .kind)
        run = try values.decode(CommandLine.self, forKey: .run)
        needs = try values.decode([StepName].self, forKey: .needs)
        reads = try values.decode([DatasetName].self, forKey: .reads)
        writes = try values.decode([DatasetName].self, forKey: .writes)
        variables = try values.decode([String: String].self, forKey: .variables)
        secrets = try values.decodeIfPresent([SecretName].self, forKey: .secrets) ?? []
        limits = try values.decode(StepLimits.self, forKey: .limits)
        retries = try values.decode(Int.self, forKey: .retries)
    }
}

/// What a step is for. `evaluate` and `deploy` steps have their own place in a run; the others run before there is a candidate.
package enum StepKind: String, Codable, Sendable, CaseIterable {
    /// Anything else, such as making features. The kind of a step that names none.
    case task
    /// A test; its JUnit XML report becomes evidence.
    case test
    /// Trains and registers the candidate. Left out under `deploy-model`.
    case train
    /// Scores one model version, named by `SLUICE_MODEL_URI`; runs for the candidate and for the champion.
    case evaluate
    /// Runs after the promotion, such as batch scoring.
    case deploy
}

/// Bounds of one attempt of a step.
package struct StepLimits: Hashable, Codable, Sendable {
    /// Wall time in seconds; then SIGTERM, the grace period, SIGKILL.
    package var seconds: Int
    /// Resident memory of the whole process tree, in bytes.
    package var memory: Int64
    /// Bytes of output that the log keeps; the rest is counted and dropped.
    package var output: Int64
    /// Seconds between SIGTERM and SIGKILL.
    package var graceSeconds: Int

    package init(
        seconds: Int = 3600, memory: Int64 = 8 << 30, output: Int64 = 16 << 20, graceSeconds: Int = 10
    ) {
        self.seconds = seconds
        self.memory = memory
        self.output = output
        self.graceSeconds = graceSeconds
    }
}
