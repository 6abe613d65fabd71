import Dispatch
import Glibc
import Promotion
import Synchronization

/// Asks the system, which looks into its hosts file and asks its name servers.
///
/// The system's call blocks and cannot be stopped, so it is made on threads of its own, few at a time, and given up after a while.
package final class SystemResolver: HostResolver {
    private let queue = DispatchQueue(label: "sluice.resolver", attributes: .concurrent)
    private let underWay = Atomic(0)
    private let longest: Double

    private static let mostAtOnce = 16

    /// - Parameter longest: seconds after which a look-up counts as failed.
    package init(longest: Double = 5) { self.longest = longest }

    package func addresses(of host: String) async throws(WebhookError) -> [IPAddress] {
        guard underWay.add(1, ordering: .relaxed).newValue <= Self.mostAtOnce else {
            underWay.subtract(1, ordering: .relaxed)
            throw WebhookError(.unresolved, "too many host names are being looked up at the moment")
        }
        let found: Result<[IPAddress], WebhookError> = await withCheckedContinuation { continuation in
            let answer = OneAnswer(continuation)
            queue.async {
                let result = Self.lookUp(host)
                self.underWay.subtract(1, ordering: .relaxed)
                answer.give(result)
            }
            queue.asyncAfter(deadline: .now() + longest) {
                answer.give(.failure(Self.unresolved(host, "no answer within \(self.longest) seconds")))
            }
        }
        return try found.get()
    }

    private static func lookUp(_ host: String) -> Result<[IPAddress], WebhookError> {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else { return .failure(unresolved(host, String(cString: gai_strerror(code)).lowercased())) }
        defer { freeaddrinfo(list) }
        var addresses: [IPAddress] = []
        var next = list
        while let entry = next {
            if let address = entry.pointee.ai_addr.flatMap({ IPAddress($0) }), !addresses.contains(address) {
                addresses.append(address)
            }
            next = entry.pointee.ai_next
        }
        return addresses.isEmpty ? .failure(unresolved(host, "it has no address")) : .success(addresses)
    }

    private static func unresolved(_ host: String, _ reason: String) -> WebhookError {
        WebhookError(.unresolved, "Cannot resolve Webhook URL hostname \(host.quotedForMessage): \(reason)")
    }
}

/// Whoever comes first answers; the others are not heard.
private final class OneAnswer: Sendable {
    private let waiting: Mutex<CheckedContinuation<Result<[IPAddress], WebhookError>, Never>?>

    init(_ continuation: CheckedContinuation<Result<[IPAddress], WebhookError>, Never>) {
        waiting = Mutex(continuation)
    }

    func give(_ result: Result<[IPAddress], WebhookError>) {
        let continuation = waiting.withLock { $0.take() }
        continuation?.resume(returning: result)
    }
}
