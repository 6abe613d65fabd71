import Foundation
import Promotion
import Testing

/// What docs/security.md says is what the program does.
struct SecurityDocumentTests {
    private static func rows() throws -> [[String]] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/security.md"), encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("|") }.map { line in
            line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        }
    }

    @Test func theTableOfRolesIsTheProgramsOwn() throws {
        let rows = try Self.rows()
        let head = try #require(rows.first { $0.first == "verb" })
        let roles = head.dropFirst(2).compactMap { Role(rawValue: $0) }
        #expect(Array(roles) == Role.allCases)
        for verb in Verb.allCases {
            let row = try #require(rows.first { $0.first == verb.rawValue }, "\(verb) is not in the table")
            #expect(zip(roles, row.dropFirst(2)).allSatisfy { $0.allows(verb) == ($1 == "yes") }, "\(verb)")
        }
    }
}
