import Foundation
import Promotion

/// Where a run's files are.
///
///     workspaces/<run>/files      the commit's files; the steps' working folder
///                      home       the steps' home
///                      datasets   what steps write and no environment binds
///                      output     a folder for each attempt: its report
///     attempts/<run>/<step>-<n>   what the supervisor keeps; steps do not see it
struct RunFolder: Sendable {
    private let root: String
    private let attempts: String

    init(_ id: RunID, home: HomeFolder) {
        root = "\(home.workspacesPath)/\(id)"
        attempts = "\(home.attemptsPath)/\(id)"
    }

    /// Everything that the run's steps may change.
    var writable: String { root }
    var files: String { root + "/files" }
    var homeOfSteps: String { root + "/home" }
    var temporary: String { root + "/tmp" }

    func dataset(_ name: DatasetName) -> String { "\(root)/datasets/\(name)" }
    func output(_ key: StepKey, attempt: Int) -> String { "\(root)/output/\(key)-\(attempt)" }
    func attempt(_ key: StepKey, attempt: Int) -> String { "\(attempts)/\(key)-\(attempt)" }

    /// The files of the commit that the policy comes from, for one attempt of a gate's command; no other step can reach them.
    func policyFiles(_ key: StepKey, attempt: Int) -> String { "\(attempts)/\(key)-\(attempt)-policy" }

    /// Makes the folders anew; what an earlier, unfinished preparation left is removed.
    func create() async throws {
        let (root, folders) = (root, [root, homeOfSteps, temporary, root + "/datasets", root + "/output", attempts])
        try await FileWork.run {
            if FileManager.default.fileExists(atPath: root) { try FileManager.default.removeItem(atPath: root) }
            for folder in folders { try Self.make(folder) }
        }
    }

    /// Makes the folder that an attempt may write its report into.
    func createOutput(_ key: StepKey, attempt: Int) throws { try Self.make(output(key, attempt: attempt)) }

    private static func make(_ folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// Removes what a finished run needs no longer; logs stay. Does nothing if it is gone.
    func removeWorkspace() async {
        let root = root
        try? await FileWork.run { try FileManager.default.removeItem(atPath: root) }
    }

    /// The ids of all runs that have a workspace.
    static func runsWithWorkspace(in home: HomeFolder) async -> [RunID] {
        let names = try? await FileWork.run { try FileManager.default.contentsOfDirectory(atPath: home.workspacesPath) }
        return (names ?? []).compactMap(RunID.init(rawValue:))
    }
}
