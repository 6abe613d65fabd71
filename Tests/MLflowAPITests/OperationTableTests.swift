import Foundation
import HTTPTypes
import Testing

@testable import MLflowAPI

@Suite("The table of operations in docs/mlflow.md")
struct OperationTableTests {
    private struct Row: Hashable, CustomStringConvertible {
        var operation: String
        var policy: String
        var description: String { "\(operation) | \(policy)" }
    }

    private static func document() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "docs/mlflow.md"), encoding: .utf8)
    }

    /// The rows of the tables below a heading, one for each method.
    private static func rows(below heading: String, in text: String) -> [[String]] {
        let section = text.components(separatedBy: "\n## ").first { $0.hasPrefix(heading) } ?? ""
        return section.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("|---") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    private static func documented(_ text: String) -> [Row] {
        rows(below: "Operations", in: text).filter { $0.count == 2 && $0[0].hasSuffix("`") }.flatMap { cells in
            let parts = cells[0].components(separatedBy: " `")
            return parts[0].components(separatedBy: ", ").map {
                Row(operation: "\($0) \(parts.dropFirst().joined(separator: " ").dropLast())", policy: cells[1])
            }
        }
    }

    @Test func itNamesExactlyTheOperationsThatAreDeclared() throws {
        let declared =
            DeclaredOperation.all.map {
                Row(operation: "\($0.method.rawValue) \($0.path)", policy: Self.word(for: $0.policy))
            }
            + DeclaredOperation.workspaces.map {
                Row(operation: "\($0.method.rawValue) /api/3.0/mlflow/\($0.path)", policy: Self.word(for: $0.policy))
            }
            + WebhookOperations.routes.map {
                Row(operation: "\($0.method.rawValue) \($0.path)", policy: Self.word(for: $0.policy))
            }
            + ArtifactOperations.downloads.flatMap { download in
                ["GET", "HEAD"].map { Row(operation: "\($0) \(download.path)", policy: "champion") }
            }
            + ArtifactOperations.pageDownloads.flatMap { download in
                ["GET", "HEAD"].map { Row(operation: "\($0) /\(download.path)", policy: "champion") }
            }
            + ArtifactOperations.routes.map { route in
                Row(
                    operation: "\(route.method.rawValue) /api/2.0/mlflow-artifacts/artifacts/{path}",
                    policy: Self.word(for: route.policy))
            }
            + [
                Row(operation: "GET /api/2.0/mlflow-artifacts/artifacts?path=", policy: "champion"),
                Row(operation: "GET /api/3.0/mlflow/server-info", policy: "open"),
                Row(operation: "GET /version", policy: "open"),
            ]
        let documented = Self.documented(try Self.document())
        #expect(Set(declared).subtracting(documented).map(\.description).sorted() == [])
        #expect(Set(documented).subtracting(declared).map(\.description).sorted() == [])
        #expect(documented.count == Set(documented).count)
    }

    @Test func itNamesAllThatIsOutOfScope() throws {
        let rows = Self.rows(below: "Out of scope", in: try Self.document()).filter {
            $0.count == 2 && $0[1].contains("`")
        }
        let documented = Set(rows.map { "\($0[0]): \($0[1].replacing("`", with: ""))" })
        let declared = Set(
            OutOfScope.all.map { "\($0.feature): \(($0.paths + $0.rootPaths).joined(separator: ", "))" })
        #expect(declared.subtracting(documented).sorted() == [])
        #expect(documented.subtracting(declared).sorted() == [])
    }

    private static func word(for policy: RoutePolicy) -> String {
        switch policy {
        case .anywhere: "anywhere"
        case .administer: "administer"
        case .read: "read"
        case .readChampion: "champion"
        case .write: "write"
        case .guarded: "guarded"
        }
    }
}
