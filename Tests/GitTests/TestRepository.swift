import ChildProcess
import Foundation
import Git
import Promotion
import Testing

/// A folder that is removed with its last reference.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = "/tmp/sluice-git-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Names directly in the folder, sorted.
    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
}

/// What the git program answered when it failed.
struct GitFailed: Error, CustomStringConvertible {
    let description: String
}

/// A repository made and changed with the git program.
struct TestRepository: Sendable {
    let folder: TemporaryFolder
    let path: String

    init(bare: Bool = false, name: String = "repo", format: String? = nil) throws {
        folder = try TemporaryFolder()
        path = folder.path + "/" + name
        try Self.create(path, bare: bare, format: format)
    }

    static func create(_ path: String, bare: Bool = false, format: String? = nil) throws {
        let options = (bare ? ["--bare"] : []) + (format.map { ["--object-format=\($0)"] } ?? [])
        try runGit(["init", "--quiet", "-b", "main"] + options + ["--", path], in: "/tmp")
    }

    /// Runs git in the repository; gives its output without the last newline.
    @discardableResult
    func git(_ arguments: String..., input: [UInt8]? = nil) throws -> String {
        try runGit(arguments, in: path, input: input)
    }

    /// Writes a file into the working tree.
    func write(_ text: String, to file: String) throws {
        let url = URL(fileURLWithPath: path + "/" + file)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// Commits everything in the working tree.
    @discardableResult
    func commit(_ message: String = "change") throws -> CommitID {
        try git("add", "--all")
        try git("commit", "--quiet", "--allow-empty", "-m", message)
        return try head()
    }

    func head() throws -> CommitID { try CommitID(validating: git("rev-parse", "HEAD")) }

    /// A commit of a tree made entry by entry, without git's own checks.
    func commit(tree entries: [TreeEntry]) throws -> CommitID {
        try CommitID(validating: git("commit-tree", "-m", "hostile", tree(entries)))
    }

    /// Writes a tree object as it is given.
    func tree(_ entries: [TreeEntry]) throws -> String {
        var bytes: [UInt8] = []
        for entry in entries {
            bytes += Array("\(entry.mode) ".utf8) + entry.name + [0]
            bytes += stride(from: 0, to: 40, by: 2).map { index in
                let start = entry.object.index(entry.object.startIndex, offsetBy: index)
                return UInt8(entry.object[start..<entry.object.index(start, offsetBy: 2)], radix: 16) ?? 0
            }
        }
        return try git("hash-object", "-t", "tree", "-w", "--stdin", "--literally", input: bytes)
    }

    func blob(_ text: String) throws -> String {
        try git("hash-object", "-w", "--stdin", input: Array(text.utf8))
    }
}

/// An entry of a tree object.
struct TreeEntry {
    let mode: String
    let name: [UInt8]
    let object: String

    init(_ mode: String, _ name: String, _ object: String) { self.init(mode, Array(name.utf8), object) }

    init(_ mode: String, _ name: [UInt8], _ object: String) {
        self.mode = mode
        self.name = name
        self.object = object
    }
}

let gitEnvironment = [
    "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C",
    "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_AUTHOR_DATE": "1700000000 +0200",
    "GIT_COMMITTER_NAME": "Bob", "GIT_COMMITTER_EMAIL": "bob@example.org", "GIT_COMMITTER_DATE": "1700000100 +0000",
    "GIT_ALLOW_PROTOCOL": "file:git:http:https",
]

@discardableResult
func runGit(_ arguments: [String], in folder: String, input: [UInt8]? = nil) throws -> String {
    let git = try FinishedProcess.run(
        "/usr/bin/git", arguments, environment: gitEnvironment, in: folder, input: Data(input ?? []))
    guard git.status == 0 else {
        throw GitFailed(description: "git \(arguments.joined(separator: " ")): \(git.complaint)")
    }
    return git.text.hasSuffix("\n") ? String(git.text.dropLast()) : git.text
}

/// The error that a call throws, which must be one of the package's.
func gitError<T>(
    _ call: () async throws -> T, sourceLocation: SourceLocation = #_sourceLocation
) async -> GitError? {
    do {
        _ = try await call()
        Issue.record("no error was thrown", sourceLocation: sourceLocation)
        return nil
    } catch let error as GitError {
        return error
    } catch {
        Issue.record("another error was thrown: \(error)", sourceLocation: sourceLocation)
        return nil
    }
}

func pattern(_ text: String) throws -> RefPattern { try #require(RefPattern(text)) }

func ref(_ text: String) throws -> RefName { try RefName(validating: text) }
