package import Promotion

/// One attempt of a step, ready to be started.
package struct StepRequest: Sendable {
    /// The attempt's folder, absolute; its parent exists, and no two attempts ever have the same.
    package var folder: String
    /// The command with all variables replaced, taken literally.
    package var arguments: [String]
    /// The whole environment of the step; `SLUICE_ATTEMPT` is added.
    package var environment: [String: String]
    /// More of its environment: these are written into no file, and masked in the log.
    package var secrets: [String: String]
    package var workingFolder: String
    package var limits: StepLimits
    /// What the step may see and change; without a sandbox on this machine it has no effect.
    package var confinement: Confinement

    package init(
        folder: String, arguments: [String], environment: [String: String], secrets: [String: String] = [:],
        workingFolder: String, limits: StepLimits = StepLimits(), confinement: Confinement
    ) {
        self.folder = folder
        self.arguments = arguments
        self.environment = environment
        self.secrets = secrets
        self.workingFolder = workingFolder
        self.limits = limits
        self.confinement = confinement
    }
    /// Keeps a variable of `environment` out of files and the log as well. Does nothing if it is not there.
    package mutating func keepPrivate(_ name: String) {
        if let value = environment.removeValue(forKey: name) { secrets[name] = value }
    }
}
