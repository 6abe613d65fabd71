import ChildProcess
import Foundation
import Glibc
import Promotion
import SluiceClient
import Testing

/// A real `sluice up` on a home of its own, as a source or as a target, and the command line against it.
final class ServerProgram: Sendable {
    let home: String
    private let process: ChildProcess
    let url: String
    let token: String

    /// Starts a server, over the home of an earlier one if it is given; returns once it answers.
    init(home: String? = nil) async throws {
        let folder = home ?? NSTemporaryDirectory() + "sluice-import-" + UUID().uuidString
        self.home = folder
        process = try Self.start(["up", "--home", folder, "--listen", "127.0.0.1:0"], [:], to: nil)
        let pid = process.pid
        var endpoint: Endpoint?
        while endpoint == nil {
            guard process.isRunning else { throw Failed(text: "the server ended") }
            try await Task.sleep(for: .milliseconds(20))
            guard let data = FileManager.default.contents(atPath: folder + "/" + Endpoint.fileName) else { continue }
            endpoint = try? JSONDecoder().decode(Endpoint.self, from: data)
            if endpoint?.pid != pid { endpoint = nil }
        }
        url = endpoint?.url ?? ""
        token = endpoint?.token ?? ""
    }

    deinit {
        kill()
    }

    /// Plays a scenario with a source and a target, and leaves nothing of them behind.
    static func perform(_ body: (_ source: ServerProgram, _ target: ServerProgram) async throws -> Void) async throws {
        let (source, target) = (try await ServerProgram(), try await ServerProgram())
        defer { for server in [source, target] { server.remove() } }
        try await body(source, target)
    }

    /// Ends it without a chance to tidy up.
    func kill() {
        process.signal(SIGKILL)
        process.wait()
    }

    func remove() {
        kill()
        try? FileManager.default.removeItem(atPath: home)
    }

    var client: SluiceClient {
        get throws { SluiceClient(try #require(ServerAddress(url: url, token: token)), user: "tester") }
    }

    struct Failed: Error { let text: String }

    /// How a command ended.
    struct Result: Sendable {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Runs `sluice import mlflow` on this server's machine; `credentials` are those of the source.
    func bring(
        from uri: String, _ options: [String] = [], credentials: [String: String] = [:]
    ) async throws -> Result {
        try await sluice(["import", "mlflow", uri] + options, credentials)
    }

    func sluice(_ arguments: [String], _ environment: [String: String] = [:]) async throws -> Result {
        let files = [home + "/../out-\(UUID().uuidString)", home + "/../err-\(UUID().uuidString)"]
        defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
        let command = try begin(arguments, environment, files)
        let status = await command.ended()
        let texts = files.map { String(decoding: FileManager.default.contents(atPath: $0) ?? Data(), as: UTF8.self) }
        return Result(status: status, output: texts[0], errors: texts[1])
    }

    /// Begins a command and does not wait for it.
    func begin(
        _ arguments: [String], _ environment: [String: String] = [:], _ files: [String]? = nil
    ) throws -> ChildProcess {
        try Self.start(arguments, environment.merging(["SLUICE_HOME": home]) { $1 }, to: files)
    }

    private static func start(
        _ arguments: [String], _ environment: [String: String], to files: [String]?
    ) throws -> ChildProcess {
        let handles = try (files ?? []).map { file in
            _ = FileManager.default.createFile(atPath: file, contents: nil)
            return try #require(FileHandle(forWritingAtPath: file))
        }
        return try ChildProcess(
            Products.sluice, arguments,
            environment: environment.merging(["PATH": "/usr/local/bin:/usr/bin:/bin", "NO_COLOR": "1"]) { $1 },
            output: handles.first, errors: handles.last)
    }
}
