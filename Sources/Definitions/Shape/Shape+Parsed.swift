import Promotion

/// What became of a text that has a grammar of its own.
enum Parsed<Value> {
    case success(Value)
    /// What is wrong, and at which byte of the text if it is not all of it.
    case failure(String, at: Int? = nil)
}

extension Shape where Value == String {
    /// A text that is parsed further. `parse` gets the text and says what it is.
    func parsed<Other>(placeholder: Other, _ parse: @escaping (String, Reading) -> Parsed<Other>) -> Shape<Other> {
        Shape<Other>(schema: schema, placeholder: placeholder) { node, path, reading in
            let text = read(node, path, reading)
            guard !text.isPlaceholder else { return placeholder }
            switch parse(text, reading) {
            case .success(let value): return value
            case .failure(let message, let offset):
                let place = offset.flatMap { reading.source?.position($0, into: text, from: node.position) }
                let position = place ?? node.position
                reading.report(at: position, path: path, found: text, message)
                return placeholder
            }
        }
    }
}

extension Shape where Value == CommandLine {
    /// A step's command.
    static var command: Shape {
        Shape<String>.text("a command", longest: 65_536).parsed(placeholder: .succeed) { text, _ in
            do throws(CommandLine.Problem) { return .success(try CommandLine(parsing: text)) } catch {
                return .failure(error.message, at: error.offset)
            }
        }
    }
}

extension Shape where Value == Int64 {
    /// Seconds, minutes, hours or days as text with a unit, such as `30m`; the value is in seconds.
    static func duration(_ range: ClosedRange<Int64>) -> Shape {
        quantity("a duration", units: [("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)], example: "30m", range)
    }

    /// Bytes of files as text with a unit, such as `500MB`.
    static func fileSize(_ range: ClosedRange<Int64>) -> Shape {
        quantity(
            "a size of files",
            units: [
                ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("KiB", 1 << 10),
                ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40),
            ], example: "500MB", range)
    }

    /// Bytes as text with a unit, such as `4Gi`.
    static func size(_ range: ClosedRange<Int64>) -> Shape {
        quantity(
            "a size",
            units: [
                ("Ki", 1 << 10), ("Mi", 1 << 20), ("Gi", 1 << 30), ("Ti", 1 << 40), ("k", 1000), ("M", 1_000_000),
                ("G", 1_000_000_000), ("T", 1_000_000_000_000),
            ], example: "4Gi", range)
    }

    private static func quantity(
        _ noun: String, units: [(String, Int64)], example: String, _ range: ClosedRange<Int64>
    ) -> Shape {
        let names = units.map(\.0)
        let text = Shape<String>.text(
            "\(noun) such as \(example)", longest: 24, pattern: "^[0-9]+(\(names.joined(separator: "|")))$")
        return text.parsed(placeholder: range.lowerBound) { text, _ in
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty, let unit = units.first(where: { $0.0 == text.dropFirst(digits.count) }) else {
                return .failure(
                    "\(text.quotedForMessage) is not \(noun): write a whole number and a unit "
                        + "(\(names.joined(separator: ", "))), such as \(example)")
            }
            let (value, overflow) = (Int64(digits) ?? .max).multipliedReportingOverflow(by: unit.1)
            guard !overflow, range.contains(value) else {
                return .failure(
                    "\(text.quotedForMessage) is out of range: "
                        + "\(Self.shown(range.lowerBound, units)) to \(Self.shown(range.upperBound, units)) is allowed")
            }
            return .success(value)
        }
    }

    private static func shown(_ value: Int64, _ units: [(String, Int64)]) -> String {
        let best = units.filter { value > 0 && value % $0.1 == 0 }.max { $0.1 < $1.1 }
        return best.map { "\(value / $0.1)\($0.0)" } ?? "\(value)"
    }
}
