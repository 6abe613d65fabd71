import Foundation

/// One measurement: what is asked of which server, over how many connections, for how long. Read as JSON. `path` and `body` are
/// templates (see `Template`).
struct LoadPlan: Decodable, Sendable {
    /// On the loopback address 127.0.0.1.
    let port: Int
    let headers: [String: String]?
    let method: String
    /// With the query.
    let path: String
    let body: String?
    /// The size of a body of random bytes that begins with the request's number; instead of `body`.
    let bytes: Int?
    let connections: Int
    /// How long requests are begun, after the warm-up; without it, until `requests` or the values are used up.
    let seconds: Double?
    /// Answers that come in the first so many seconds are not in the figures.
    let warmup: Double?
    let requests: Int?
    /// The number of the first request.
    let first: Int?
    /// A file of values, one a line; request `n` has line `n`, and after the last comes the first.
    let values: String?
    /// Whether the measurement ends when each value was used.
    let once: Bool?
    /// A text member of the answers that is written to the file `captures`, one a line, in the order of the requests' numbers.
    let capture: String?
    let captures: String?

    /// How many requests there are at most.
    func limit(values count: Int) -> Int {
        min(requests ?? Int.max, once == true ? count : Int.max)
    }
}

/// What made a measurement impossible.
struct LoadError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// The system's own words for the error of the last call.
    static func system(_ doing: String) -> LoadError {
        LoadError("\(doing): \(String(cString: strerror(errno)))")
    }
}
