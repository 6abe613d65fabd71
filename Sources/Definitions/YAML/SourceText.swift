/// A file's text by line and column, as libyaml counts them.
struct SourceText {
    private(set) var lines: [[Unicode.Scalar]]

    init(_ text: String) {
        lines = [[]]
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where previous == "\r": lines[lines.count - 2].append(scalar)
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                lines[lines.count - 1].append(scalar)
                lines.append([])
            default: lines[lines.count - 1].append(scalar)
            }
            previous = scalar
        }
    }

    var text: String {
        var text = String.UnicodeScalarView()
        for line in lines { text.append(contentsOf: line) }
        return String(text)
    }

    subscript(position: Position) -> Unicode.Scalar? {
        get {
            guard lines.indices.contains(position.line - 1) else { return nil }
            let line = lines[position.line - 1]
            return line.indices.contains(position.column - 1) ? line[position.column - 1] : nil
        }
        set {
            guard let newValue, self[position] != nil else { return }
            lines[position.line - 1][position.column - 1] = newValue
        }
    }

    /// The place `offset` bytes into the scalar `text` that begins at `position`, if the text stands there letter by letter on
    /// one line; otherwise `position`.
    func position(_ offset: Int, into text: String, from position: Position) -> Position {
        var place = position
        if self[place] == "\"" || self[place] == "'" { place.column += 1 }
        for scalar in String(decoding: text.utf8.prefix(offset), as: UTF8.self).unicodeScalars {
            guard self[place] == scalar else { return position }
            place.column += 1
        }
        return place
    }

    /// The place `count` characters into the text.
    func position(ofCharacter count: Int) -> Position {
        var left = count
        for (index, line) in lines.enumerated() {
            if left < line.count || index == lines.count - 1 { return Position(line: index + 1, column: left + 1) }
            left -= line.count
        }
        return .start
    }

    /// The place of the first byte that is not UTF-8.
    static func firstInvalidPosition(in bytes: [UInt8]) -> Position {
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var position = Position.start
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                if encoded.first == UInt8(ascii: "\n") {
                    position = Position(line: position.line + 1, column: 1)
                } else {
                    position.column += 1
                }
            case .error, .emptyInput: return position
            }
        }
    }
}
