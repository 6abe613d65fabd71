/// Minutes of a zone's clock: all that is given holds at once. Minutes are counted from 1970-01-01 00:00 of that clock.
///
/// With days or months, `times` are those that begin on such a day, up to their ends; without `times`, such a day is in it as a whole.
package struct WindowSpan: Hashable, Sendable {
    /// A span of the week.
    package var times: WeekSpan?
    /// Days of the month; nil for each.
    package var days: CronList?
    /// Months; nil for each.
    package var months: CronList?
    /// From then on.
    package var from: WallTime?
    /// Up to then, which is not in it.
    package var to: WallTime?

    package init(
        times: WeekSpan? = nil, days: CronList? = nil, months: CronList? = nil, from: WallTime? = nil,
        to: WallTime? = nil
    ) {
        self.times = times
        self.days = days
        self.months = months
        self.from = from
        self.to = to
    }

    /// A span of the week alone.
    package init(parsing text: String) throws(SpanProblem) { self.init(times: try WeekSpan(parsing: text)) }

    private static let day: Int64 = 1440
    /// February 29 is found within them, wherever one begins.
    private static let daysToAnyDate: Int64 = 9 * 366

    /// Whether it is in the span.
    package func holds(_ minute: Int64) -> Bool {
        if let from, minute < from.minutes { return false }
        if let to, minute >= to.minutes { return false }
        return recurs(at: minute)
    }

    /// A later minute up to which `holds` has one answer; nil if it has that for all time.
    func nextChange(after minute: Int64) -> Int64? {
        if let from, minute < from.minutes { return from.minutes }
        if let to, minute >= to.minutes { return nil }
        return [to?.minutes, nextRecurringChange(after: minute)].compactMap { $0 }.min()
    }

    /// Whether the days, months and times hold, whatever the year.
    private func recurs(at minute: Int64) -> Bool {
        guard let times else { return holds(onDay: minute.dividedDown(by: Self.day)) }
        return times.beginnings(at: minute).contains { holds(onDay: $0.dividedDown(by: Self.day)) }
    }

    private func nextRecurringChange(after minute: Int64) -> Int64? {
        guard days != nil || months != nil else { return times?.nextChange(after: minute) }
        let today = minute.dividedDown(by: Self.day)
        if !recurs(at: minute), !holds(onDay: today) { return nextDay(after: today).map { $0 * Self.day } }
        let midnight = (today + 1) * Self.day
        return min(midnight, times?.nextChange(after: minute) ?? midnight)
    }

    private func holds(onDay number: Int64) -> Bool {
        guard days != nil || months != nil else { return true }
        let date = CalendarDay(number: number)
        return (months?.numbers.contains(date.month) ?? true) && (days?.holds(dayOf: date) ?? true)
    }

    /// The next day that is asked for. Goes month by month where the month is another.
    private func nextDay(after number: Int64) -> Int64? {
        var next = number + 1
        while next < number + Self.daysToAnyDate {
            let date = CalendarDay(number: next)
            if let months, !months.numbers.contains(date.month) {
                next += date.lengthOfMonth - date.day + 1
            } else if days?.holds(dayOf: date) ?? true {
                return next
            } else {
                next += 1
            }
        }
        return nil
    }
}

extension WindowSpan: CustomStringConvertible {
    /// Such as `Mon-Fri 09:00-17:00`, `days 1-3 of Mar,Jun` or `2026-12-19 to 2027-01-04`.
    package var description: String {
        let dates = days.map { "days \($0)" + (months.map { " of \($0)" } ?? "") } ?? months.map { "in \($0)" }
        return [period, dates, times?.description].compactMap { $0 }.joined(separator: " ")
    }

    /// From when to when, if it is bound to a time at all.
    private var period: String? {
        switch (from, to) {
        case (let from?, let to?): "\(from) to \(to)"
        case (let from?, nil): "from \(from)"
        case (nil, let to?): "to \(to)"
        case (nil, nil): nil
        }
    }
}
