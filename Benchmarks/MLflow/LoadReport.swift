import Foundation

/// The figures of a measurement. With an error in it, none of them is worth anything.
struct LoadReport: Encodable {
    let requests: Int
    let errors: Int
    let firstError: String?
    /// From the end of the warm-up to the last answer.
    let seconds: Double
    let requestsPerSecond: Double
    /// Milliseconds.
    let p50: Double
    let p99: Double
    let slowest: Double
    let bytesReceived: Int
    /// Processor time that this program used: what the servers did not have.
    let clientSeconds: Double
    private let captured: [String]

    private enum CodingKeys: CodingKey {
        case requests, errors, firstError, seconds, requestsPerSecond, p50, p99, slowest, bytesReceived, clientSeconds
    }

    init(outcomes: [Outcome], start: UInt64) {
        let times = outcomes.flatMap(\.times).sorted()
        func part(_ share: Double) -> Double {
            times.isEmpty ? 0 : Double(times[min(times.count - 1, Int(Double(times.count) * share))]) / 1e6
        }
        let last = outcomes.map(\.lastAnswer).max() ?? 0
        requests = times.count
        errors = outcomes.map(\.errors).reduce(0, +)
        firstError = outcomes.compactMap(\.firstError).first
        seconds = last > start ? Double(last - start) / 1e9 : 0
        requestsPerSecond = seconds > 0 ? Double(requests) / seconds : 0
        p50 = part(0.5)
        p99 = part(0.99)
        slowest = part(1)
        bytesReceived = outcomes.map(\.received).reduce(0, +)
        captured = outcomes.flatMap(\.captured).sorted { $0.number < $1.number }.map(\.text)
        clientSeconds = Double(clock()) / Double(CLOCKS_PER_SEC)
    }

    func writeCaptured(to file: String) throws {
        try captured.map { $0 + "\n" }.joined().write(toFile: file, atomically: true, encoding: .utf8)
    }
}
