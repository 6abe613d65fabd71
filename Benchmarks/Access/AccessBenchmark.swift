import Catalog
import Engine
import Foundation
import Logging
import Promotion

/// What it costs a request to find out whose token it has and whether its owner may do it, on a server with many people, groups, roles and
/// projects with files of their own. Beside it, in the same run: one look-up of a row by its key, the least that a request itself does.
@main
struct AccessBenchmark {
    static func main() async throws {
        let folder = NSTemporaryDirectory() + "sluice-access-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let now: @Sendable () -> Timestamp = { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
        let catalog = try await Catalog.open(folder + "/catalog.sqlite", now: now)
        let crowd = Crowd(people: 1000, groups: 100, projects: 50)
        let token = try await crowd.store(in: catalog, at: now())
        let book = AccessBook(catalog: catalog, logger: Logger(label: "benchmark"), now: now)

        let lookUp = try measure("a row by its key", rounds: 20_000) {
            _ = try catalog.lookUp { try $0.user(crowd.owner)?.name }
        }
        let known = try measure("token and verb, known", rounds: 200_000) { try crowd.ask(book, token) }
        let fresh = try measure("token and verb, just after a change", rounds: 20) {
            book.forget()
            try crowd.ask(book, token)
        }
        print("known token: \(format(known / lookUp)) of a look-up; after a change: \(format(fresh / 1000)) ms, once")
    }

    /// Microseconds for one round: the median of nine batches.
    private static func measure(_ what: String, rounds: Int, _ body: () throws -> Void) rethrows -> Double {
        var times: [Double] = []
        for _ in 0..<9 {
            let began = ContinuousClock.now
            for _ in 0..<rounds { try body() }
            let took = ContinuousClock.now - began
            times.append(
                Double(took.components.attoseconds) / 1e12 / Double(rounds)
                    + Double(took.components.seconds) * 1e6 / Double(rounds))
        }
        let median = times.sorted()[4]
        print("\(what): \(format(median)) µs")
        return median
    }

    private static func format(_ value: Double) -> String { String(format: "%.2f", value) }
}
