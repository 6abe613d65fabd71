/// Reads an expression by recursive descent: sums of products of factors; comparisons only as the condition of an `if`.
struct ValueExpressionParser {
    typealias Node = ValueExpression.Node

    private let text: String
    private let characters: [Character]
    private var position = 0
    private var depth = 0
    private var terms = 0

    init(text: String) {
        self.text = text
        characters = Array(text)
    }

    mutating func parse() throws(ValueExpressionError) -> Node {
        let node = try sum()
        skipSpaces()
        if let comparison = comparison() {
            throw failure(
                "'\(comparison.rawValue)' may stand in the condition of an 'if' only: the value must be a number")
        }
        guard position == characters.count else { throw failure("an operator or the end was expected") }
        return node
    }

    private func failure(_ message: String, at place: Int? = nil) -> ValueExpressionError {
        ValueExpressionError(text: text.isEmpty ? " " : text, place: place ?? position, message: message)
    }

    private mutating func skipSpaces() {
        while position < characters.count, characters[position].isWhitespace { position += 1 }
    }

    private mutating func take(_ accepted: Character...) -> Bool {
        skipSpaces()
        guard position < characters.count, accepted.contains(characters[position]) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Character) throws(ValueExpressionError) {
        guard take(character) else { throw failure("'\(character)' was expected") }
    }

    private mutating func count(_ node: Node) throws(ValueExpressionError) -> Node {
        terms += 1
        guard terms <= ValueExpression.mostTerms else {
            throw failure("the expression has more than \(ValueExpression.mostTerms) terms")
        }
        return node
    }

    private mutating func sum() throws(ValueExpressionError) -> Node {
        depth += 1
        defer { depth -= 1 }
        guard depth <= ValueExpression.deepest else {
            throw failure("the expression is nested more than \(ValueExpression.deepest) deep")
        }
        var node = try product()
        var length = 0
        while true {
            if take("+") {
                node = try count(.arithmetic(.plus, node, try product()))
            } else if take("-", "−") {
                node = try count(.arithmetic(.minus, node, try product()))
            } else {
                return node
            }
            length += 1
            try bound(chain: length)
        }
    }

    private mutating func product() throws(ValueExpressionError) -> Node {
        var node = try factor()
        var length = 0
        while true {
            if take("*", "×") {
                node = try count(.arithmetic(.times, node, try factor()))
            } else if take("/", "÷") {
                node = try count(.arithmetic(.over, node, try factor()))
            } else {
                return node
            }
            length += 1
            try bound(chain: length)
        }
    }

    /// A chain of operators makes a tree as deep as it is long, which whoever walks the tree has to bear.
    private func bound(chain length: Int) throws(ValueExpressionError) {
        guard length <= 200 else { throw failure("more than 200 operators of one kind in a row") }
    }

    private mutating func factor() throws(ValueExpressionError) -> Node {
        if take("-", "−") {
            depth += 1
            defer { depth -= 1 }
            guard depth <= ValueExpression.deepest else {
                throw failure("the expression is nested more than \(ValueExpression.deepest) deep")
            }
            return try count(.negated(try factor()))
        }
        if take("(") {
            let node = try sum()
            try expect(")")
            return node
        }
        guard position < characters.count else { throw failure("a number, a name or '(' was expected") }
        let first = characters[position]
        if first.isASCII, first.isNumber || first == "." { return try count(try number()) }
        if first.isLetter || first == "_" { return try named() }
        throw failure("a number, a name or '(' was expected")
    }

    private mutating func number() throws(ValueExpressionError) -> Node {
        let start = position
        while position < characters.count {
            let character = characters[position]
            let isSign =
                (character == "-" || character == "+") && position > start && "eE".contains(characters[position - 1])
            let isPart = character.isASCII && (character.isNumber || ".eE".contains(character))
            guard isPart || isSign else { break }
            position += 1
        }
        guard let value = Double(String(characters[start..<position])), value.isFinite else {
            throw failure("'\(String(characters[start..<position]))' is not a number", at: start)
        }
        return .number(value)
    }

    private mutating func named() throws(ValueExpressionError) -> Node {
        let start = position
        while position < characters.count,
            characters[position].isLetter || characters[position].isNumber || characters[position] == "_"
        {
            position += 1
        }
        let name = String(characters[start..<position])
        guard take("(") else {
            guard !["if", "min", "max"].contains(name) else { throw failure("'(' was expected behind '\(name)'") }
            return try count(ValueExpression.Count(rawValue: name).map(Node.count) ?? .column(name))
        }
        if let extreme = ValueExpression.Extreme(rawValue: name) {
            return try count(.extreme(extreme, try arguments()))
        }
        guard name == "if" else {
            throw failure("there is no function '\(name)'; there are 'if', 'min' and 'max'", at: start)
        }
        let left = try sum()
        skipSpaces()
        guard let comparison = comparison() else { throw failure("a comparison was expected: <, <=, >, >=, == or !=") }
        let condition = ValueExpression.Condition(comparison: comparison, left: left, right: try sum())
        try expect(",")
        let yes = try sum()
        try expect(",")
        let no = try sum()
        try expect(")")
        return try count(.choice(condition, yes, no))
    }

    private mutating func arguments() throws(ValueExpressionError) -> [Node] {
        var nodes = [try sum()]
        while take(",") { nodes.append(try sum()) }
        try expect(")")
        return nodes
    }

    private mutating func comparison() -> ValueExpression.Comparison? {
        let rest = String(characters[position..<min(position + 2, characters.count)])
        for symbol in ["<=", ">=", "==", "!=", "<", ">"] where rest.hasPrefix(symbol) {
            position += symbol.count
            return ValueExpression.Comparison(rawValue: symbol)
        }
        let single: [Character: ValueExpression.Comparison] = ["≤": .notMore, "≥": .notLess, "≠": .different]
        guard let first = rest.first, let comparison = single[first] else { return nil }
        position += 1
        return comparison
    }
}
