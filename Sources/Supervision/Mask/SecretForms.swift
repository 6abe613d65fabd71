/// The byte strings that show a secret: as it is, and in the forms into which programs usually bring text.
///
/// What is cut, compressed, encrypted or written with something between its characters is none of them and cannot be found.
enum SecretForms {
    /// Longer texts are looked for in pieces, so that what is held back of an output stays short.
    private static let longestPiece = 1024
    private static let pieceLength = 512
    /// A line of a secret with fewer letters and digits, such as `},`, is nothing worth hiding.
    private static let leastInLine = 4
    private static let mostLines = 2000

    /// All forms of `secret`, each at least four bytes long. None for a secret of less than four bytes.
    static func all(of secret: [UInt8]) -> Set<[UInt8]> {
        var forms: Set<[UInt8]> = []
        for piece in pieces(of: secret) {
            forms.insert(piece)
            forms.formUnion(TextEscape.all.map { $0.escaped(piece) })
            forms.formUnion(PercentEncoding.all.map { $0.encoded(piece) })
            forms.formUnion(hexadecimal(piece))
            forms.formUnion(Base64.aligned(piece))
            forms.formUnion(reversed(piece))
        }
        forms.formUnion(Base64.rows(of: secret))
        return forms.filter { $0.count >= SecretMask.shortestPattern }
    }

    /// The whole, its lines with and without their indentation, and of what is too long the parts.
    private static func pieces(of secret: [UInt8]) -> Set<[UInt8]> {
        let newline = UInt8(ascii: "\n"), space = UInt8(ascii: " ")
        let lines = secret.split(whereSeparator: { $0 == newline || $0 == UInt8(ascii: "\r") }).prefix(mostLines)
        guard lines.count > 1 else { return Set(parts(of: secret[...])) }
        var pieces: Set<[UInt8]> = secret.count <= longestPiece ? [secret] : []
        for line in lines where line.count(where: isLetterOrDigit) >= leastInLine {
            pieces.formUnion(parts(of: line))
            let bare = line.drop { $0 == space || $0 == UInt8(ascii: "\t") }
            if bare.count < line.count { pieces.formUnion(parts(of: bare)) }
        }
        return pieces
    }

    private static func parts(of text: ArraySlice<UInt8>) -> [[UInt8]] {
        guard text.count > longestPiece else { return [Array(text)] }
        var parts: [[UInt8]] = []
        var rest = text
        while rest.count >= 2 * pieceLength {
            parts.append(Array(rest.prefix(pieceLength)))
            rest = rest.dropFirst(pieceLength)
        }
        return parts + [Array(rest)]
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func hexadecimal(_ text: [UInt8]) -> [[UInt8]] {
        [Digits.lower, Digits.upper].map { digits in text.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] } }
    }

    /// By bytes, and by characters where that is something else.
    private static func reversed(_ text: [UInt8]) -> [[UInt8]] {
        let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
        return [text.reversed(), scalars.reversed().flatMap { Array(String($0).utf8) }]
    }
}

/// The sixteen digits as bytes.
enum Digits {
    static let lower = Array("0123456789abcdef".utf8)
    static let upper = Array("0123456789ABCDEF".utf8)
}
