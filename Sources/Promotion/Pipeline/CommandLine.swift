/// A step's command, split into words without a shell.
///
/// Words are separated by blanks; single quotes, double quotes and backslashes work as in a POSIX shell; `$NAME` and `${NAME}`
/// take the value of a variable as part of one word, whatever is in it. Nothing else is special, and operators of a shell
/// (`|`, `&`, `;`, `<`, `>`, `(`, `)`, backquotes, `$(…)`) outside quotes are refused: no shell ever sees a step's text.
package struct CommandLine: Hashable, Codable, Sendable, CustomStringConvertible {
    package let description: String
    package let words: [Word]

    /// One argument, in parts that are joined when it is used.
    package typealias Word = [Fragment]

    package enum Fragment: Hashable, Sendable {
        case literal(String)
        case variable(String)
    }

    /// What is wrong with a command, and at which byte of it.
    package struct Problem: Error, Hashable, Sendable {
        package let message: String
        package let offset: Int

        package init(message: String, offset: Int) {
            self.message = message
            self.offset = offset
        }
    }

    package init(parsing text: String) throws(Problem) {
        var parser = CommandLineParser(text: text)
        words = try parser.parse()
        description = text
    }

    /// The command `true`, which succeeds at once.
    package static let succeed = CommandLine(description: "true", words: [[.literal("true")]])

    private init(description: String, words: [Word]) {
        self.description = description
        self.words = words
    }

    /// The variables that the command names.
    package var variables: Set<String> {
        Set(words.joined().compactMap { if case .variable(let name) = $0 { name } else { nil } })
    }

    /// The argument list with every variable replaced; a variable that is not in `environment` is an error that names it.
    package func arguments(in environment: [String: String]) throws(Problem) -> [String] {
        var arguments: [String] = []
        for word in words {
            var argument = ""
            for fragment in word {
                switch fragment {
                case .literal(let text): argument += text
                case .variable(let name):
                    guard let value = environment[name] else {
                        throw Problem(message: "variable '\(name)' is not set", offset: 0)
                    }
                    argument += value
                }
            }
            arguments.append(argument)
        }
        return arguments
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(parsing: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.message)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Splits a command's text; used once.
private struct CommandLineParser {
    private let bytes: [UInt8]
    private var position = 0
    private var words: [CommandLine.Word] = []
    private var word: CommandLine.Word?
    private var literal: [UInt8] = []

    init(text: String) { bytes = Array(text.utf8) }

    mutating func parse() throws(CommandLine.Problem) -> [CommandLine.Word] {
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                endWord()
                position += 1
            case UInt8(ascii: "'"): try readSingleQuoted()
            case UInt8(ascii: "\""): try readDoubleQuoted()
            case UInt8(ascii: "\\"): try readEscaped()
            case UInt8(ascii: "$"): try readVariable()
            case UInt8(ascii: "|"), UInt8(ascii: "&"), UInt8(ascii: ";"), UInt8(ascii: "<"), UInt8(ascii: ">"),
                UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "`"):
                let shown = String(decoding: [byte], as: UTF8.self)
                throw problem(
                    "'\(shown)' is shell syntax, and steps run without a shell; quote it, or put the commands into a script"
                )
            case 0: throw problem("a command may not contain NUL")
            default: append(byte)
            }
        }
        endWord()
        guard !words.isEmpty else { throw problem("the command is empty") }
        return words
    }

    private func problem(_ message: String) -> CommandLine.Problem { .init(message: message, offset: position) }

    private mutating func append(_ byte: UInt8) {
        if word == nil { word = [] }
        literal.append(byte)
        position += 1
    }

    private mutating func endLiteral() {
        guard !literal.isEmpty else { return }
        word = (word ?? []) + [.literal(String(decoding: literal, as: UTF8.self))]
        literal = []
    }

    private mutating func endWord() {
        endLiteral()
        guard let ended = word else { return }
        words.append(ended)
        word = nil
    }

    private mutating func readSingleQuoted() throws(CommandLine.Problem) {
        let start = position
        position += 1
        if word == nil { word = [] }
        while position < bytes.count, bytes[position] != UInt8(ascii: "'") { append(bytes[position]) }
        try closeQuote(openedAt: start)
    }

    private mutating func readDoubleQuoted() throws(CommandLine.Problem) {
        let start = position
        position += 1
        if word == nil { word = [] }
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            switch bytes[position] {
            case UInt8(ascii: "$"): try readVariable()
            case UInt8(ascii: "\\") where position + 1 < bytes.count && "\"\\$`".utf8.contains(bytes[position + 1]):
                position += 1
                append(bytes[position])
            default: append(bytes[position])
            }
        }
        try closeQuote(openedAt: start)
    }

    private mutating func closeQuote(openedAt start: Int) throws(CommandLine.Problem) {
        guard position < bytes.count else {
            throw CommandLine.Problem(message: "the quote is not closed", offset: start)
        }
        position += 1
    }

    private mutating func readEscaped() throws(CommandLine.Problem) {
        guard position + 1 < bytes.count else { throw problem("a backslash at the end escapes nothing") }
        position += 1
        append(bytes[position])
    }

    private mutating func readVariable() throws(CommandLine.Problem) {
        let start = position
        position += 1
        let braced = position < bytes.count && bytes[position] == UInt8(ascii: "{")
        if braced { position += 1 }
        let nameStart = position
        while position < bytes.count, isNameByte(bytes[position], first: position == nameStart) { position += 1 }
        let name = String(decoding: bytes[nameStart..<position], as: UTF8.self)
        if braced {
            guard !name.isEmpty, position < bytes.count, bytes[position] == UInt8(ascii: "}") else {
                throw CommandLine.Problem(
                    message: "only ${NAME} is understood; other expansions are shell syntax", offset: start)
            }
            position += 1
        }
        guard !name.isEmpty else {
            throw CommandLine.Problem(
                message: "'$' must be followed by a variable's name; write '\\$' for the character itself",
                offset: start)
        }
        endLiteral()
        word = (word ?? []) + [.variable(name)]
    }

    private func isNameByte(_ byte: UInt8, first: Bool) -> Bool {
        let letter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
        return letter || (!first && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte))
    }
}
