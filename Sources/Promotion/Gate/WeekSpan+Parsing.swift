extension WeekSpan {
    /// Reads `DAY HH:MM-DAY HH:MM`, or `DAYS HH:MM-HH:MM` with days such as `Mon-Fri` or `Sat,Sun`, or `HH:MM-HH:MM` for every day. A time
    /// that is not after the one before belongs to the next day, or week; `24:00` is a day's end.
    package init(parsing text: String) throws(Problem) {
        var reader = WeekSpanReader(text: text)
        self = try reader.read()
    }
}

/// Reads one span; used once.
private struct WeekSpanReader {
    private let text: String
    private let bytes: [UInt8]
    private var position = 0

    private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    init(text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    mutating func read() throws(WeekSpan.Problem) -> WeekSpan {
        skipBlanks()
        let days = try days()
        let start = try time()
        try expect("-")
        let endDay = try day()
        if endDay != nil { skipBlanks() }
        let end = try time()
        guard position == bytes.count else { throw problem("the end was expected") }
        if let endDay {
            guard days.count == 1 else { throw problem("a span to another day begins on one day") }
            let from = days[0] * WeekSpan.day + start
            let to = endDay * WeekSpan.day + end
            let length = to > from ? to - from : to - from + WeekSpan.week
            return try span([from], length: length)
        }
        return try span(
            days.map { $0 * WeekSpan.day + start }, length: end > start ? end - start : end - start + WeekSpan.day)
    }

    private func span(_ starts: [Int], length: Int) throws(WeekSpan.Problem) -> WeekSpan {
        guard starts.allSatisfy({ $0 < WeekSpan.week }) else { throw problem("a span cannot begin at 24:00 on Sunday") }
        return WeekSpan(description: text, starts: starts, length: length)
    }

    private func problem(_ message: String) -> WeekSpan.Problem {
        WeekSpan.Problem(
            message:
                "'\(text)' is no span of the week such as 'Mon-Fri 09:00-17:00' or 'Fri 16:00-Mon 08:00': \(message)",
            offset: position)
    }

    private mutating func skipBlanks() {
        while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        skipBlanks()
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(WeekSpan.Problem) {
        guard take(character) else { throw problem("'\(character)' was expected") }
    }

    /// The days before the first time; all of them if there are none.
    private mutating func days() throws(WeekSpan.Problem) -> [Int] {
        guard let first = try day() else { return Array(0..<7) }
        var result = [first]
        if take("-") {
            guard let last = try day() else { throw problem("a day was expected") }
            var next = first
            while next != last {
                next = (next + 1) % 7
                result.append(next)
            }
        } else {
            while take(",") {
                guard let next = try day() else { throw problem("a day was expected") }
                guard !result.contains(next) else { throw problem("the day is named twice") }
                result.append(next)
            }
        }
        skipBlanks()
        return result
    }

    /// A day's name, or nil where a digit is.
    private mutating func day() throws(WeekSpan.Problem) -> Int? {
        guard position < bytes.count, !isDigit(bytes[position]) else { return nil }
        let start = position
        while position < bytes.count, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[position] | 0x20) {
            position += 1
        }
        let name = String(decoding: bytes[start..<position], as: UTF8.self).lowercased()
        guard let day = Self.days.firstIndex(of: name) else {
            position = start
            throw problem("a day was expected: Mon, Tue, Wed, Thu, Fri, Sat or Sun")
        }
        return day
    }

    /// Minutes from the day's start, up to 24:00.
    private mutating func time() throws(WeekSpan.Problem) -> Int {
        let start = position
        let hour = try twoDigits()
        guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
            throw problem("a time such as 09:00 was expected")
        }
        position += 1
        let minute = try twoDigits()
        guard minute < 60, hour < 24 || (hour == 24 && minute == 0) else {
            position = start
            throw problem("a time is between 00:00 and 24:00")
        }
        return hour * 60 + minute
    }

    private mutating func twoDigits() throws(WeekSpan.Problem) -> Int {
        guard position + 1 < bytes.count, isDigit(bytes[position]), isDigit(bytes[position + 1]) else {
            throw problem("a time such as 09:00 was expected")
        }
        defer { position += 2 }
        return Int(bytes[position] - 0x30) * 10 + Int(bytes[position + 1] - 0x30)
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
