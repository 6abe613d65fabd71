import Foundation
import Git
import Glibc
import Promotion
import Testing

/// Remotes over ssh, against a real sshd where the machine has one.
@Suite("Remotes over ssh", .serialized, .enabled(if: SecureShellServer.isInstalled, "there is no sshd to talk to"))
struct SecureShellTests {
    private func mirror(
        of repository: TestRepository, at server: SecureShellServer, knownHosts: String
    ) throws -> GitMirror {
        let url = try RemoteURL("ssh://\(server.user)@127.0.0.1:\(server.port)\(repository.path)")
        let credential = RemoteAccess.Credential(
            .key(user: server.user, path: server.clientKey, passphrase: nil), for: url)
        return GitMirror(
            of: url, at: repository.folder.path + "/mirror.git",
            access: RemoteAccess(credential: credential, knownHosts: KnownHosts(knownHosts)))
    }

    @Test func aKnownHostIsListedAndFetchedFrom() async throws {
        let repository = try TestRepository()
        let commit = try repository.commit("over ssh")
        let server = try await SecureShellServer(in: repository.folder.path)
        let mirror = try mirror(of: repository, at: server, knownHosts: try server.knownHosts())
        let listing = try await mirror.listing(matching: [try pattern("main")])
        #expect(listing.tips.map(\.commit) == [commit])
        try await mirror.fetch(listing.tips)
        #expect(try await mirror.repository.commit(commit).summary == "over ssh")
    }

    @Test("S-17: a host whose key is not known is refused, and so is one whose key changed")
    func strangeHostsAreRefused() async throws {
        let repository = try TestRepository()
        try repository.commit("secret")
        let server = try await SecureShellServer(in: repository.folder.path)
        let changed = try server.knownHosts(key: server.clientKey)
        for knownHosts in ["", changed] {
            let mirror = try mirror(of: repository, at: server, knownHosts: knownHosts)
            let error = await #expect(throws: GitError.self) {
                _ = try await mirror.listing(matching: [try pattern("main")])
            }
            #expect(error?.code == .untrusted, "\(error.map(String.init(describing:)) ?? "")")
        }
    }
}

/// An sshd of the test's own on a free port of loopback, which lets the user in with one key. It ends with the value.
private final class SecureShellServer: Sendable {
    static let program = "/usr/sbin/sshd"

    /// As root, sshd also wants its folder for privilege separation, which its package or the service makes.
    static var isInstalled: Bool {
        access(program, X_OK) == 0 && (geteuid() != 0 || mkdir("/run/sshd", 0o755) == 0 || errno == EEXIST)
    }

    let port: Int
    let user: String
    let clientKey: String
    private let hostKey: String
    private let process: Process

    init(in folder: String) async throws {
        let folder = folder + "/ssh"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        hostKey = folder + "/host"
        clientKey = folder + "/client"
        for key in [hostKey, clientKey] {
            let maker = try Process.run(
                URL(fileURLWithPath: "/usr/bin/ssh-keygen"),
                arguments: ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", key])
            maker.waitUntilExit()
        }
        try FileManager.default.copyItem(atPath: clientKey + ".pub", toPath: folder + "/authorized_keys")
        user = NSUserName()
        (process, port) = try await Self.start(in: folder, hostKey: hostKey)
    }

    /// Starts on a free port; if somebody else takes that port first, on another.
    private static func start(in folder: String, hostKey: String) async throws -> (Process, port: Int) {
        for _ in 0..<10 {
            let port = try freePort()
            let configuration = """
                Port \(port)
                ListenAddress 127.0.0.1
                HostKey \(hostKey)
                AuthorizedKeysFile \(folder)/authorized_keys
                PidFile none
                StrictModes no
                UsePAM no
                PasswordAuthentication no
                PermitRootLogin yes
                """
            try configuration.write(toFile: folder + "/configuration", atomically: true, encoding: .utf8)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = ["-D", "-e", "-f", folder + "/configuration"]
            process.standardError = FileHandle.nullDevice
            try process.run()
            try await Task.sleep(for: .milliseconds(100))
            for _ in 0..<500 where process.isRunning {
                if answers(port) { return (process, port) }
                try await Task.sleep(for: .milliseconds(20))
            }
            process.terminate()
        }
        throw GitFailed(description: "sshd does not start")
    }

    deinit { process.terminate() }

    /// A `known_hosts` line with the server's key, or with another key's.
    func knownHosts(key: String? = nil) throws -> String {
        let text = try String(contentsOfFile: (key ?? hostKey) + ".pub", encoding: .utf8)
        return "[127.0.0.1]:\(port) " + text
    }

    private static func freePort() throws -> Int {
        try withSocket { descriptor, address in
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            try #require(bound == 0)
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            _ = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
            }
            return Int(address.sin_port.byteSwapped)
        }
    }

    private static func answers(_ port: Int) -> Bool {
        let connected = try? withSocket { descriptor, address in
            address.sin_port = in_port_t(port).byteSwapped
            return withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            } == 0
        }
        return connected ?? false
    }

    private static func withSocket<Result>(_ body: (Int32, inout sockaddr_in) throws -> Result) throws -> Result {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr = in_addr(s_addr: inet_addr("127.0.0.1"))
        return try body(descriptor, &address)
    }
}
