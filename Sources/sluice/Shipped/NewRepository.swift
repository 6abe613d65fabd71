import Execution
import Foundation
import Glibc
import Promotion

/// Makes a git repository from a template: its files, the environments that ship with Sluice, a first commit on `main`, its data.
///
/// All of it happens in a folder beside the target, which takes the target's place at the very end: a failure leaves nothing half done.
struct NewRepository {
    let shipped: ShippedFiles
    let template: String
    let target: String
    let seed: Int
    let python: PythonEnvironments
    /// Called with a line about what happens.
    let say: @Sendable (String) -> Void

    func make() async throws {
        let source = try shipped.template(template)
        try checkTarget()
        let draft = "\(target).sluice-\(getpid())"
        try? FileManager.default.removeItem(atPath: draft)
        do {
            try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: true)
            try copyFiles(from: source, to: draft)
            try await commit(in: draft)
            try await makeData(in: draft)
            _ = rmdir(target)
            guard rename(draft, target) == 0 else {
                throw CommandFailure(
                    .unknown, "\(target.quotedForMessage) cannot be made: \(String(cString: strerror(errno)))")
            }
        } catch {
            try? FileManager.default.removeItem(atPath: draft)
            throw error
        }
    }

    private func checkTarget() throws(CommandFailure) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: target, isDirectory: &isFolder) else { return }
        guard isFolder.boolValue else {
            throw CommandFailure(.usage, "\(target.quotedForMessage) is there already, and is not a folder")
        }
        guard let found = try? FileManager.default.contentsOfDirectory(atPath: target) else {
            throw CommandFailure(.unknown, "\(target.quotedForMessage) cannot be read")
        }
        guard found.isEmpty else {
            throw CommandFailure(
                .usage,
                "\(target.quotedForMessage) is not empty (\(found.sorted()[0].quotedForMessage) is there); choose a new folder"
            )
        }
    }

    /// What tools leave in a checkout, and what is made anew.
    private static let leftOut: Set<String> = [".git", "__pycache__", ".pytest_cache", ".venv", "data", "mlruns"]

    private func copyFiles(from source: String, to draft: String) throws {
        try copy(source, to: draft)
        let environments = draft + "/environments"
        if !FileManager.default.fileExists(atPath: environments) {
            try copy(shipped.path + "/environments", to: environments)
        }
    }

    private func copy(_ source: String, to target: String) throws {
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: source).sorted()
        where !Self.leftOut.contains(name) {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: "\(source)/\(name)", isDirectory: &isFolder)
            if isFolder.boolValue {
                try copy("\(source)/\(name)", to: "\(target)/\(name)")
            } else {
                try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: "\(target)/\(name)")
            }
        }
    }

    private func commit(in draft: String) async throws {
        let git = ChildProgram("git", folder: draft)
        try await git.run(["init", "--quiet", "--initial-branch", "main"])
        try await git.run(["add", "--all"])
        var identity: [String] = []
        let knowsUser = try? await git.run(["var", "GIT_COMMITTER_IDENT"])
        if knowsUser == nil { identity = ["-c", "user.name=Sluice", "-c", "user.email=sluice@localhost"] }
        try await git.run(
            identity + [
                "-c", "commit.gpgsign=false", "commit", "--quiet", "--no-verify", "--message",
                "Begin from the template \(template)",
            ])
        say("made a git repository with a first commit on main")
    }

    /// Runs the template's generator in the pipeline's own Python environment, if the template has one.
    private func makeData(in draft: String) async throws {
        let generator = draft + "/generate_data.py"
        guard FileManager.default.fileExists(atPath: generator) else { return }
        let requirements = try Data(contentsOf: URL(fileURLWithPath: draft + "/requirements.txt"))
        say("preparing Python; the first time this installs packages")
        let environment = try await python.environment(for: Array(requirements)) { [say] line in
            // A line for each of some sixty packages says nothing that the totals do not say.
            let words = line.drop { $0 == " " }
            if !words.hasPrefix("+ "), !words.hasPrefix("Downloaded") { say("  " + words) }
        }
        say("making data with seed \(seed)")
        let program = ChildProgram(environment.python, folder: draft) { [say] line in say("  " + line) }
        try await program.run(["generate_data.py", "--seed", String(seed), "--out", "data"])
    }
}
