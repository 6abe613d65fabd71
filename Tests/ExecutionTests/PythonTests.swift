import Execution
import Foundation
import Promotion
import Supervision
import Synchronization
import Testing

/// With the real installers and the package index that this machine is set up for.
@Suite struct PythonTests {
    private func environments(
        _ bench: Bench, path: String? = nil, sandbox: SandboxStatus
    ) -> PythonEnvironments {
        var inherited = ProcessInfo.processInfo.environment
        if let path { inherited["PATH"] = path }
        return PythonEnvironments(
            folder: bench.folder + "/python", inherited: inherited, sandbox: sandbox,
            hidden: [inherited["HOME"] ?? "/root"])
    }

    @Test func environmentIsBuiltOnceAndUsedByAStep() async throws {
        let sandbox = await SandboxProbe().run()
        let bench = try Bench(sandbox)
        let lines = Lines()
        let shared = environments(bench, sandbox: sandbox)
        let list = Array("six==1.16.0\n".utf8)
        async let first = shared.environment(for: list) { lines.append($0) }
        async let second = shared.environment(for: list) { lines.append($0) }
        // Another process's view: it waits for the lock, and finds the work done.
        async let third = environments(bench, sandbox: sandbox).environment(for: list)
        let environment = try await first
        #expect(try await second == environment)
        #expect(try await third == environment)
        #expect(lines.all.filter { $0.hasPrefix("building") }.count <= 1)

        var request = bench.request([environment.python, "-c", "import six, sys; print(six.__version__, sys.prefix)"])
        request.environment =
            StepEnvironment(home: bench.folder + "/home", temporaryFolder: "/tmp", python: environment).variables
        request.confinement.hidden = [bench.folder, NSHomeDirectory()]
        request.confinement.readable = [environment.root, environment.basePrefix]
        #expect(try await bench.run(request).succeeded, "\(bench.log())")
        #expect(bench.log() == "1.16.0 \(environment.root)\n")
        let compiled = FileManager.default.enumerator(atPath: environment.root)?.contains { "\($0)".hasSuffix(".pyc") }
        #expect(compiled == true)
    }

    @Test func packageThatDoesNotExistIsToldInTheInstallersWords() async throws {
        let sandbox = await SandboxProbe().run()
        let bench = try Bench(sandbox)
        let shared = environments(bench, sandbox: sandbox)
        do {
            _ = try await shared.environment(for: Array("six==99.99.99\n".utf8))
            Issue.record("installed")
        } catch {
            #expect(error.code == .installation)
            #expect(error.message.contains("six==99.99.99"), "\(error)")
            #expect(error.message.utf8.count < 5000)
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: bench.folder + "/python").filter {
            $0.count == 64
        }
        #expect(left.isEmpty)
    }

    @Test func interruptedBuildIsBuiltAgain() async throws {
        let bench = try Bench()
        let list = Array("six==1.16.0\n".utf8)
        let none = SandboxStatus.unavailable(reason: "not wanted")
        let environment = try await environments(bench, sandbox: none).environment(for: list)
        try FileManager.default.removeItem(atPath: environment.root + "/complete")
        try FileManager.default.removeItem(atPath: environment.python)
        try Data("half".utf8).write(to: URL(fileURLWithPath: environment.root + "/half"))
        #expect(try await environments(bench, sandbox: none).environment(for: list) == environment)
        #expect(FileManager.default.fileExists(atPath: environment.python))
        #expect(!FileManager.default.fileExists(atPath: environment.root + "/half"))
    }

    /// Where the system's Python can make environments and no `uv` lies beside it.
    private static let canDoWithoutUV =
        FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")
        && !FileManager.default.fileExists(atPath: "/usr/bin/uv")
        && (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib"))?.contains {
            FileManager.default.fileExists(atPath: "/usr/lib/\($0)/ensurepip/__init__.py")
        } == true

    @Test(.enabled(if: canDoWithoutUV)) func withoutUVPipIsUsed() async throws {
        let sandbox = await SandboxProbe().run()
        let bench = try Bench(sandbox)
        let shared = environments(bench, path: "/usr/bin:/bin", sandbox: sandbox)
        let environment = try await shared.environment(for: Array("six==1.16.0\n".utf8))
        #expect(environment.basePrefix == "/usr")
        #expect(FileManager.default.fileExists(atPath: environment.root + "/bin/pip"))
        var request = bench.request([environment.python, "-c", "import six"])
        request.confinement.readable = [environment.root, environment.basePrefix]
        let exit = try await bench.run(request)
        #expect(exit.succeeded, "\(bench.log())")
    }

    @Test func localPathsInARequirementsFileFindNothing() async throws {
        let bench = try Bench()
        let shared = environments(bench, sandbox: .unavailable(reason: "not wanted"))
        await #expect(throws: ExecutionError.self) { try await shared.environment(for: Array("-e .\n".utf8)) }
    }

    @Test func missingPythonIsNamed() async throws {
        let bench = try Bench()
        let shared = environments(bench, path: "/nonexistent", sandbox: .unavailable(reason: "not wanted"))
        do {
            _ = try await shared.environment(for: [])
            Issue.record("built")
        } catch {
            #expect(error.message == "there is no 'python3' in PATH '/nonexistent'")
        }
    }
}

private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    func append(_ line: String) { lines.withLock { $0.append(line) } }

    var all: [String] { lines.withLock { $0 } }
}
