/// A glob over references, as environments write it: `main`, `release/*`, `refs/pull/*/head`.
///
/// `*` matches any run of characters but `/`; `**` matches any run; `?` one character but `/`. A pattern that does not begin with
/// `refs/` is meant for branches. Matching takes time in proportion to pattern × name at the worst: there is nothing to blow up.
package struct RefPattern: Hashable, Codable, Sendable, CustomStringConvertible {
    package let description: String
    let tokens: [Token]

    enum Token: Hashable, Sendable {
        case literal(UInt8)
        case oneButSlash
        case runButSlash
        case anyRun
    }

    /// - Returns: nil if `text` is empty, absolute, or has characters that no reference has.
    package init?(_ text: String) {
        let full = text.hasPrefix("refs/") ? text : "refs/heads/" + text
        let probe = full.replacingGlobCharacters()
        guard !text.isEmpty, !text.hasPrefix("/"), RefName.problem(in: probe) == nil else { return nil }
        description = text
        tokens = Self.tokens(of: full)
    }

    /// The pattern that matches `ref` and nothing else.
    package init(_ ref: RefName) {
        description = ref.rawValue
        tokens = ref.rawValue.utf8.map(Token.literal)
    }

    private static func tokens(of text: String) -> [Token] {
        var tokens: [Token] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "*"):
                switch tokens.last {
                case .runButSlash: tokens[tokens.count - 1] = .anyRun
                case .anyRun: break
                case .literal, .oneButSlash, nil: tokens.append(.runButSlash)
                }
            case UInt8(ascii: "?"): tokens.append(.oneButSlash)
            default: tokens.append(.literal(byte))
            }
        }
        return tokens
    }

    /// The reference this pattern names if it has no wildcard, otherwise nil.
    package var literal: RefName? {
        guard tokens.allSatisfy({ if case .literal = $0 { true } else { false } }) else { return nil }
        return RefName(rawValue: description.hasPrefix("refs/") ? description : "refs/heads/" + description)
    }

    /// The part before the first wildcard, for asking a remote only for references that can match.
    package var literalPrefix: String {
        var bytes: [UInt8] = []
        for token in tokens {
            guard case .literal(let byte) = token else { break }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the whole of `ref` matches.
    package func matches(_ ref: RefName) -> Bool {
        // Most references differ in what comes before the first wildcard, and that is decided byte by byte.
        var position = 0
        var bytes = ref.rawValue.utf8.makeIterator()
        while position < tokens.count, case .literal(let wanted) = tokens[position] {
            guard bytes.next() == wanted else { return false }
            position += 1
        }
        return matchesRest(from: position, bytes: bytes)
    }

    /// Follows all ways through `tokens` from `start` on at once.
    private func matchesRest(from start: Int, bytes: String.UTF8View.Iterator) -> Bool {
        var bytes = bytes
        let slash = UInt8(ascii: "/")
        var reached = Array(repeating: false, count: tokens.count + 1)
        reached[start] = true
        skipEmptyRuns(&reached, from: start)
        while let byte = bytes.next() {
            var next = Array(repeating: false, count: tokens.count + 1)
            for index in start..<tokens.count where reached[index] {
                switch tokens[index] {
                case .literal(let wanted): if wanted == byte { next[index + 1] = true }
                case .oneButSlash: if byte != slash { next[index + 1] = true }
                case .runButSlash: if byte != slash { next[index] = true }
                case .anyRun: next[index] = true
                }
            }
            skipEmptyRuns(&next, from: start)
            reached = next
        }
        return reached[tokens.count]
    }

    /// A run may be empty: whoever stands before it also stands behind it.
    private func skipEmptyRuns(_ reached: inout [Bool], from start: Int) {
        for index in start..<tokens.count where reached[index] {
            switch tokens[index] {
            case .runButSlash, .anyRun: reached[index + 1] = true
            case .literal, .oneButSlash: break
            }
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let pattern = RefPattern(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(text.quotedForMessage) is not a branch pattern")
        }
        self = pattern
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension String {
    /// The text with each wildcard replaced by a letter, to check the rest against git's rules.
    fileprivate func replacingGlobCharacters() -> String { String(map { $0 == "*" || $0 == "?" ? "x" : $0 }) }
}
