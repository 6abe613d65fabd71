import Engine
import Foundation
import Promotion
import Server
import SluiceClient
import Supervision
import Synchronization
import Testing

/// From the first port to the last connection.
struct LifeTests {
    @Test func theEndpointIsThereWhileTheServerAnswers() async throws {
        let seen = Mutex<HomeFolder?>(nil)
        try await TestServer.perform { server in
            let endpoint = try #require(server.home.readEndpoint())
            #expect(endpoint.url == server.url)
            #expect(endpoint.pid == getpid())
            #expect(server.token.utf8.count == 64)
            let mode =
                try FileManager.default.attributesOfItem(atPath: server.home.endpointPath)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(server.home.formerPort == server.port)
            seen.withLock { $0 = server.home }
        }
        #expect(seen.withLock { $0 }?.readEndpoint() == nil)
    }

    @Test func theFormerPortIsTriedFirst() async throws {
        let folder = NSTemporaryDirectory() + "sluice-life-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let home = HomeFolder(path: folder)
        let ports = Mutex<[Int]>([])
        let tokens = Mutex<Set<String>>([])
        for _ in 0..<2 {
            try await TestServer.perform(home: home) { server in
                ports.withLock { $0.append(server.port) }
                tokens.withLock { _ = $0.insert(server.token) }
            }
        }
        #expect(Set(ports.withLock { $0 }).count == 1)
        #expect(tokens.withLock { $0 }.count == 2)
    }

    @Test func aFormerPortThatSomebodyElseHasIsGivenUp() async throws {
        try await TestServer.perform { first in
            let folder = NSTemporaryDirectory() + "sluice-life-" + UUID().uuidString
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let home = HomeFolder(path: folder)
            try home.create()
            try home.writeFormerPort(first.port)
            try await TestServer.perform(home: home) { second in #expect(second.port != first.port) }
        }
    }

    @Test func aPortInUseIsNamedWithWhatToDo() async throws {
        try await TestServer.perform { first in
            let settings = ServerSettings(listen: ListenAddress(port: first.port))
            let error = await #expect(throws: ServerError.self) {
                try await TestServer.perform(settings: settings) { _ in Issue.record("it must not listen") }
            }
            #expect(error?.code == .addressInUse)
            #expect(error?.message.hasPrefix("127.0.0.1:\(first.port) is in use by another program") == true)
            #expect(error?.message.contains("--listen") == true)
        }
    }

    @Test func anAddressThatIsNotOursIsRefused() async throws {
        let settings = ServerSettings(listen: ListenAddress(host: "192.0.2.1", port: 4100))
        let error = await #expect(throws: ServerError.self) {
            try await TestServer.perform(settings: settings) { _ in }
        }
        #expect(error?.code == .addressUnusable)
    }
}

/// Logs over a connection that is used again.
struct LogStreamTests {
    /// Makes a log of `count` lines as a supervisor would, ended or not.
    private func writeLog(_ server: TestServer, of run: RunID, lines count: Int, isOver: Bool) throws -> String {
        let folder = "\(server.home.attemptsPath)/\(run)/train-1"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let text = (0..<count).map { "line \($0) of a step that says a lot\n" }.joined()
        try Data(text.utf8).write(to: URL(fileURLWithPath: AttemptFolder(folder).log))
        if isOver { try Data("{}".utf8).write(to: URL(fileURLWithPath: AttemptFolder(folder).exit)) }
        return text
    }

    private func read(_ server: TestServer, _ run: RunID, from offset: Int64 = 0, follow: Bool) async throws -> String {
        let collected = Mutex<[UInt8]>([])
        try await server.client.log(run, step: StepKey(checked: "train"), from: offset, follow: follow) { bytes in
            collected.withLock { $0 += bytes }
        }
        return String(decoding: collected.withLock { $0 }, as: UTF8.self)
    }

    @Test(arguments: [true, false])
    func aLogOfManyPiecesComesWholeAndTheNextRequestWorks(_ follow: Bool) async throws {
        try await TestServer.perform { server in
            let run = try await server.insertRun().run
            let text = try writeLog(server, of: run, lines: 30_000, isOver: true)
            for _ in 0..<20 {
                #expect(try await read(server, run, follow: follow) == text)
                #expect(try await server.client.run(run).id == run)
            }
            #expect(try await read(server, run, from: Int64(text.utf8.count - 5), follow: follow) == " lot\n")
            #expect(try await read(server, run, from: 1 << 40, follow: follow) == "")
        }
    }

    @Test func followingEndsWithTheStep() async throws {
        try await TestServer.perform { server in
            let run = try await server.insertRun().run
            let text = try writeLog(server, of: run, lines: 3, isOver: false)
            #expect(try await read(server, run, follow: false) == text)
            async let followed = read(server, run, follow: true)
            try await Task.sleep(for: .milliseconds(150))
            let more = try writeLog(server, of: run, lines: 6, isOver: true)
            #expect(try await followed == more)
        }
    }
}
