/// Minutes of the local week: `Fri 16:00-Mon 08:00` once, `Mon-Fri 09:00-17:00` on each of some days.
package struct WeekSpan: Hashable, Codable, Sendable, CustomStringConvertible {
    /// As it was written.
    package let description: String
    /// The starts, in minutes from Monday 00:00.
    let starts: [Int]
    /// From each start, in minutes; at most a week.
    let length: Int

    /// The minutes of a day and of a week.
    static let day = 1_440
    static let week = 7 * day

    /// What is wrong with a span, and at which byte.
    package typealias Problem = SpanProblem

    init(description: String, starts: [Int], length: Int) {
        self.description = description
        self.starts = starts
        self.length = length
    }

    /// Whether a minute of the week is in it; the end is not.
    package func holds(_ minute: Int) -> Bool {
        starts.contains { start in
            let since = (minute - start) % Self.week
            return (since < 0 ? since + Self.week : since) < length
        }
    }

    /// When the spans began that hold at a minute since 1970-01-01 00:00.
    func beginnings(at minute: Int64) -> [Int64] {
        starts.compactMap { start in
            let since = Self.minutes(since: start, minute)
            return since < length ? minute - since : nil
        }
    }

    /// The first start or end after a minute since 1970-01-01 00:00.
    func nextChange(after minute: Int64) -> Int64? {
        let waits = starts.map { start in
            let since = Self.minutes(since: start, minute)
            return (since < length ? Int64(length) : Int64(Self.week)) - since
        }
        return waits.min().map { minute + $0 }
    }

    /// The minutes since a start last was. 1970-01-01 was a Thursday, three days after a Monday.
    private static func minutes(since start: Int, _ minute: Int64) -> Int64 {
        let since = (minute + Int64(3 * day - start)) % Int64(week)
        return since < 0 ? since + Int64(week) : since
    }

    /// Spans are stored as they were written, so that those who read them see what they mean.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do throws(Problem) {
            self = try WeekSpan(parsing: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.message)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
