/// The environment of a step: a few fixed variables, and what the engine gives. Nothing comes from this process's own.
package struct StepEnvironment: Sendable {
    /// The folder that is the step's home; private to the attempt or the workspace.
    package var home: String
    package var temporaryFolder: String
    /// Its programs come first; nil for steps without Python packages.
    package var python: PythonEnvironment?
    /// `SLUICE_…`, `MLFLOW_…` and the variables of the definitions; they win over the fixed ones.
    package var given: [String: String]

    package init(home: String, temporaryFolder: String, python: PythonEnvironment?, given: [String: String] = [:]) {
        self.home = home
        self.temporaryFolder = temporaryFolder
        self.python = python
        self.given = given
    }

    package var variables: [String: String] {
        var variables = [
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": home,
            "TMPDIR": temporaryFolder,
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            // Output reaches the log when it is written, not when the step ends.
            "PYTHONUNBUFFERED": "1",
        ]
        if let python {
            variables["PATH"] = "\(python.root)/bin:/usr/local/bin:/usr/bin:/bin"
            variables["VIRTUAL_ENV"] = python.root
        }
        return variables.merging(given) { $1 }
    }
}
