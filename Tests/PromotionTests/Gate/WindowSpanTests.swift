import Foundation
import Promotion
import Testing

@Suite struct WindowSpanTests {
    static func span(
        times: String? = nil, days: String? = nil, months: String? = nil, from: String? = nil, to: String? = nil
    ) throws -> WindowSpan {
        WindowSpan(
            times: try times.map { try WeekSpan(parsing: $0) },
            days: try days.map { try CronList(parsing: $0, of: .days) },
            months: try months.map { try CronList(parsing: $0, of: .months) },
            from: try from.map { try WallTime(parsing: $0) }, to: try to.map { try WallTime(parsing: $0) })
    }

    private func minute(_ text: String) throws -> Int64 { try WallTime(parsing: text).minutes }

    private func expect(_ span: WindowSpan, holds: [String], free: [String]) throws {
        for text in holds { #expect(span.holds(try minute(text)), "\(span) at \(text)") }
        for text in free { #expect(!span.holds(try minute(text)), "\(span) at \(text)") }
    }

    @Test func `days of the month and months hold together`() throws {
        try expect(
            Self.span(days: "1-3", months: "Mar,Jun,Sep,Dec"), holds: ["2026-03-01", "2026-12-03 23:59"],
            free: ["2026-02-28 23:59", "2026-03-04", "2026-04-01 12:00"])
        try expect(
            Self.span(days: "last"), holds: ["2024-02-29 10:00", "2026-02-28", "2026-04-30", "2100-02-28"],
            free: ["2024-02-28", "2026-03-30", "2026-05-01"])
        try expect(Self.span(days: "25-last", months: "2"), holds: ["2027-02-25", "2027-02-28"], free: ["2027-02-24"])
        try expect(Self.span(months: "Nov-Feb"), holds: ["2026-11-01", "2027-02-28 23:59"], free: ["2027-03-01"])
        try expect(Self.span(months: "*/3"), holds: ["2026-01-31", "2026-10-01"], free: ["2026-03-01", "2026-12-01"])
        try expect(
            Self.span(days: "2-10/4,20"), holds: ["2026-05-02", "2026-05-10", "2026-05-20"], free: ["2026-05-04"])
        try expect(Self.span(days: "29", months: "Feb"), holds: ["2028-02-29"], free: ["2027-03-01", "2100-03-01"])
    }

    @Test func `times are those that begin on such a day, to their ends`() throws {
        // 2026-06-30 was a Tuesday.
        try expect(
            Self.span(times: "22:00-02:00", days: "last", months: "Jun"),
            holds: ["2026-06-30 22:00", "2026-07-01 01:59"],
            free: ["2026-06-30 01:00", "2026-07-01 02:00", "2026-07-01 22:00"])
        try expect(
            Self.span(times: "Mon 09:00-17:00", days: "1-7"), holds: ["2026-06-01 09:00", "2026-07-06 16:59"],
            free: ["2026-06-08 09:00", "2026-06-02 09:00"])
        try expect(
            Self.span(times: "Fri 16:00-Mon 08:00", months: "Jul"), holds: ["2026-08-02 12:00", "2026-08-03 07:59"],
            free: ["2026-07-01 12:00", "2026-06-27 12:00", "2026-08-03 08:00", "2026-08-08"])
    }

    @Test func `dates hold from the first to before the second`() throws {
        try expect(
            Self.span(from: "2026-12-19", to: "2027-01-04"), holds: ["2026-12-19", "2027-01-03 23:59"],
            free: ["2026-12-18 23:59", "2027-01-04"])
        try expect(
            Self.span(times: "09:00-17:00", from: "2026-12-19T12:00"), holds: ["2026-12-19 12:00", "2199-01-01 09:00"],
            free: ["2026-12-19 11:59", "2026-12-19 18:00"])
        try expect(Self.span(to: "2026-12-31 24:00"), holds: ["2026-12-31 23:59"], free: ["2027-01-01"])
    }

    @Test(arguments: [
        ("", "'' is no day", 0), ("0", "'0' is no day: 1 to 31, or last", 0), ("1,32", "'32' is no day", 2),
        ("5-3", "'5-3' ends before it begins", 0), ("1-2-3", "no range such as 1-3", 0), ("1,,2", "'' is no day", 2),
        ("*/0", "no step such as */2", 0), ("4/2", "a step follows a range", 0), ("1-9/2/2", "no step", 0),
        ("Mar", "'Mar' is no day", 0), ("+1", "'+1' is no day", 0),
    ])
    func `what is no list of days is told with its place`(text: String, message: String, offset: Int) {
        let problem = #expect(throws: SpanProblem.self) { try CronList(parsing: text, of: .days) }
        #expect(
            problem?.message.contains(message) == true && problem?.offset == offset, "\(String(describing: problem))")
    }

    @Test(arguments: [
        ("2026-02-30", "no day of the calendar"), ("2027-02-29", "no day of the calendar"),
        ("2100-02-29", "no day of the calendar"), ("2026-13-01", "no day of the calendar"),
        ("2026-04-31", "no day of the calendar"), ("2026-4-1", "is no date such as"),
        ("1999-12-31", "years 2000 to 2199"),
        ("2026-01-01 24:01", "between 00:00 and 24:00"), ("2026-01-01 10:60", "between 00:00 and 24:00"),
        ("2026-01-01 10:00Z", "is no date such as"), ("", "is no date such as"),
    ])
    func `what is no date is told`(text: String, message: String) {
        let problem = #expect(throws: SpanProblem.self) { try WallTime(parsing: text) }
        #expect(problem?.message.contains(message) == true, "\(String(describing: problem))")
    }

    @Test func `days have the dates that another calendar gives them`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for number in stride(from: Int64(-1), through: 90_000, by: 53) {
            let date = Date(timeIntervalSince1970: Double(number) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            let day = CalendarDay(number: number)
            #expect([day.year, day.month, day.day] == [parts.year, parts.month, parts.day].map { Int64($0 ?? 0) })
            #expect(day.number == number)
            #expect(Int(day.lengthOfMonth) == calendar.range(of: .day, in: .month, for: date)?.count)
        }
    }

    @Test func `the first minute of another answer is the one that goes on to the end of the search`() throws {
        let start = try minute("2026-03-01")
        func opening(_ inside: [WindowSpan] = [], never: [WindowSpan] = []) throws -> String? {
            let check = WindowCheck(inside: inside, never: never)
            let found = check.first(open: true, in: start..<check.horizon(from: start))
            return found.map { CalendarDay(number: $0.dividedDown(by: 1440)) }.map {
                "\($0.year)-\($0.month)-\($0.day)"
            }
        }
        #expect(try opening([Self.span(days: "29", months: "Feb")]) == "2028-2-29")
        #expect(try opening([Self.span(times: "Mon 09:00-10:00", days: "29", months: "Feb")]) == "2044-2-29")
        #expect(try opening([Self.span(days: "29", months: "Feb", from: "2096-03-01")]) == "2104-2-29")
        #expect(try opening([Self.span(days: "29,last", months: "Feb")]) == "2027-2-28")
        #expect(try opening([Self.span(to: "2026-03-01")]) == nil)
        #expect(try opening(never: [Self.span(from: "2026-01-01")]) == nil)
        #expect(try opening([Self.span(days: "31")], never: [Self.span(months: "Jan,Mar,May,Jul,Aug,Oct,Dec")]) == nil)
        #expect(try opening([Self.span(months: "Mar")], never: [Self.span(to: "2199-12-31")]) == "2200-3-1")
    }

    @Test func `a search that would take too long says up to when the answer is known`() throws {
        let spans = try (10..<60).map { try Self.span(times: "12:\($0)-13:\($0)", days: "1-31") }
        let check = WindowCheck(inside: spans, never: spans)
        let start = try minute("2026-03-01")
        let found = try #require(check.first(open: true, in: start..<check.horizon(from: start), looks: 20_000))
        #expect(found > start + 1440 && found < check.horizon(from: start) && !check.isOpen(at: found))
        let sparse = WindowCheck(inside: [spans[0]], never: [spans[0]])
        #expect(sparse.first(open: true, in: start..<sparse.horizon(from: start)) == nil)
    }
}
