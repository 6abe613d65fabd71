import Definitions
import Foundation
import Promotion

/// A gate in a file of its own, or in an environment's definition.
enum GateFile {
    private static let longest = 1 << 20
    /// What makes a definition of a gate that stands alone, which is then indented below it.
    private static let header = [
        "apiVersion: sluice/v1", "kind: Environment", "metadata: {name: backtest}", "spec:", "  branches: [backtest]",
    ]

    /// The gate in the file at `path`. Wrong definitions are told with their lines.
    static func read(_ path: String) throws(CommandFailure) -> GatePolicy {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(.usage, "\(path.quotedForMessage) cannot be read")
        }
        guard data.count <= longest else { throw CommandFailure(.usage, "\(path.quotedForMessage) is too long") }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw CommandFailure(.usage, "\(path.quotedForMessage) is not UTF-8 text")
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let stands = !lines.contains { $0.hasPrefix("apiVersion:") }
        let definition =
            stands ? (header + lines.map { $0.isEmpty ? "" : "  " + $0 }).joined(separator: "\n") : text
        let decoded = DefinitionReader().environments(in: [(path, Array(definition.utf8))])
        let errors = decoded.diagnostics.filter { $0.severity == .error && !isOfLadder($0) }
        guard errors.isEmpty else {
            let told = errors.map { stands ? moved($0) : $0 }.map(\.description)
            throw CommandFailure(.usage, told.joined(separator: "\n"))
        }
        // An environment alone names others that it promotes from; its gate can be read all the same.
        guard let gate = decoded.value?.first?.gate ?? alone(definition, path) else {
            throw CommandFailure(.usage, "\(path.quotedForMessage) has no gate")
        }
        return gate
    }

    /// Whether a diagnostic is about the environments beside this one, which are not there.
    private static func isOfLadder(_ diagnostic: Diagnostic) -> Bool { diagnostic.path.hasSuffix("promotesFrom") }

    private static func alone(_ definition: String, _ path: String) -> GatePolicy? {
        let lines = definition.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.drop { $0 == " " }.hasPrefix("promotesFrom:") }
        return DefinitionReader().environments(in: [(path, Array(lines.joined(separator: "\n").utf8))]).value?.first?
            .gate
    }

    /// With the place in the file that the person wrote.
    private static func moved(_ diagnostic: Diagnostic) -> Diagnostic {
        var moved = diagnostic
        moved.line = max(1, diagnostic.line - header.count)
        moved.column = max(1, diagnostic.column - 2)
        return moved
    }
}
