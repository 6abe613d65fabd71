import Foundation
import Promotion

/// A git repository with a small pipeline and its data, made with the git program. Its environments count from the branch `policy`,
/// which is the protected ref; nothing else is pushed at first.
struct TestProject: Sendable {
    let name: ProjectName
    let path: String

    /// A pipeline of one step of each kind.
    static let steps = [
        "{name: check, kind: test, run: python3 check.py}",
        "{name: train, kind: train, run: python3 train.py, needs: [check], reads: [customers, control]}",
        "{name: evaluate, kind: evaluate, run: python3 evaluate.py, reads: [holdout]}",
        "{name: score, kind: deploy, run: python3 score.py}",
    ]

    static func pipeline(_ steps: [String]) -> String {
        (["apiVersion: sluice/v1", "kind: Pipeline", "metadata: {name: mini}", "spec:", "  model: mini", "  steps:"]
            + steps.map { "    - \($0)" }).joined(separator: "\n") + "\n"
    }

    /// Makes the repository, with one commit that is on `policy`.
    init(
        in folder: TestFolder, named name: ProjectName = "mini",
        environments: [TestEnvironment] = TestEnvironment.ladder,
        steps: [String] = TestProject.steps
    ) async throws {
        self.name = name
        path = "\(folder.path)/\(name)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try await git("init", "--quiet", "-b", "work")
        try TestFolder.write("data/\n", to: path + "/.git/info/exclude")
        let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "MiniProject")
        for script in try FileManager.default.contentsOfDirectory(atPath: scripts.path) where script.hasSuffix(".py") {
            try FileManager.default.copyItem(atPath: "\(scripts.path)/\(script)", toPath: "\(path)/\(script)")
        }
        try write(Self.pipeline(steps), to: "sluice.yaml")
        for environment in environments {
            try write(environment.yaml, to: "environments/\(environment.name).yaml")
            try makeData(environment.name)
        }
        try await commit(#"{"f1": 0.6}"#)
        try await git("branch", "policy")
    }

    /// Writes a file into the working tree.
    func write(_ text: String, to file: String) throws { try TestFolder.write(text, to: "\(path)/\(file)") }

    func write(_ environment: TestEnvironment) throws {
        try write(environment.yaml, to: "environments/\(environment.name).yaml")
    }

    /// Commits everything, with these settings of the steps (JSON) if they are given.
    @discardableResult
    func commit(_ settings: String? = nil, _ message: String = "Change the model") async throws -> CommitID {
        if let settings { try write(settings, to: "params.json") }
        try await git("add", "--all")
        try await git("commit", "--quiet", "--allow-empty", "-m", message)
        return try await head()
    }

    func head() async throws -> CommitID { try CommitID(validating: try await git("rev-parse", "HEAD")) }

    /// Moves branches to the commit that is checked out.
    func push(_ branches: String..., force: Bool = false) async throws {
        let option = force ? ["--force"] : []
        try await run(["push", "--quiet"] + option + ["."] + branches.map { "HEAD:refs/heads/\($0)" })
    }

    @discardableResult
    func git(_ arguments: String...) async throws -> String { try await run(arguments) }

    /// Makes the file in the dataset `control` that a step waits for.
    func allow(_ name: String, in environment: String) throws {
        try write("", to: "data/\(environment)/control/\(name)")
    }

    @discardableResult
    private func run(_ arguments: [String]) async throws -> String {
        let result = try await ChildProgram.run(ChildProgram.git, arguments, in: path, environment: Self.identity)
        guard result.status == 0 else {
            throw ProgramFailed(description: "git \(arguments.joined(separator: " ")): \(result.errors)")
        }
        return result.output.trimmingCharacters(in: .newlines)
    }

    private static let identity = [
        "HOME": "/nonexistent", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Bob", "GIT_COMMITTER_EMAIL": "bob@example.org",
    ]

    private func makeData(_ environment: String) throws {
        let schema = #""{\"type\":\"struct\",\"fields\":[]}""#
        let log = [
            #"{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}"#,
            #"{"metaData":{"id":"1","format":{"provider":"parquet","options":{}},"schemaString":\#(schema),"#
                + #""partitionColumns":[],"configuration":{},"createdTime":1}}"#,
        ]
        let folder = "data/\(environment)"
        for (version, lines) in [log, []].enumerated() {
            let file =
                #"{"add":{"path":"part-\#(version)","partitionValues":{},"size":1,"modificationTime":1,"dataChange":true}}"#
            try write(
                (lines + [file]).joined(separator: "\n") + "\n",
                to: folder + "/customers/_delta_log/" + String(format: "%020d.json", version))
        }
        try write("id,churn\n1,0\n", to: folder + "/holdout/rows.csv")
        try write("", to: folder + "/control/empty")
    }
}
