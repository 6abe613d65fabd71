import Promotion

/// Times at which a window holds: a span of the week as text, or a mapping of dates and times that must hold at once.
enum WindowSpanShape {
    /// One span, or a list of them. Spans that could not be read are left out.
    static var spans: Shape<[WindowSpan]> {
        let one = span
        let list = Shape<[WindowSpan?]>.list(of: one, "spans", atLeast: 1, atMost: 50)
        let schema = JSONText.object([("oneOf", .array([text.schema, record.schema, list.schema]))])
        return Shape(schema: schema, placeholder: []) { node, path, reading in
            if case .sequence = node.content { return list.read(node, path, reading).compactMap { $0 } }
            return [one.read(node, path, reading)].compactMap { $0 }
        }
    }

    private static var span: Shape<WindowSpan?> {
        let (text, record) = (text, record)
        let schema = JSONText.object([("oneOf", .array([text.schema, record.schema]))])
        return Shape(schema: schema, placeholder: nil) { node, path, reading in
            guard case .mapping = node.content else { return text.read(node, path, reading) }
            let before = reading.diagnostics.count
            let span = record.read(node, path, reading)
            return reading.diagnostics.count == before ? span : nil
        }
    }

    private static var text: Shape<WindowSpan?> { times.map { $0.map { WindowSpan(times: $0) } } }

    private static var times: Shape<WeekSpan?> {
        Shape<String>.text("a span of the week", longest: 100).spelled { text throws(SpanProblem) in
            try WeekSpan(parsing: text)
        }
    }

    private static var record: Shape<WindowSpan> {
        Shape<WindowSpan>.record(
            "a span",
            Field("times", "A span of the week, such as Mon-Fri 09:00-17:00. Default: whole days.", times, or: nil),
            Field("days", "Days of the month, such as 1-3 or last. Default: each.", CronListShape.days, or: nil),
            Field(
                "months", "Months, such as [Mar, Jun, Sep, Dec] or Nov-Feb. Default: each.", CronListShape.months,
                or: nil),
            Field("from", "The date, or date and time, from which on it holds, such as 2026-12-19.", date, or: nil),
            Field("to", "The date, or date and time, up to which it holds; not in it itself.", date, or: nil)
        ) { WindowSpan(times: $0, days: $1, months: $2, from: $3, to: $4) }
        .checked(adding: [("minProperties", .integer(1))]) { span, node, path, reading in
            if case .mapping(let entries) = node.content, entries.isEmpty {
                let keys = ["times", "days", "months", "from", "to"]
                reading.report(at: node.position, path: path, "the span names no time", allowed: keys)
            }
            if let from = span.from, let to = span.to, to.minutes <= from.minutes {
                reading.report(
                    "to", of: node, path,
                    "'\(to)' is not after 'from' (\(from)); 'to' is the first time that is not in the span")
            }
            if let days = span.days, let months = span.months, !CronList.share(days: days, months: months) {
                reading.report("days", of: node, path, "there is no day '\(days)' in '\(months)'")
            }
        }
    }

    private static var date: Shape<WallTime?> {
        Shape<String>.text("a date", longest: 16, pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2})?$")
            .spelled { text throws(SpanProblem) in try WallTime(parsing: text) }
    }
}

/// Days of the month and months: a number, a text, or a list of both.
private enum CronListShape {
    static var days: Shape<CronList?> { shape(of: .days, "days of the month", 1...31) }

    static var months: Shape<CronList?> { shape(of: .months, "months", 1...12) }

    private static func shape(of field: CronList.Field, _ noun: String, _ numbers: ClosedRange<Int>) -> Shape<CronList?>
    {
        let item = item(of: field, noun, numbers)
        let list = Shape<[CronList?]>.list(of: item, noun, atLeast: 1, atMost: 31)
        let schema = JSONText.object([("oneOf", .array([item.schema, list.schema]))])
        return Shape(schema: schema, placeholder: nil) { node, path, reading in
            guard case .sequence = node.content else { return item.read(node, path, reading) }
            let lists = list.read(node, path, reading).compactMap { $0 }
            return lists.isEmpty ? nil : CronList(joining: lists)
        }
    }

    private static func item(of field: CronList.Field, _ noun: String, _ numbers: ClosedRange<Int>) -> Shape<CronList?>
    {
        let number = Shape<Int>.integer(numbers).map { try? CronList(parsing: "\($0)", of: field) }
        let text = Shape<String>.text(noun, longest: 100, pattern: "^[0-9A-Za-z*/, -]+$")
            .spelled { text throws(SpanProblem) in try CronList(parsing: text, of: field) }
        let schema = JSONText.object([("oneOf", .array([number.schema, text.schema]))])
        return Shape(schema: schema, placeholder: nil) { node, path, reading in
            if case .scalar(let plain, isPlain: true) = node.content, case .integer = PlainScalar(plain) {
                return number.read(node, path, reading)
            }
            return text.read(node, path, reading)
        }
    }
}

extension Shape where Value == String {
    /// A text with a grammar of its own; nil if it could not be read.
    fileprivate func spelled<Part>(_ parse: @escaping (String) throws(SpanProblem) -> Part) -> Shape<Part?> {
        parsed(placeholder: nil) { text, _ in
            do throws(SpanProblem) { return .success(try parse(text)) } catch {
                return .failure(error.message, at: error.offset)
            }
        }
    }
}
