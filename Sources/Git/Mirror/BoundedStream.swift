import CLibgit2
import Glibc
import Promotion

/// The plain connections of libgit2, under the rules of the conversation that runs on the calling thread. TLS and ssh run over them.
enum BoundedStream {
    /// Makes libgit2 use these for every connection of the process.
    static func register() {
        var registration = git_stream_registration()
        registration.version = 1
        registration.`init` = { out, host, port in BoundedStream.make(out, host: host, port: port) }
        git_stream_register(GIT_STREAM_STANDARD, &registration)
    }

    private typealias Stream = UnsafeMutablePointer<sluice_git_stream>

    private static func of(_ stream: UnsafeMutablePointer<git_stream>?) -> Stream? {
        stream.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: sluice_git_stream.self) }
    }

    private static func failed(_ message: String) -> Int32 {
        git_error_set_str(Int32(GIT_ERROR_NET.rawValue), message)
        return -1
    }

    private static func make(
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_stream>?>?, host: UnsafePointer<CChar>?,
        port: UnsafePointer<CChar>?
    ) -> Int32 {
        guard let out, let host, let port, let conversation = Conversation.current else {
            return failed("a connection outside of a conversation")
        }
        let name = String(cString: host).lowercased()
        let expected = conversation.url.host
        guard [expected, String(expected.dropFirst().dropLast())].contains(name),
            String(cString: port) == String(conversation.url.port)
        else {
            conversation.fail(
                .refused, "the remote leads to another host, \(name.quotedForMessage); use its own address")
            return failed("redirected to another host")
        }
        guard let memory = calloc(1, MemoryLayout<sluice_git_stream>.size) else { return failed("no memory") }
        let stream = memory.bindMemory(to: sluice_git_stream.self, capacity: 1)
        stream.pointee.parent.version = 1
        stream.pointee.host = strdup(host)
        stream.pointee.port = strdup(port)
        stream.pointee.descriptor = -1
        stream.pointee.parent.connect = { BoundedStream.connect(BoundedStream.of($0)) }
        stream.pointee.parent.read = { BoundedStream.read(BoundedStream.of($0), into: $1, count: $2) }
        stream.pointee.parent.write = { stream, bytes, count, _ in
            BoundedStream.write(BoundedStream.of(stream), bytes, count: count)
        }
        stream.pointee.parent.close = { BoundedStream.close(BoundedStream.of($0)) }
        stream.pointee.parent.free = { stream in
            guard let stream = BoundedStream.of(stream) else { return }
            _ = BoundedStream.close(stream)
            Glibc.free(stream.pointee.host)
            Glibc.free(stream.pointee.port)
            Glibc.free(stream)
        }
        out.pointee = memory.assumingMemoryBound(to: git_stream.self)
        return 0
    }

    private static func connect(_ stream: Stream?) -> Int32 {
        guard let stream, let conversation = Conversation.current else { return failed("no conversation") }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let answer = getaddrinfo(stream.pointee.host, stream.pointee.port, &hints, &found)
        guard answer == 0 else { return failed("the host is unknown: \(String(cString: gai_strerror(answer)))") }
        defer { freeaddrinfo(found) }
        var next = found
        var reason = "no address"
        while let address = next {
            next = address.pointee.ai_next
            let kind = address.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue)
            let descriptor = socket(address.pointee.ai_family, kind, address.pointee.ai_protocol)
            guard descriptor >= 0 else { continue }
            conversation.opened(descriptor)
            if let problem = connect(descriptor, to: address.pointee, conversation) {
                reason = problem
                conversation.close(descriptor)
                continue
            }
            stream.pointee.descriptor = descriptor
            return 0
        }
        return failed("could not connect: \(reason)")
    }

    private static func connect(_ descriptor: Int32, to address: addrinfo, _ conversation: Conversation) -> String? {
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
        if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) != 0 {
            guard errno == EINPROGRESS else { return String(cString: strerror(errno)) }
            guard wait(descriptor, for: POLLOUT, conversation.patience(conversation.access.limits.connecting)) else {
                conversation.fail(.timedOut, "the remote did not accept a connection in time")
                return "timed out"
            }
            var problem: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &problem, &size)
            guard problem == 0 else { return String(cString: strerror(problem)) }
        }
        // Blocking again: libssh2 reads this descriptor by itself.
        _ = fcntl(descriptor, F_SETFL, flags)
        return nil
    }

    private static func wait(_ descriptor: Int32, for events: Int32, _ milliseconds: Int32) -> Bool {
        var question = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        var answer: Int32
        repeat { answer = poll(&question, 1, milliseconds) } while answer < 0 && errno == EINTR
        return answer > 0
    }

    private static func read(_ stream: Stream?, into buffer: UnsafeMutableRawPointer?, count: Int) -> Int {
        guard let stream, let conversation = Conversation.current else { return Int(failed("no conversation")) }
        guard wait(stream.pointee.descriptor, for: POLLIN, conversation.patience(conversation.access.limits.silence))
        else {
            conversation.fail(.timedOut, "the remote fell silent")
            return Int(failed("timed out"))
        }
        let received = recv(stream.pointee.descriptor, buffer, count, 0)
        guard received >= 0 else { return Int(failed("receiving: \(String(cString: strerror(errno)))")) }
        return conversation.received(received) ? received : Int(failed("a limit was reached"))
    }

    private static func write(_ stream: Stream?, _ bytes: UnsafePointer<CChar>?, count: Int) -> Int {
        guard let stream, let conversation = Conversation.current else { return Int(failed("no conversation")) }
        guard wait(stream.pointee.descriptor, for: POLLOUT, conversation.patience(conversation.access.limits.silence))
        else {
            conversation.fail(.timedOut, "the remote takes nothing in")
            return Int(failed("timed out"))
        }
        let sent = send(stream.pointee.descriptor, bytes, count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        return sent >= 0 ? sent : Int(failed("sending: \(String(cString: strerror(errno)))"))
    }

    private static func close(_ stream: Stream?) -> Int32 {
        guard let stream, stream.pointee.descriptor >= 0 else { return 0 }
        if let conversation = Conversation.current {
            conversation.close(stream.pointee.descriptor)
        } else {
            _ = Glibc.close(stream.pointee.descriptor)
        }
        stream.pointee.descriptor = -1
        return 0
    }
}
