/// Days of the month, or months, as cron has them: `1-3`, `15,last`, `*/2`, `Mar,Jun,Sep,Dec`, `Nov-Feb`.
package struct CronList: Hashable, Sendable, CustomStringConvertible {
    /// What is listed.
    package enum Field: Sendable {
        /// 1 to 31, and `last`.
        case days
        /// 1 to 12, or `Jan` to `Dec`.
        case months
    }

    /// As it was written.
    package let description: String
    /// The months, or the days with `lastDay` for `last`.
    package let numbers: Set<Int64>

    /// Stands for a month's last day, whatever its number is.
    package static let lastDay: Int64 = 32

    private init(description: String, numbers: Set<Int64>) {
        self.description = description
        self.numbers = numbers
    }

    /// What is in one of several lists.
    package init(joining lists: [CronList]) {
        self.init(
            description: lists.map(\.description).joined(separator: ","),
            numbers: lists.reduce(into: []) { $0.formUnion($1.numbers) })
    }

    /// Reads items between commas. The error has the first byte of the item that is wrong.
    package init(parsing text: String, of field: Field) throws(SpanProblem) {
        var numbers: Set<Int64> = []
        var offset = 0
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            do throws(CronMistake) { numbers.formUnion(try field.numbers(of: item)) } catch {
                throw SpanProblem(message: "'\(text)' \(field.mistake): \(error.message)", offset: offset)
            }
            offset += item.utf8.count + 1
        }
        self.init(description: text, numbers: numbers)
    }

    /// Whether some month has one of the days, in a leap year at least.
    package static func share(days: CronList, months: CronList) -> Bool {
        let leapYear: Int64 = 2000
        return months.numbers.contains { month in
            days.numbers.contains { $0 == lastDay || CalendarDay(year: leapYear, month: month, day: $0) != nil }
        }
    }

    /// Whether the last day or the number of a day is in it.
    func holds(dayOf date: CalendarDay) -> Bool {
        numbers.contains(date.day) || (date.day == date.lengthOfMonth && numbers.contains(Self.lastDay))
    }
}

/// What is wrong with an item of a list.
private struct CronMistake: Error {
    let message: String
}

extension CronList.Field {
    private static let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    fileprivate var mistake: String {
        switch self {
        case .days: "is no list of days of the month such as '1-3' or '15,last'"
        case .months: "is no list of months such as 'Mar,Jun' or 'Nov-Feb'"
        }
    }

    private var all: ClosedRange<Int64> {
        switch self {
        case .days: 1...31
        case .months: 1...12
        }
    }

    /// `RANGE`, or `RANGE/STEP` for every so many of it, from its first.
    fileprivate func numbers(of item: Substring) throws(CronMistake) -> [Int64] {
        let parts = item.split(separator: "/", omittingEmptySubsequences: false).map(\.trimmed)
        let range = try range(parts[0])
        guard parts.count > 1 else { return range }
        guard parts.count == 2, let step = Self.number(parts[1]), step > 0 else {
            throw CronMistake(message: "'\(item.trimmed)' has no step such as */2")
        }
        guard range.count > 1 else { throw CronMistake(message: "a step follows a range or '*'") }
        return range.enumerated().filter { Int64($0.offset) % step == 0 }.map(\.element)
    }

    /// `*`, one value, or `FIRST-LAST`. Months go on after December.
    private func range(_ text: Substring) throws(CronMistake) -> [Int64] {
        if text == "*" { return Array(all) }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(\.trimmed)
        guard ends.count <= 2 else { throw CronMistake(message: "'\(text)' is no range such as 1-3") }
        let first = try value(ends[0])
        guard ends.count == 2 else { return [first] }
        let last = try value(ends[1])
        if first <= last { return Array(first...last) }
        switch self {
        case .days: throw CronMistake(message: "'\(text)' ends before it begins")
        case .months: return Array(first...12) + Array(1...last)
        }
    }

    private func value(_ text: Substring) throws(CronMistake) -> Int64 {
        if let number = Self.number(text), all.contains(number) { return number }
        let word = text.lowercased()
        switch self {
        case .days:
            if word == "last" { return CronList.lastDay }
            throw CronMistake(message: "'\(text)' is no day: 1 to 31, or last")
        case .months:
            if let index = Self.names.firstIndex(of: word) { return Int64(index) + 1 }
            throw CronMistake(message: "'\(text)' is no month: Jan to Dec, or 1 to 12")
        }
    }

    private static func number(_ text: Substring) -> Int64? {
        text.utf8.count <= 2 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(text) : nil
    }
}

extension Substring {
    /// Without blanks around it.
    fileprivate var trimmed: Substring {
        let start = drop { $0 == " " }
        return start.lastIndex { $0 != " " }.map { start[...$0] } ?? ""
    }
}
