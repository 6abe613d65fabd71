extension Timestamp {
    /// Such as `2026-11-21T15:43:55.123Z` (RFC 3339).
    package var utc: String {
        let day = milliseconds.dividedDown(by: 86_400_000)
        let rest = milliseconds - day * 86_400_000
        let date = CalendarDay(number: day)
        let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { $0.digits(2) }.joined(separator: ":")
        let written = "\(date.year.digits(4))-\(date.month.digits(2))-\(date.day.digits(2))"
        return "\(written)T\(clock).\((rest % 1000).digits(3))Z"
    }
}

extension Int64 {
    fileprivate func digits(_ count: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: Swift.max(0, count - text.count)) + text
    }
}
