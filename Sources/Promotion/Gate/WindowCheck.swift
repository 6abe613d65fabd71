/// When a promotion may happen, by the clock of a time zone.
package struct WindowCheck: Hashable, Codable, Sendable {
    /// Spans of which one must hold now; empty for any time.
    package var inside: [WindowSpan]
    /// Spans of which none may hold now.
    package var never: [WindowSpan]
    /// The time zone of the spans, such as `Europe/Berlin`.
    package var zone: String

    package init(inside: [WindowSpan] = [], never: [WindowSpan] = [], zone: String = "UTC") {
        self.inside = inside
        self.never = never
        self.zone = zone
    }

    /// Whether a promotion may happen in a minute, counted from 1970-01-01 00:00 of the zone's clock.
    package func isOpen(at minute: Int64) -> Bool {
        (inside.isEmpty || inside.contains { $0.holds(minute) }) && !never.contains { $0.holds(minute) }
    }
}

extension WindowCheck {
    /// Weeks repeat; three of them, for times that a change of the clock leaves out.
    private static let weeklyHorizon: Int64 = 22 * 1440
    /// Every date falls on each day of the week within 40 years, even across a century without a leap year.
    private static let datedHorizon: Int64 = 41 * 366 * 1440

    /// The first minute of some in which the answer is `wanted`; nil if there is none. After `looks` at spans, which only a hundred spans
    /// that shut each other out need, it is the minute that was reached: before that one the answer is another for certain.
    package func first(open wanted: Bool, in minutes: Range<Int64>, looks: Int = 1_000_000) -> Int64? {
        var minute = minutes.lowerBound
        var left = looks
        while minute < minutes.upperBound {
            left -= inside.count + never.count
            if isOpen(at: minute) == wanted || left < 0 { return minute }
            guard let next = wanted ? nextChance(after: minute) : nextChange(after: minute) else { return nil }
            minute = next
        }
        return nil
    }

    /// The minute up to which one must look to know that the answer stays as it is for all time.
    package func horizon(from minute: Int64) -> Int64 {
        let spans = inside + never
        let last = spans.flatMap { [$0.from?.minutes, $0.to?.minutes] }.compactMap { $0 }.max() ?? minute
        let isWeekly = spans.allSatisfy { $0.days == nil && $0.months == nil && $0.from == nil && $0.to == nil }
        return max(minute, last) + (isWeekly ? Self.weeklyHorizon : Self.datedHorizon)
    }

    /// Up to when a closed window is closed for certain; nil if it is for all time.
    private func nextChance(after minute: Int64) -> Int64? {
        let closing = never.filter { $0.holds(minute) }
        guard !closing.isEmpty else { return inside.compactMap { $0.nextChange(after: minute) }.min() }
        let ends = closing.compactMap { $0.nextChange(after: minute) }
        return ends.count == closing.count ? ends.max() : nil
    }

    private func nextChange(after minute: Int64) -> Int64? {
        (inside + never).compactMap { $0.nextChange(after: minute) }.min()
    }
}
