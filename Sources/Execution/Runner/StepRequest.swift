package import Promotion

/// One attempt of a step, ready to be started.
package struct StepRequest: Sendable {
    /// The attempt's folder, absolute; its parent exists, and no two attempts ever have the same.
    package var folder: String
    /// The command with all variables replaced, taken literally.
    package var arguments: [String]
    /// The whole environment of the step; `SLUICE_ATTEMPT` is added.
    package var environment: [String: String]
    package var workingFolder: String
    package var limits: StepLimits
    /// What the step may see and change; without a sandbox on this machine it has no effect.
    package var confinement: Confinement

    package init(
        folder: String, arguments: [String], environment: [String: String], workingFolder: String,
        limits: StepLimits = StepLimits(), confinement: Confinement
    ) {
        self.folder = folder
        self.arguments = arguments
        self.environment = environment
        self.workingFolder = workingFolder
        self.limits = limits
        self.confinement = confinement
    }
}
