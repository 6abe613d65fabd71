import Engine
import Glibc
import NIOCore
import Promotion

/// Which port to listen on.
enum ListeningPort {
    /// The port of `wanted`; where that is 0, the former one if nobody else has it, because steps that outlived the last server still log
    /// to it.
    static func choose(_ wanted: ListenAddress, former: Int?) -> Int {
        guard wanted.port == 0, let former, isFree(former, host: wanted.host) else { return wanted.port }
        return former
    }

    private static func isFree(_ port: Int, host: String) -> Bool {
        guard let address = try? SocketAddress.makeAddressResolvingHost(host, port: port) else { return false }
        let file = socket(
            Int32(address.protocol.rawValue), Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { return false }
        defer { close(file) }
        var yes: Int32 = 1
        setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        return address.withSockAddr { bind(file, $0, socklen_t($1)) == 0 && listen(file, 1) == 0 }
    }

    /// What to tell about an address that could not be bound.
    static func failure(_ address: ListenAddress, _ error: any Error) -> ServerError {
        let code = (error as? IOError)?.errnoCode
        let reason = code.map { String(cString: strerror($0)).lowercased() } ?? "\(error)"
        guard code == EADDRINUSE else {
            return ServerError(
                code: .addressUnusable, operation: "listening",
                message: "\(address) cannot be used: \(reason); choose another with --listen HOST:PORT")
        }
        return ServerError(
            code: .addressInUse, operation: "listening",
            message: "\(address) is in use by another program; choose another with --listen HOST:PORT or 'listen' in "
                + "server.yaml, or see who has it with 'ss -ltnp'")
    }
}
