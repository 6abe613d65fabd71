/// A date and time of a zone's clock: `2026-12-19` or `2026-12-19 18:00`.
package struct WallTime: Hashable, Sendable, CustomStringConvertible {
    /// As it was written.
    package let description: String
    /// Since 1970-01-01 00:00 of that clock.
    package let minutes: Int64

    private static let years: ClosedRange<Int64> = 2000...2199

    /// Reads a date, which is its 00:00, or a date and a time up to 24:00.
    package init(parsing text: String) throws(SpanProblem) {
        func problem(_ why: String, at offset: Int = 0) -> SpanProblem {
            SpanProblem(message: "'\(text)' \(why)", offset: offset)
        }
        let bytes = Array(text.utf8)
        let shape = Array(bytes.count > 10 ? "0000-00-00 00:00".utf8 : "0000-00-00".utf8)
        let isShaped =
            bytes.count == shape.count
            && zip(bytes, shape).allSatisfy { byte, wanted in
                if wanted == UInt8(ascii: "0") { return (0x30...0x39).contains(byte) }
                return byte == wanted || (wanted == UInt8(ascii: " ") && byte == UInt8(ascii: "T"))
            }
        guard isShaped else { throw problem("is no date such as 2026-12-19 or '2026-12-19 18:00'") }
        func number(_ range: Range<Int>) -> Int64 { bytes[range].reduce(0) { $0 * 10 + Int64($1 - 0x30) } }
        guard Self.years.contains(number(0..<4)) else { throw problem("is not in the years 2000 to 2199") }
        guard let day = CalendarDay(year: number(0..<4), month: number(5..<7), day: number(8..<10)) else {
            throw problem("is no day of the calendar", at: 5)
        }
        let clock = bytes.count > 10 ? number(11..<13) * 60 + number(14..<16) : 0
        guard clock <= 1440, bytes.count == 10 || number(14..<16) < 60 else {
            throw problem("has no time between 00:00 and 24:00", at: 11)
        }
        description = text
        minutes = day.number * 1440 + clock
    }
}
