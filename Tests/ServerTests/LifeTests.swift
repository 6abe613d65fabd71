import Engine
import Foundation
import Promotion
import Server
import SluiceClient
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
