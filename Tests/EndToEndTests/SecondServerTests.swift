import Foundation
import Promotion
import SluiceClient
import Testing

@Suite("Servers that cannot start", .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct SecondServerTests {
    private func up(_ server: TestServer, home: String, listen: String = "127.0.0.1:0") async throws -> ProgramResult {
        try await ChildProgram.run(
            ChildProgram.sluice, ["up", "--home", home, "--listen", listen],
            environment: ["HOME": server.folder.path])
    }

    @Test("R-23: a second server on one home says who holds it, and takes over once that one was killed")
    func twoServersOnOneHome() async throws {
        try await TestServer.perform { server in
            let second = try await up(server, home: server.home)
            #expect(second.status == 3, "\(second)")
            #expect(second.errors.contains("in use by process \(await server.pid)"), "\(second.errors)")
            #expect(try await server.client.version().api == 1)
            let first = await server.pid
            await server.killServer()
            try await server.start()
            #expect(await server.pid != first)
            #expect(try await server.client.projects().isEmpty)
        }
    }

    @Test func aPortThatIsTakenAndAHomeThatCannotBeMadeAreNamed() async throws {
        try await TestServer.perform { server in
            let taken = String(try await server.client.address.url.dropFirst("http://".count))
            let other = try await up(server, home: server.folder.path + "/other", listen: taken)
            #expect(other.status == 3, "\(other)")
            #expect(other.errors.contains("\(taken) is in use"), "\(other.errors)")

            try TestFolder.write("a file", to: server.folder.path + "/file")
            let impossible = try await up(server, home: server.folder.path + "/file/home")
            #expect(impossible.status == 3, "\(impossible)")
            #expect(impossible.errors.contains("\(server.folder.path)/file' is not a folder"), "\(impossible.errors)")
        }
    }
}
