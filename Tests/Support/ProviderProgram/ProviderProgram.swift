import ChildProcess
import Foundation
import Glibc
package import WebClient

/// A real OpenID Connect provider in a process of its own, on a free port of the loopback.
package final class ProviderProgram: Sendable {
    /// The interpreter with the packages of `requirements.txt`; nil where there is none.
    package static let python = ProcessInfo.processInfo.environment["SLUICE_TEST_PYTHON_OIDC"]

    /// Such as `http://127.0.0.1:40123`; also the issuer.
    package let url: String
    private let process: ChildProcess
    private let log: URL
    package let browser = TestBrowser()

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
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let output = try FileHandle(forWritingTo: log)
        let process = try ChildProcess(
            python, ["-B", folder.appendingPathComponent("provider.py").path, String(port)],
            environment: ["AUTHLIB_INSECURE_TRANSPORT": "1", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"],
            output: output, errors: output)
        while process.isRunning {
            let text = try String(contentsOf: log, encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = lines.first(where: { $0.hasPrefix("http://127.0.0.1:") }) {
                return ProviderProgram(url: String(line), process: process, log: log)
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw NotStarted(description: try String(contentsOf: log, encoding: .utf8))
    }

    private init(url: String, process: ChildProcess, log: URL) {
        self.url = url
        self.process = process
        self.log = log
    }

    /// The port, for one that comes back to the same place.
    package var port: Int { url.split(separator: ":").last.flatMap { Int($0) } ?? 0 }

    /// Ends it, and returns once it has; a second call does nothing.
    package func stop() {
        guard process.isRunning else { return }
        process.signal(SIGKILL)
        process.wait()
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
