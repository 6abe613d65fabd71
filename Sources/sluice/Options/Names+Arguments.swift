import ArgumentParser
import Promotion

// Names are checked where they come in; the argument parser's message names the option and shows what was typed.

extension ProjectName: ExpressibleByArgument { init?(argument: String) { self.init(rawValue: argument) } }
extension EnvironmentName: ExpressibleByArgument {
    init?(argument: String) { self.init(rawValue: argument) }
}
extension RunID: ExpressibleByArgument { init?(argument: String) { self.init(rawValue: argument) } }
extension StepKey: ExpressibleByArgument { init?(argument: String) { self.init(rawValue: argument) } }
extension SecretName: ExpressibleByArgument { init?(argument: String) { self.init(rawValue: argument) } }
extension UserName: ExpressibleByArgument { init?(argument: String) { self.init(rawValue: argument) } }
extension GroupName: ExpressibleByArgument { init?(argument: String) { self.init(rawValue: argument) } }
extension Role: ExpressibleByArgument {}
extension Verb: ExpressibleByArgument {}
extension WorkspaceName: ExpressibleByArgument { init?(argument: String) { self.init(rawValue: argument) } }

/// A model and which of its versions, as people type them: `churn@champion`, `churn@3`, `churn/3`, `churn`, `@champion`, `3`.
struct ModelSelector: ExpressibleByArgument, Hashable {
    /// nil means the project's only model.
    var model: ModelName?
    /// nil where the text names no version.
    var version: VersionSelector?

    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        if let separator = argument.lastIndex(where: { $0 == "@" || $0 == "/" }) {
            let name = argument[..<separator]
            guard let version = VersionSelector(String(argument[argument.index(after: separator)...])) else {
                return nil
            }
            self.version = version
            guard !name.isEmpty else { return }
            guard let model = ModelName(rawValue: String(name)) else { return nil }
            self.model = model
        } else if argument.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            guard let version = VersionSelector(argument) else { return nil }
            self.version = version
        } else {
            guard let model = ModelName(rawValue: argument) else { return nil }
            self.model = model
        }
    }

    /// The number of the version; nil if none is named.
    func number() throws(CommandFailure) -> Int? {
        switch version {
        case .number(let number): return number
        case .alias(let alias):
            throw CommandFailure(.usage, "'\(alias)' is an alias; name the version by its number, such as churn@3")
        case nil: return nil
        }
    }
}
