/// A span of the week alone is stored as the text that it was written as, as it was before there were others, and keeps its digest. Any
/// other is stored by its parts, each as it was written.
extension WindowSpan: Codable {
    private enum Key: String, CodingKey {
        case times, days, months, from, to
    }

    package init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self.init(times: try Self.read(text, decoder) { text throws(SpanProblem) in try WeekSpan(parsing: text) })
            return
        }
        let container = try decoder.container(keyedBy: Key.self)
        func part<Part>(_ key: Key, _ parse: (String) throws(SpanProblem) -> Part) throws -> Part? {
            try container.decodeIfPresent(String.self, forKey: key).map { try Self.read($0, decoder, parse) }
        }
        self.init(
            times: try part(.times) { text throws(SpanProblem) in try WeekSpan(parsing: text) },
            days: try part(.days) { text throws(SpanProblem) in try CronList(parsing: text, of: .days) },
            months: try part(.months) { text throws(SpanProblem) in try CronList(parsing: text, of: .months) },
            from: try part(.from) { text throws(SpanProblem) in try WallTime(parsing: text) },
            to: try part(.to) { text throws(SpanProblem) in try WallTime(parsing: text) })
    }

    package func encode(to encoder: any Encoder) throws {
        if let times, days == nil, months == nil, from == nil, to == nil { return try times.encode(to: encoder) }
        var container = encoder.container(keyedBy: Key.self)
        try container.encodeIfPresent(times?.description, forKey: .times)
        try container.encodeIfPresent(days?.description, forKey: .days)
        try container.encodeIfPresent(months?.description, forKey: .months)
        try container.encodeIfPresent(from?.description, forKey: .from)
        try container.encodeIfPresent(to?.description, forKey: .to)
    }

    private static func read<Part>(
        _ text: String, _ decoder: any Decoder, _ parse: (String) throws(SpanProblem) -> Part
    ) throws -> Part {
        do throws(SpanProblem) { return try parse(text) } catch {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: error.message))
        }
    }
}
