import Promotion
import Yams

/// Takes values out of a YAML document and remembers, with line and field, everything that is not as it should be.
struct SettingsReader {
    let file: String
    private(set) var problems: [String] = []

    init(file: String) { self.file = file }

    mutating func report(_ node: Node, _ field: String, _ problem: String) {
        let place = node.mark.map { ":\($0.line):\($0.column)" } ?? ""
        problems.append("\(file)\(place): \(field): \(problem)")
    }

    /// The values by key. Keys that are not in `keys` are problems.
    mutating func mapping(_ node: Node, _ field: String, keys: [String]) -> [String: Node] {
        guard case .mapping(let pairs) = node else {
            report(node, field, "expected keys and values: \(keys.joined(separator: ", "))")
            return [:]
        }
        var values: [String: Node] = [:]
        for (key, value) in pairs {
            guard let name = key.string, keys.contains(name) else {
                let found = (key.string ?? "a key that is no word").quotedForMessage
                report(key, field, "found \(found), allowed are \(keys.joined(separator: ", "))")
                continue
            }
            values[name] = value
        }
        return values
    }

    mutating func text(_ node: Node, _ field: String) -> String? {
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
            report(node, field, "expected a text")
            return nil
        }
        return scalar.string
    }

    mutating func number(_ node: Node, _ field: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = text(node, field) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            report(
                node, field,
                "found \(text.quotedForMessage), expected a number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// Seconds, from a number with a unit: `500ms`, `10s`, `5m`, `12h`, `7d`.
    mutating func duration(_ node: Node, _ field: String, atLeast least: Double) -> Double? {
        let units = ["ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400]
        return quantity(node, field, units: units, atLeast: least, example: "10s, 5m, 12h or 7d")
    }

    /// Bytes, from a number with a unit: `64KiB`, `16MiB`, `2GiB`.
    mutating func size(_ node: Node, _ field: String, atLeast least: Int64) -> Int64? {
        let units: [String: Double] = ["KiB": 1024, "MiB": 1_048_576, "GiB": 1_073_741_824, "TiB": 1_099_511_627_776]
        return quantity(node, field, units: units, atLeast: Double(least), example: "512KiB, 16MiB or 2GiB")
            .map(Int64.init)
    }

    private mutating func quantity(
        _ node: Node, _ field: String, units: [String: Double], atLeast least: Double, example: String
    ) -> Double? {
        guard let text = text(node, field) else { return nil }
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Double(digits), let factor = units[String(unit)], number * factor < 1e15 else {
            report(node, field, "found \(text.quotedForMessage), expected a number with a unit such as \(example)")
            return nil
        }
        guard number * factor >= least else {
            report(node, field, "found \(text.quotedForMessage), which is too little")
            return nil
        }
        return number * factor
    }
}
