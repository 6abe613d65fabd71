import Promotion

extension PipelineCheck {
    /// A secret is a variable of its own, and no part of a command: those are shown to everybody on the machine.
    mutating func checkSecrets() {
        for (index, step) in pipeline.steps.enumerated() {
            for (position, name) in step.secrets.enumerated() where !name.isPlaceholder {
                let path = "spec.steps[\(index)].secrets[\(position)]"
                if step.variables[name.rawValue] != nil {
                    report(
                        path, found: name.rawValue,
                        "\(name.quoted) is a variable of this step too; it can be one of both")
                }
                if step.run.variables.contains(name.rawValue) {
                    report(
                        "spec.steps[\(index)].run", found: name.rawValue,
                        "the command names secret \(name.quoted), and commands are shown in lists of processes; "
                            + "let the program read it from its environment")
                }
            }
        }
    }
}
