import Foundation
import Glibc

/// One keep-alive connection to a server on the loopback address, with blocking calls. Used by one thread at a time.
final class Connection {
    /// What the server answered.
    struct Answer {
        let status: Int
        let body: AnswerBody
    }

    private let descriptor: Int32
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw LoadError.system("making a socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw LoadError.system("connecting to port \(port)") }
        set(Int32(IPPROTO_TCP), TCP_NODELAY, Int32(1))
        let patience = timeval(tv_sec: 120, tv_usec: 0)
        set(SOL_SOCKET, SO_RCVTIMEO, patience)
        set(SOL_SOCKET, SO_SNDTIMEO, patience)
        acknowledgeAtOnce()
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    private func set<Value: BitwiseCopyable>(_ level: Int32, _ option: Int32, _ value: Value) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Value>.size))
    }

    /// The kernel forgets it, so it is asked again after each read. A delayed acknowledgement would make a server that writes head and
    /// body apart, without TCP_NODELAY, look 40 ms slower than it is.
    private func acknowledgeAtOnce() {
        set(Int32(IPPROTO_TCP), TCP_QUICKACK, Int32(1))
    }

    func send(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = Glibc.send(descriptor, part.baseAddress, part.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { throw LoadError.system("sending a request") }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits for the answer to the request that was sent, and reads all of it.
    func answer() throws -> Answer {
        var filled = 0
        while true {
            filled += try receive(after: filled)
            let received = UnsafeRawBufferPointer(rebasing: buffer[..<filled])
            guard let head = AnswerHead(received) else {
                guard filled < buffer.count else { throw LoadError("the answer's head does not end") }
                continue
            }
            var body = head.isChunked ? AnswerBody(chunked: ()) : AnswerBody(length: head.length)
            body.take(UnsafeRawBufferPointer(rebasing: received[head.end...]))
            while !body.isComplete {
                let count = try receive(after: 0)
                body.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
            return Answer(status: head.status, body: body)
        }
    }

    private func receive(after filled: Int) throws -> Int {
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
        let count = recv(descriptor, room.baseAddress, room.count, 0)
        guard count > 0 else {
            throw count == 0 ? LoadError("the server closed the connection") : LoadError.system("reading an answer")
        }
        acknowledgeAtOnce()
        return count
    }
}
