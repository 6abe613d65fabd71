import Promotion

/// Names and values, one to a line, the values below each other.
struct Facts {
    private var pairs: [(name: String, value: String)] = []

    /// Adds a line, unless there is no value.
    mutating func add(_ name: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        pairs.append((name, value.shown))
    }

    /// The lines, each with two spaces before it.
    func lines(_ terminal: Terminal) -> [String] {
        let width = (pairs.map(\.name.count).max() ?? 0) + 2
        let margin = String(repeating: " ", count: width + 2)
        let room = terminal.width.map { max($0 - width - 2, 30) } ?? .max
        return pairs.flatMap { pair in
            let name = pair.name + String(repeating: " ", count: width - pair.name.count)
            return pair.value.wrapped(to: room).enumerated().map { index, piece in
                index == 0 ? "  " + terminal.paint(name, .faint) + piece : margin + piece
            }
        }
    }
}
