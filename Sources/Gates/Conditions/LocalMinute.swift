import Promotion

/// A minute of a zone's clock.
struct LocalMinute: CustomStringConvertible {
    /// Since 1970-01-01 00:00 of that clock.
    let number: Int64

    init(_ instant: Timestamp, _ offsets: ZoneOffsets) {
        number = (instant.milliseconds + Int64(offsets.seconds(at: instant)) * 1000).dividedDown(by: 60_000)
    }

    /// Such as `Mon 2026-03-02 08:00`.
    var description: String {
        let day = number.dividedDown(by: 1_440)
        let date = CalendarDay(number: day)
        // 1970-01-01 was a Thursday.
        let names = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let name = names[Int(day - day.dividedDown(by: 7) * 7)]
        let ofDay = number - day * 1_440
        return "\(name) \(date.year)-\(Self.two(date.month))-\(Self.two(date.day)) "
            + "\(Self.two(ofDay / 60)):\(Self.two(ofDay % 60))"
    }

    private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
