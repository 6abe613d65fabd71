/// What one commit says about how its model is made: the contents of `sluice.yaml`.
package struct Pipeline: Hashable, Codable, Sendable {
    package var name: String
    /// The registered model that the pipeline produces.
    package var model: ModelName
    /// Path of the requirements file inside the commit, relative to its root; nil for steps that need no Python packages.
    package var requirements: String?
    /// In the order of the file. Names are unique, `needs` name steps of this list, and there is no cycle: `Definitions` checks.
    package var steps: [PipelineStep]

    package init(name: String, model: ModelName, requirements: String?, steps: [PipelineStep]) {
        self.name = name
        self.model = model
        self.requirements = requirements
        self.steps = steps
    }

    package subscript(_ name: StepName) -> PipelineStep? { steps.first { $0.name == name } }

    /// The step that scores a model version, if the pipeline has one.
    package var evaluateStep: PipelineStep? { steps.first { $0.kind == .evaluate } }
}
