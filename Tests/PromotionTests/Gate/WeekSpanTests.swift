import Promotion
import Testing

@Suite struct WeekSpanTests {
    private func minute(_ day: Int, _ hour: Int, _ minute: Int = 0) -> Int { day * 1_440 + hour * 60 + minute }

    @Test(
        arguments: [
            ("Fri 16:00-Mon 08:00", [(4, 16), (5, 0), (6, 23), (0, 7)], [(4, 15), (0, 8), (2, 12)]),
            ("Mon-Fri 09:00-17:00", [(0, 9), (4, 16)], [(0, 8), (0, 17), (5, 12)]),
            ("sat,sun 00:00-24:00", [(5, 0), (6, 23)], [(4, 23), (0, 0)]),
            ("22:00-06:00", [(0, 22), (3, 5), (0, 0), (6, 23)], [(0, 6), (0, 21)]),
            ("Sat - Mon 10:00 - 12:00", [(5, 10), (6, 11), (0, 10)], [(1, 10), (0, 12)]),
            ("Mon 00:00-Mon 00:00", [(0, 0), (6, 23)], []),
        ] as [(String, [(Int, Int)], [(Int, Int)])])
    func `a span holds from its start to before its end`(text: String, held: [(Int, Int)], free: [(Int, Int)]) throws {
        let span = try WeekSpan(parsing: text)
        #expect(span.description == text)
        for (day, hour) in held { #expect(span.holds(minute(day, hour)), "\(day) \(hour)") }
        for (day, hour) in free { #expect(!span.holds(minute(day, hour)), "\(day) \(hour)") }
        #expect(span.holds(-1) == span.holds(10_079))
    }

    @Test(
        arguments: [
            ("", "a time such as 09:00 was expected", 0), ("Fry 16:00-17:00", "a day was expected: Mon", 0),
            ("Fri 16:00", "'-' was expected", 9), ("Fri 25:00-26:00", "between 00:00 and 24:00", 4),
            ("Fri 16:60-17:00", "between 00:00 and 24:00", 4), ("Fri 9:00-17:00", "a time such as 09:00", 4),
            ("Mon-Fri 09:00-Sat 10:00", "begins on one day", 23), ("Mon,Mon 09:00-10:00", "named twice", 7),
            ("Mon 09:00-10:00 x", "the end was expected", 15), ("Sun 24:00-25:00", "between 00:00", 10),
            ("Sun 24:00-01:00", "cannot begin at 24:00", 15),
        ] as [(String, String, Int)])
    func `what is no span is told with its place`(text: String, message: String, offset: Int) {
        let problem = #expect(throws: WeekSpan.Problem.self) { try WeekSpan(parsing: text) }
        #expect(problem?.message.contains(message) == true, "\(problem?.message ?? "")")
        #expect(problem?.offset == offset)
    }
}
