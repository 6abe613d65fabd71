import Catalog
import Engine
import Execution
import Foundation
import Git
import Glibc
import Promotion
import SluiceClient

/// One thing that `sluice doctor` looked at.
struct Finding: Codable, Sendable {
    enum Grade: String, Codable, Sendable {
        case ok
        /// It works, but not as well as it could.
        case warn
        /// It does not work.
        case fail

        var tone: Tone {
            switch self {
            case .ok: .good
            case .warn: .notable
            case .fail: .bad
            }
        }
    }

    var grade: Grade
    var what: String
    var found: String
    /// What to do; nil if nothing.
    var advice: String?
}

/// Looks at everything that Sluice needs on a machine. Each look is for itself: a failure never hides the others.
struct Examination {
    let home: HomeFolder
    let client: Result<SluiceClient, any Error>

    func run() async -> [Finding] {
        [
            Finding(grade: .ok, what: "sluice", found: ServerReport.current.version, advice: nil), await git(),
            libgit2(),
            await sqlite(), await sandbox(), await python(), await uv(), supervisor(), homeFolder(), diskSpace(),
            await server(),
        ]
    }

    private func git() async -> Finding {
        await program("git", ["--version"], missing: .fail, advice: "install it: apt-get install git")
    }

    private func python() async -> Finding {
        await program(
            "python3", ["--version"], missing: .fail, advice: "install it: apt-get install python3 python3-venv")
    }

    private func uv() async -> Finding {
        await program(
            "uv", ["--version"], missing: .warn,
            advice: "optional: with uv Python environments are built many times faster (pip install uv)")
    }

    private func program(_ name: String, _ arguments: [String], missing: Finding.Grade, advice: String) async -> Finding
    {
        do {
            let words = try await ChildProgram(name).run(arguments)
            return Finding(
                grade: .ok, what: name, found: words.split(whereSeparator: \.isNewline).first.map { String($0) } ?? "")
        } catch { return Finding(grade: missing, what: name, found: "not found", advice: advice) }
    }

    private func libgit2() -> Finding { Finding(grade: .ok, what: "libgit2", found: GitLibraryVersion.current) }

    /// Makes a catalog and asks it.
    private func sqlite() async -> Finding {
        let folder = NSTemporaryDirectory() + "/sluice-doctor-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let catalog = try await Catalog.open(folder + "/catalog.sqlite", now: { .current })
            let version: String? = try await catalog.read { try $0.value("SELECT sqlite_version()") }
            try catalog.close()
            return Finding(grade: .ok, what: "SQLite", found: version ?? "unknown")
        } catch { return Finding(grade: .fail, what: "SQLite", found: "\(error)", advice: "install libsqlite3-0") }
    }

    private func sandbox() async -> Finding {
        let status = await SandboxProbe().run()
        switch status {
        case .available(_, let version): return Finding(grade: .ok, what: "sandbox", found: version)
        case .unavailable(let reason):
            return Finding(grade: .warn, what: "sandbox", found: "none: steps see the whole machine", advice: reason)
        }
    }

    private func supervisor() -> Finding {
        do { return Finding(grade: .ok, what: "supervisor", found: try ShippedFiles.supervisor()) } catch {
            return Finding(grade: .fail, what: "supervisor", found: "not found", advice: error.message)
        }
    }

    private func homeFolder() -> Finding {
        var status = stat()
        guard stat(home.path, &status) == 0 else {
            return Finding(grade: .ok, what: "home folder", found: "\(home.path), not made yet")
        }
        guard status.st_mode & S_IFMT == S_IFDIR, access(home.path, R_OK | W_OK | X_OK) == 0 else {
            return Finding(
                grade: .fail, what: "home folder", found: "\(home.path) cannot be written",
                advice: "change its owner, or choose another with SLUICE_HOME")
        }
        guard status.st_mode & 0o077 == 0 else {
            return Finding(
                grade: .warn, what: "home folder", found: "\(home.path) is open to other users",
                advice: "it holds tokens: chmod 700 \(home.path)")
        }
        do { _ = try ServerSettings.read(from: home).alarms?.secret() } catch {
            return Finding(grade: .fail, what: "home folder", found: home.path, advice: error.message)
        }
        return Finding(grade: .ok, what: "home folder", found: home.path)
    }

    /// Below this a build of a Python environment alone may fill the disk.
    private static let enough: Int64 = 5 << 30
    private static let least: Int64 = 1 << 30

    private func diskSpace() -> Finding {
        var folder = home.path
        var space = statvfs()
        while statvfs(folder, &space) != 0, folder != "/" { folder = (folder as NSString).deletingLastPathComponent }
        let free = Int64(space.f_bavail) * Int64(space.f_frsize)
        let found = "\(Figures.bytes(free)) free at \(folder)"
        let advice = "runs, models and Python environments need room: free some, or choose another home"
        let grade: Finding.Grade = free < Self.least ? .fail : free < Self.enough ? .warn : .ok
        return Finding(grade: grade, what: "disk space", found: found, advice: grade == .ok ? nil : advice)
    }

    private func server() async -> Finding {
        do {
            let client = try client.get()
            let report = try await client.version()
            let isSame = report == .current
            return Finding(
                grade: isSame ? .ok : .warn, what: "server", found: "\(client.address.url), version \(report.version)",
                advice: isSame
                    ? nil : "this program has version \(ServerReport.current.version); restart the server with it")
        } catch let error as ClientError {
            return Finding(grade: .warn, what: "server", found: "none answers", advice: error.message)
        } catch { return Finding(grade: .warn, what: "server", found: "none answers", advice: "\(error)") }
    }
}
