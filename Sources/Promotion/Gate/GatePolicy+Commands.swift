extension GatePolicy {
    /// The commands as steps of a run, which go through after the evaluation.
    package var commandSteps: [StepOutline] {
        commands.map { StepOutline(name: $0.path.stepName, kind: .task, retries: $0.check.retries ?? 0) }
    }
}
