internal import Promotion

/// Ids that nobody can foresee, unique on every server.
///
/// They begin with the time, so that what is new lies together in the catalog: with ids that are random from the start, each of a run's
/// rows would change another page of each table.
enum EntityIDs {
    /// 32 hexadecimal digits: 12 of the time in milliseconds, 20 random ones.
    static func run(at now: Timestamp) -> String { hexadecimal(at: now) }

    /// `m-` and 32 such digits.
    static func loggedModel(at now: Timestamp) -> String { "m-" + hexadecimal(at: now) }

    private static func hexadecimal(at now: Timestamp) -> String {
        var generator = SystemRandomNumberGenerator()
        let time = digits(of: UInt64(max(now.milliseconds, 0)), count: 12)
        return time + digits(of: generator.next(), count: 10) + digits(of: generator.next(), count: 10)
    }

    /// The last `count` hexadecimal digits.
    private static func digits(of number: UInt64, count: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(count - digits.count, 0)) + digits.suffix(count)
    }
}
