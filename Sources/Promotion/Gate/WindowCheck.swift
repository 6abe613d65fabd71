/// When a promotion may happen.
package struct WindowCheck: Hashable, Codable, Sendable {
    /// Spans of the week of which one must hold now; empty for any time.
    package var inside: [WeekSpan]
    /// Spans of the week of which none may hold now.
    package var never: [WeekSpan]
    /// The time zone of the spans, such as `Europe/Berlin`.
    package var zone: String

    package init(inside: [WeekSpan] = [], never: [WeekSpan] = [], zone: String = "UTC") {
        self.inside = inside
        self.never = never
        self.zone = zone
    }

    /// Whether a promotion may happen in a minute of the local week, from Monday 00:00.
    package func isOpen(atMinuteOfWeek minute: Int) -> Bool {
        (inside.isEmpty || inside.contains { $0.holds(minute) }) && !never.contains { $0.holds(minute) }
    }
}

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

    init(description: String, starts: [Int], length: Int) {
        self.description = description
        self.starts = starts
        self.length = length
    }

    /// Stands for a span that could not be read; holds never.
    package static let unread = WeekSpan(description: "", starts: [], length: 0)

    /// Whether a minute of the week is in it; the end is not.
    package func holds(_ minute: Int) -> Bool {
        starts.contains { start in
            let since = (minute - start) % Self.week
            return (since < 0 ? since + Self.week : since) < length
        }
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
