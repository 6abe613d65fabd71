/// The name of a secret, which is that of the environment variable by which a step gets it, such as `API_KEY`.
package struct SecretName: Name {
    package let rawValue: String

    package init(checked rawValue: String) { self.rawValue = rawValue }

    package static let noun = "secret name"

    /// Letters, digits and `_`, at most 128; none of the variables that a step has anyway.
    package static func problem(in text: String) -> String? {
        func isLetter(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
        }
        guard let first = text.utf8.first else { return "is empty" }
        guard text.utf8.count <= 128 else { return "is longer than 128 characters" }
        guard isLetter(first) else { return "must begin with a letter or '_'" }
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard text.utf8.allSatisfy({ isLetter($0) || digits.contains($0) }) else {
            return "may have only letters, digits and '_'"
        }
        return isTaken(text) ? "is a variable that every step has; choose another name" : nil
    }

    private static func isTaken(_ text: String) -> Bool {
        [
            "SLUICE_", "MLFLOW_TRACKING_", "MLFLOW_REGISTRY_", "MLFLOW_RUN_", "MLFLOW_EXPERIMENT_", "MLFLOW_WORKSPACE",
            "LD_",
        ]
        .contains { text.hasPrefix($0) }
            || [
                "HOME", "LANG", "LC_ALL", "LOGNAME", "PATH", "PWD", "PYTHONHOME", "PYTHONPATH", "PYTHONUNBUFFERED",
                "SHELL",
                "TMPDIR", "TZ", "USER", "VIRTUAL_ENV",
            ].contains(text)
    }
}
