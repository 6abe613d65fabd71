import Foundation
import Glibc
import Synchronization

/// A real OpenID Connect provider in a process of its own, on a free port of the loopback.
package final class ProviderProgram: Sendable {
    /// The interpreter with the packages of `requirements.txt`; nil where there is none.
    package static let python = ProcessInfo.processInfo.environment["SLUICE_TEST_PYTHON_OIDC"]

    /// Such as `http://127.0.0.1:40123`; also the issuer.
    package let url: String
    private let pid: Int32
    private let end: End
    private let log: URL
    package let browser = TestBrowser()

    /// Told once by the thread that looks after the process: `Process` itself belongs to one thread.
    private final class End: Sendable {
        private let isOver = Mutex(false)
        var hasCome: Bool { isOver.withLock { $0 } }
        func come() { isOver.withLock { $0 = true } }
    }

    private struct NotStarted: Error, CustomStringConvertible {
        let description: String
    }

    /// Has `body` use a provider, and ends it afterwards. A port is given where a provider is to come back to its place.
    package static func perform(
        port: Int = 0, _ body: @Sendable (ProviderProgram) async throws -> Void
    ) async throws {
        let provider = try await start(port: port)
        do { try await body(provider) } catch {
            provider.stop()
            throw error
        }
        provider.stop()
    }

    /// Starts one that the caller must stop.
    package static func start(port: Int = 0) async throws -> ProviderProgram {
        guard let python else { throw NotStarted(description: "SLUICE_TEST_PYTHON_OIDC is not set") }
        let log = FileManager.default.temporaryDirectory.appendingPathComponent("sluice-provider-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        process.arguments = ["-B", folder.appendingPathComponent("provider.py").path, String(port)]
        process.environment = ["AUTHLIB_INSECURE_TRANSPORT": "1", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: log)
        process.standardError = process.standardOutput
        let end = End()
        process.terminationHandler = { _ in end.come() }
        try process.run()
        let pid = process.processIdentifier
        while !end.hasCome {
            let text = try String(contentsOf: log, encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = lines.first(where: { $0.hasPrefix("http://127.0.0.1:") }) {
                return ProviderProgram(url: String(line), pid: pid, end: end, log: log)
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw NotStarted(description: try String(contentsOf: log, encoding: .utf8))
    }

    private init(url: String, pid: Int32, end: End, log: URL) {
        self.url = url
        self.pid = pid
        self.end = end
        self.log = log
    }

    /// The port, for one that comes back to the same place.
    package var port: Int { url.split(separator: ":").last.flatMap { Int($0) } ?? 0 }

    /// Ends it, and returns once it has; a second call does nothing.
    package func stop() {
        guard !end.hasCome else { return }
        kill(pid, SIGKILL)
        while !end.hasCome { usleep(2000) }
        try? FileManager.default.removeItem(at: log)
    }

    /// Changes what the provider is about to do; `json` is an object of its state's members. Gives how often each path was asked for.
    @discardableResult
    package func control(_ json: String = "{}") async throws -> [String: Int] {
        let page = try await browser.send("POST", url + "/control", body: json, type: "application/json")
        guard page.status == 200 else { throw NotStarted(description: "control answered \(page.status): \(page.body)") }
        return try JSONDecoder().decode([String: Int].self, from: Data(page.body.utf8))
    }

    /// A token with just this header and these claims, both JSON.
    package func token(header: String, claims: String, key: String = "own", with algorithm: String? = nil) async throws
        -> String
    {
        let with = algorithm.map { #", "with": "\#($0)""# } ?? ""
        let body = #"{"header": \#(header), "claims": \#(claims), "key": "\#(key)"\#(with)}"#
        let page = try await browser.send("POST", url + "/control/token", body: body, type: "application/json")
        struct Made: Decodable {
            let token: String
        }
        return try JSONDecoder().decode(Made.self, from: Data(page.body.utf8)).token
    }

    /// What a robot's client gets for itself.
    package func machineToken() async throws -> String {
        let page = try await browser.send(
            "POST", url + "/token", body: "grant_type=client_credentials",
            type: "application/x-www-form-urlencoded",
            headers: ["authorization": "Basic " + Data("robot:the robot's secret".utf8).base64EncodedString()])
        struct Given: Decodable {
            let access_token: String
        }
        return try JSONDecoder().decode(Given.self, from: Data(page.body.utf8)).access_token
    }
}
