import Promotion

/// A minute of a zone's clock.
struct LocalMinute: CustomStringConvertible {
    /// When it is, or when it begins.
    let instant: Timestamp
    /// Minutes since 1970-01-01 00:00 of the zone's clock.
    private let minutes: Int64

    init(_ instant: Timestamp, _ offsets: ZoneOffsets) {
        self.instant = instant
        let local = instant.milliseconds + Int64(offsets.seconds(at: instant)) * 1000
        minutes = Self.floor(local, 60_000)
    }

    /// From Monday 00:00. 1970-01-01 was a Thursday.
    var minuteOfWeek: Int { Int(Self.modulo(minutes + 3 * 1_440, 10_080)) }

    /// The first minute after this one, within eight days, that is wanted. Goes minute by minute, so that a change of the clock, which
    /// repeats or leaves out some, needs no rule of its own.
    func next(in offsets: ZoneOffsets, where isWanted: (LocalMinute) -> Bool) -> LocalMinute? {
        let first = Self.floor(instant.milliseconds, 60_000) + 1
        for minute in first..<(first + 8 * 1_440) {
            let local = LocalMinute(Timestamp(milliseconds: minute * 60_000), offsets)
            if isWanted(local) { return local }
        }
        return nil
    }

    /// Such as `Mon 2026-03-02 08:00`.
    var description: String {
        let days = Self.floor(minutes, 1_440)
        let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let ofDay = Self.modulo(minutes, 1_440)
        let (year, month, day) = Self.date(days)
        return "\(names[Int(Self.modulo(days + 3, 7))]) \(year)-\(Self.two(month))-\(Self.two(day)) "
            + "\(Self.two(ofDay / 60)):\(Self.two(ofDay % 60))"
    }

    /// The date of a day since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`).
    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floor(shifted, 146_097)
        let ofEra = shifted - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * ofYear + 2) / 153
        let day = ofYear - (153 * month + 2) / 5 + 1
        let number = month < 10 ? month + 3 : month - 9
        return (yearOfEra + era * 400 + (number <= 2 ? 1 : 0), number, day)
    }

    private static func floor(_ value: Int64, _ size: Int64) -> Int64 { (value - modulo(value, size)) / size }

    private static func modulo(_ value: Int64, _ size: Int64) -> Int64 { (value % size + size) % size }

    private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
