import Glibc

/// A socket that listens on loopback and never accepts: what connects to it waits in its queue and can be seen there.
final class SilentListener {
    private let file: Int32
    let port: Int

    init(_ host: String = "127.0.0.1") throws {
        let isIPv6 = host.contains(":")
        file = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var six = sockaddr_in6()
        var four = sockaddr_in()
        six.sin6_family = sa_family_t(AF_INET6)
        four.sin_family = sa_family_t(AF_INET)
        inet_pton(AF_INET6, host, &six.sin6_addr)
        inet_pton(AF_INET, host, &four.sin_addr)
        let bound =
            isIPv6 ? Self.listen(file, &six) : Self.listen(file, &four)
        guard let bound else { throw Failure(code: errno) }
        port = bound
    }

    deinit { close(file) }

    struct Failure: Error { let code: Int32 }

    /// Whether anybody has connected up to now.
    var sawConnection: Bool {
        var state = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
        return poll(&state, 1, 0) > 0
    }

    /// What the first one to connect has sent up to now.
    func firstBytes() -> [UInt8] {
        let connection = accept(file, nil, nil)
        guard connection >= 0 else { return [] }
        defer { close(connection) }
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = recv(connection, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        return Array(bytes.prefix(max(count, 0)))
    }

    private static func listen<Address>(_ file: Int32, _ address: inout Address) -> Int? {
        var length = socklen_t(MemoryLayout<Address>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer -> Int? in
                guard bind(file, pointer, length) == 0, Glibc.listen(file, 16) == 0,
                    getsockname(file, pointer, &length) == 0
                else { return nil }
                // The port is at the same place in both families.
                return Int(UnsafeRawPointer(pointer).load(fromByteOffset: 2, as: UInt16.self).bigEndian)
            }
        }
    }
}
