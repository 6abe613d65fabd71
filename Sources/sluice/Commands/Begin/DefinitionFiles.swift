import Definitions
import Foundation
import Git
import Promotion

/// The definitions of a project, from a folder or from a commit.
struct DefinitionFiles {
    /// What they are worth.
    struct Result {
        var diagnostics: [Diagnostic]
        /// What they define, in a few words.
        var summary: String

        var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
    }

    private let pipeline: [UInt8]?
    private let environments: [(name: String, bytes: [UInt8])]
    private let access: [UInt8]?

    private static let longest = 1 << 20

    /// Reads the files of a checkout.
    static func read(folder: String) throws -> DefinitionFiles {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw CommandFailure(.usage, "\(folder.quotedForMessage) is not a folder")
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/environments")) ?? []
        let environments = try names.filter(isDefinition).sorted().map { name in
            ("environments/\(name)", try contents(of: "\(folder)/environments/\(name)"))
        }
        func file(_ name: String) throws(CommandFailure) -> [UInt8]? {
            let path = "\(folder)/\(name)"
            return FileManager.default.fileExists(atPath: path) ? try contents(of: path) : nil
        }
        return DefinitionFiles(
            pipeline: try file("sluice.yaml"), environments: environments, access: try file("access.yaml"))
    }

    /// Reads the files at the tip of a branch, or of a reference by its full name.
    static func read(ref: String, repository path: String) async throws -> DefinitionFiles {
        let name = try RefName(validating: ref.hasPrefix("refs/") ? ref : "refs/heads/" + ref)
        guard let pattern = RefPattern(name.rawValue) else {
            throw CommandFailure(.usage, "\(ref.quotedForMessage) is no ref")
        }
        let repository = GitRepository(path: path)
        let commit: CommitID
        do {
            guard let found = try await repository.references(matching: [pattern]).commit(of: name) else {
                throw CommandFailure(.usage, "\(path.quotedForMessage) has no \(name.rawValue.quotedForMessage)")
            }
            commit = found
        } catch let error as GitError {
            throw CommandFailure(error.code == .noRepository ? .usage : .unknown, error.description)
        }
        var environments: [(name: String, bytes: [UInt8])] = []
        for entry in try await repository.files(under: "environments", at: commit) where isDefinition(entry.name) {
            let path = "environments/\(entry.name)"
            guard let bytes = try await repository.file(path, at: commit, limit: longest) else { continue }
            environments.append((path, bytes))
        }
        return DefinitionFiles(
            pipeline: try await repository.file("sluice.yaml", at: commit, limit: longest), environments: environments,
            access: try await repository.file("access.yaml", at: commit, limit: longest))
    }

    private static func isDefinition(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }

    private static func contents(of path: String) throws(CommandFailure) -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: longest + 1) else {
            throw CommandFailure(.unknown, "\(path.quotedForMessage) cannot be read")
        }
        guard data.count <= longest else {
            throw CommandFailure(.usage, "\(path.quotedForMessage) has more than 1 MiB")
        }
        return Array(data)
    }

    /// Checks each file, and every pipeline and environment against each other.
    func check() -> Result {
        guard pipeline != nil || !environments.isEmpty || access != nil else {
            let missing = Diagnostic(
                file: "sluice.yaml", line: 0, column: 0, path: "",
                message: "there is neither this file nor environments/*.yaml")
            return Result(diagnostics: [missing], summary: "")
        }
        let reader = DefinitionReader()
        let decoded = pipeline.map { reader.pipeline(in: $0, file: "sluice.yaml") }
        let ladder = reader.environments(in: environments)
        let policy = access.map { reader.access(in: $0, environments: ladder.value?.map(\.name)) }
        var diagnostics = (decoded?.diagnostics ?? []) + ladder.diagnostics + (policy?.diagnostics ?? [])
        if let decoded, let pipeline = decoded.value {
            for environment in ladder.value ?? [] {
                diagnostics += DefinitionCheck.problems(
                    pipeline: pipeline, environment: environment, source: decoded.sources.first)
            }
        }
        return Result(
            diagnostics: diagnostics, summary: Self.summary(decoded?.value, ladder.value ?? [], policy?.value))
    }

    private static func summary(
        _ pipeline: Pipeline?, _ environments: [Promotion.Environment], _ access: AccessPolicy?
    ) -> String {
        var parts: [String] = []
        if let pipeline { parts.append("pipeline '\(pipeline.name)' with \(pipeline.steps.count) steps") }
        if !environments.isEmpty {
            parts.append("environments \(environments.map(\.name.rawValue).joined(separator: " → "))")
        }
        if let access {
            let (people, groups, roles) = (access.people.count, access.groups.count, access.grants.count)
            parts.append("access of \(people) people in \(groups) groups with \(roles) roles")
        }
        return parts.joined(separator: ", ")
    }
}
