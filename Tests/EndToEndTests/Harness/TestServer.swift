import ChildProcess
import Foundation
import Promotion
import SluiceClient
import Testing

/// A real `sluice up` on a home of its own. `perform` starts it, and leaves nothing of it behind.
actor TestServer {
    nonisolated let folder: TestFolder
    private var program: ChildProcess?
    private var address: ServerAddress?
    private var starts = 0

    private init() throws { folder = try TestFolder() }

    nonisolated var home: String { folder.path + "/home" }

    /// Plays a scenario; at most two are played at one time. `settings` is the text of `server.yaml`.
    static func perform(
        settings: String? = nil, _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        await ServerSlots.shared.take()
        do {
            let server = try TestServer()
            if let settings { try TestFolder.write(settings, to: server.home + "/server.yaml") }
            do {
                try await server.start()
                try await body(server)
            } catch {
                Issue.record("the server wrote:\n\(await server.output.suffix(4000))")
                await server.stop()
                throw error
            }
            await server.stop()
        } catch {
            await ServerSlots.shared.release()
            throw error
        }
        await ServerSlots.shared.release()
    }

    /// Starts it, or starts it again on the same home; returns once it answers.
    func start() async throws {
        starts += 1
        let program = try ChildProgram.start(
            ChildProgram.sluice, ["up", "--home", home, "--listen", "127.0.0.1:0"],
            environment: ["HOME": folder.path, "SERVER_CANARY": "a secret of the server"],
            output: folder.path + "/out", errors: "\(folder.path)/err-\(starts)")
        self.program = program
        let endpoint = try await Patience.until("the server answers") { () async throws -> Endpoint? in
            guard program.isRunning else { throw ProgramFailed(description: "the server ended: \(output)") }
            guard let data = FileManager.default.contents(atPath: "\(home)/\(Endpoint.fileName)"),
                let endpoint = try? JSONDecoder().decode(Endpoint.self, from: data)
            else { return nil }
            return endpoint.pid == program.pid ? endpoint : nil
        }
        address = ServerAddress(url: endpoint.url, token: endpoint.token)
    }

    /// Ends it without a chance to tidy up.
    func killServer() async { await end(with: SIGKILL) }

    /// Ends it as a person would, and every step that is still there.
    func stop() async {
        if program?.isRunning == true, let runs = try? await client.runs(limit: 100) {
            for run in runs where !run.status.isFinal {
                _ = try? await client.abort(run.id, ReasonRequest(reason: "the test is over"))
            }
            _ = try? await Patience.until("all runs have ended") { [client] in
                try await client.runs(limit: 100).allSatisfy(\.status.isFinal) ? true : nil
            }
        }
        await end(with: SIGTERM)
    }

    private func end(with signal: Int32) async {
        program?.signal(signal)
        await program?.ended()
    }

    var pid: Int32 { program?.pid ?? -1 }

    /// What it logged since it was started last.
    var output: String { ChildProgram.text("\(folder.path)/err-\(starts)") }

    var client: SluiceClient {
        get throws {
            guard let address else { throw ProgramFailed(description: "the server was not started") }
            return SluiceClient(address, user: "tester")
        }
    }

    /// Has a project watched.
    @discardableResult
    func add(_ project: TestProject, protectedRef: RefName = "refs/heads/policy") async throws -> ProjectReport {
        try await client.addProject(
            AddProjectRequest(name: project.name, source: project.path, protectedRef: protectedRef))
    }

    /// Runs the program's own command line against this server.
    nonisolated func sluice(_ arguments: String...) async throws -> ProgramResult {
        try await ChildProgram.run(
            ChildProgram.sluice, arguments, environment: ["HOME": folder.path, "SLUICE_HOME": home])
    }
}
