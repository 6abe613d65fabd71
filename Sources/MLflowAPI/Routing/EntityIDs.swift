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
        let time = UInt64(max(now.milliseconds, 0)) & 0xFFFF_FFFF_FFFF
        let halves = [time << 16 | UInt64(UInt16.random(in: 0...UInt16.max)), UInt64.random(in: 0...UInt64.max)]
        return String(unsafeUninitializedCapacity: 32) { digits in
            for place in 0..<32 {
                let value = UInt8(truncatingIfNeeded: halves[place / 16] >> (60 - 4 * (place % 16))) & 15
                let first = value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10
                digits.initializeElement(at: place, to: first + value)
            }
            return 32
        }
    }
}
