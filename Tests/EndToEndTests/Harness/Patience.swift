import Foundation

/// Looking again and again until something is there.
enum Patience {
    /// What did not come in time.
    struct Exhausted: Error, CustomStringConvertible {
        let description: String
    }

    /// The first value that `look` gives, at most five minutes from now: a busy machine is slow, and only what never comes is wrong.
    @discardableResult
    static func until<Value>(
        _ what: String, isolation: isolated (any Actor)? = #isolation, _ look: () async throws -> Value?
    ) async throws -> Value {
        let end = ContinuousClock.now.advanced(by: .seconds(300))
        while ContinuousClock.now < end {
            if let value = try await look() { return value }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw Exhausted(description: "five minutes passed, and still it is not so that \(what)")
    }
}
