/// Who a step is when it talks to the server: what its token stands for. It ends with the attempt.
package struct RunIdentity: Hashable, Codable, Sendable {
    package var project: ProjectName
    package var environment: EnvironmentName
    package var workspace: WorkspaceName
    package var run: RunID
    package var step: StepKey
    package var attempt: Int

    package init(
        project: ProjectName, environment: EnvironmentName, workspace: WorkspaceName, run: RunID, step: StepKey,
        attempt: Int
    ) {
        self.project = project
        self.environment = environment
        self.workspace = workspace
        self.run = run
        self.step = step
        self.attempt = attempt
    }
}
