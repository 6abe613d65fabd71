import Promotion

/// Rows under headings, as wide as their contents. The last column wraps where the terminal is too narrow for it.
struct Table {
    struct Cell {
        var text: String
        var tone: Tone

        init(_ text: String, _ tone: Tone = .plain) {
            self.text = text.shown
            self.tone = tone
        }
    }

    private let headings: [String]
    /// Columns whose figures line up on the right.
    private let right: Set<Int>
    private var rows: [[Cell]] = []

    init(_ headings: [String], right: Set<Int> = []) {
        self.headings = headings
        self.right = right
    }

    /// Adds a row; it has as many cells as there are headings.
    mutating func add(_ cells: [Cell]) { rows.append(cells) }

    /// The lines, each with `indent` spaces before it. Columns in which no row has anything are left out.
    func lines(_ terminal: Terminal, indent: Int = 0) -> [String] {
        let shown = headings.indices.filter { column in rows.contains { !$0[column].text.isEmpty } }
        guard let last = shown.last else { return [] }
        let widths = shown.map { column in
            max(headings[column].count, rows.map { $0[column].text.count }.max() ?? 0)
        }
        let before = indent + widths.dropLast().reduce(0) { $0 + $1 + 2 }
        let room = terminal.width.map { max($0 - before, 20) }
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        for row in [headings.map { Cell($0, .faint) }] + rows {
            var line = margin
            for (place, column) in shown.enumerated() where column != last {
                line += padded(row[column], to: widths[place], right: right.contains(column), terminal) + "  "
            }
            let pieces = room.map { row[last].text.wrapped(to: $0) } ?? [row[last].text]
            let width = right.contains(last) ? widths[widths.count - 1] : 0
            for (index, piece) in pieces.enumerated() {
                let start = index == 0 ? line : String(repeating: " ", count: before)
                let cell = padded(Cell(piece, row[last].tone), to: width, right: right.contains(last), terminal)
                lines.append((start + cell).withoutSpacesAtTheEnd)
            }
        }
        return lines
    }

    private func padded(_ cell: Cell, to width: Int, right: Bool, _ terminal: Terminal) -> String {
        let space = String(repeating: " ", count: max(width - cell.text.count, 0))
        let text = terminal.paint(cell.text, cell.tone)
        return right ? space + text : text + space
    }
}

extension String {
    /// The text in lines of at most `width` characters, broken between words where that is possible.
    func wrapped(to width: Int) -> [String] {
        guard count > width else { return [self] }
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ") {
            var word = word
            if !line.isEmpty, line.count + 1 + word.count <= width {
                line += " " + word
                continue
            }
            if !line.isEmpty { lines.append(line) }
            while word.count > width {
                lines.append(String(word.prefix(width)))
                word = word.dropFirst(width)
            }
            line = String(word)
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }

    fileprivate var withoutSpacesAtTheEnd: String {
        var text = self[...]
        while text.hasSuffix(" ") { text.removeLast() }
        return String(text)
    }
}
