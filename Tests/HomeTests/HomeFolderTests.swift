import Engine
import Foundation
import Promotion
import Testing

struct HomeFolderTests {
    private let temporary: TemporaryHome
    private var home: HomeFolder { temporary.home }

    init() throws { temporary = try TemporaryHome() }

    @Test func isClosedToEverybodyElse() throws {
        try home.create()
        for path in [home.path, home.artifactsPath, home.attemptsPath, home.pythonPath, home.logsPath] {
            #expect(try temporary.mode(of: path) == 0o700)
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: home.path)
        try home.create()
        #expect(try temporary.mode(of: home.path) == 0o700)
    }

    @Test func aFileInItsPlaceIsNamed() throws {
        try Data("x".utf8).write(to: URL(fileURLWithPath: home.path))
        let error = try #require(throws: HomeError.self) { try home.create() }
        #expect(error.code == .notAFolder)
        #expect(error.message.contains("'\(home.path)' is not a folder"))
    }

    @Test func aPathBelowAFileIsRefused() throws {
        try Data("x".utf8).write(to: URL(fileURLWithPath: home.path))
        let below = HomeFolder(path: home.path + "/sluice")
        #expect(throws: HomeError.self) { try below.create() }
    }

    @Test func aPlaceThatCannotBeWrittenIsNamedWithTheReason() throws {
        let error = try #require(throws: HomeError.self) { try HomeFolder(path: "/proc/sluice-home").create() }
        #expect(error.code == .notAccessible)
        #expect(error.message.hasPrefix("'/proc/sluice-home' cannot be written: "))
        #expect(error.message.contains("SLUICE_HOME"))
    }

    @Test(arguments: [("/a//b/./c/../d/", "/a/b/d"), ("/", "/"), ("/../x", "/x")])
    func pathsAreMadeSimple(_ given: String, _ expected: String) {
        #expect(HomeFolder(path: given).path == expected)
    }

    @Test func theEnvironmentNamesIt() {
        #expect(HomeFolder(environment: ["SLUICE_HOME": "/srv/sluice", "HOME": "/root"]).path == "/srv/sluice")
        #expect(HomeFolder(environment: ["SLUICE_HOME": "", "HOME": "/home/ann"]).path == "/home/ann/.sluice")
    }

    @Test func theEndpointIsReadableByItsOwnerOnlyAndReplacedWhole() throws {
        try home.create()
        #expect(home.readEndpoint() == nil)
        for port in [1, 2] {
            let endpoint = Endpoint(url: "http://127.0.0.1:\(port)", token: "secret", pid: 7)
            try home.writeEndpoint(endpoint)
            #expect(home.readEndpoint() == endpoint)
        }
        #expect(try temporary.mode(of: home.endpointPath) == 0o600)
        let left = try FileManager.default.contentsOfDirectory(atPath: home.path).filter { $0.contains("tmp") }
        #expect(left.isEmpty)
        home.removeEndpoint()
        home.removeEndpoint()
        #expect(home.readEndpoint() == nil)
    }
}
