import Promotion

/// JSON Schema's side of `Promotion`'s rules for names. Tests compare both.
enum NamePattern {
    static let label = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
    static let identifier = "^[A-Za-z_][A-Za-z0-9_.-]*$"
    static let variable = "^[A-Za-z_][A-Za-z0-9_]*$"
}

extension Shape where Value == StepName {
    static var stepName: Shape { .name(pattern: NamePattern.identifier, longest: 63) }
}

extension Shape where Value == DatasetName {
    static var datasetName: Shape { .name(pattern: NamePattern.identifier, longest: 63) }
}

extension Shape where Value == SecretName {
    static var secretName: Shape { .name(pattern: NamePattern.variable, longest: 128) }
}

extension Shape where Value == EnvironmentName {
    static var environmentName: Shape { .name(pattern: NamePattern.label, longest: 31) }
}

extension Shape where Value == ModelName {
    static var modelName: Shape { .name(pattern: "^[^/:]+$", longest: 255) }
}

extension Shape where Value == String {
    /// A path inside a commit or a data folder: relative, and never leading out.
    static func relativePath(_ noun: String) -> Shape {
        let pattern = "^[^/]"
        return Shape<String>.text(noun, longest: 1024, pattern: pattern).parsed(placeholder: .placeholderName) {
            text, _ in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard !text.hasPrefix("/") else {
                return .failure("\(text.quotedForMessage) is absolute; write it relative")
            }
            guard !parts.contains("..") else { return .failure("\(text.quotedForMessage) may not lead out with '..'") }
            guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
                return .failure("\(text.quotedForMessage) has a control character")
            }
            return .success(text)
        }
    }
}

extension Shape where Value == [String: String] {
    /// Variables of steps. Those by which Sluice itself talks to a step cannot be set.
    static var variables: Shape {
        let values = Shape<String>.text("a variable's value", longest: 32_768, mayBeEmpty: true)
        return Shape<[(key: String, value: String)]>
            .dictionary("variable", keyPattern: NamePattern.variable, of: values, problem: problemInVariable)
            .map { Dictionary($0.map { ($0.key, $0.value) }) { first, _ in first } }
    }

    private static func problemInVariable(_ name: String) -> String? {
        let isLetter = { (byte: UInt8) in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
        }
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        guard let first = name.utf8.first, isLetter(first), name.utf8.allSatisfy({ isLetter($0) || isDigit($0) }) else {
            return "may have only letters, digits and '_', and may not begin with a digit"
        }
        guard name.utf8.count <= 255 else { return "is longer than 255 characters" }
        return RunVariables.isSetBySluice(name) ? "is set by Sluice and cannot be changed" : nil
    }
}

/// Variables that a step gets without anybody having declared them.
enum RunVariables {
    /// By these a step finds the server and says who it is; an environment that changed them would log elsewhere.
    static func isSetBySluice(_ name: String) -> Bool {
        name.hasPrefix("SLUICE_")
            || [
                "MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI", "MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_USERNAME",
                "MLFLOW_TRACKING_PASSWORD", "MLFLOW_RUN_ID", "MLFLOW_EXPERIMENT_ID", "MLFLOW_EXPERIMENT_NAME",
                "MLFLOW_WORKSPACE",
            ].contains(name)
    }

    /// What any process has.
    static let usual: Set<String> = [
        "HOME", "LANG", "LC_ALL", "LOGNAME", "PATH", "PWD", "SHELL", "TMPDIR", "TZ", "USER", "VIRTUAL_ENV",
    ]
}
