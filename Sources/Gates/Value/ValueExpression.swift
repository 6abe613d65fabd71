/// What a decision is worth, such as `tp * (margin - discount) - fp * discount`.
///
/// Numbers, names, + − * / (also written × and ÷), comparisons, `min`, `max`, `if(condition, then, otherwise)` and parentheses; nothing
/// else, and nothing that could run long: the text, the number of terms and their depth are bounded. Names are the confusion counts `tp`,
/// `fp`, `tn`, `fn`, the number of rows `n`, and columns.
package struct ValueExpression: Hashable, Sendable {
    /// The text as it was written.
    package let text: String
    let root: Node

    /// A term, and the place of its operator in the text.
    indirect enum Node: Hashable, Sendable {
        case number(Double)
        case count(Count)
        case column(String)
        case negated(Node)
        case arithmetic(Arithmetic, Node, Node)
        case extreme(Extreme, [Node])
        case choice(Condition, Node, Node)
    }

    /// A comparison: the only thing that is true or false.
    struct Condition: Hashable, Sendable {
        let comparison: Comparison
        let left: Node
        let right: Node
    }

    /// A number of rows.
    enum Count: String, Hashable, Sendable, CaseIterable {
        case tp, fp, tn, fn, n
    }

    enum Arithmetic: Hashable, Sendable { case plus, minus, times, over }
    enum Extreme: String, Hashable, Sendable { case min, max }
    enum Comparison: String, Hashable, Sendable {
        case less = "<"
        case notMore = "<="
        case more = ">"
        case notLess = ">="
        case equal = "=="
        case different = "!="
    }

    /// The bytes that the text may have.
    package static let longestText = 4_096
    /// The terms that it may have.
    package static let mostTerms = 1_000
    /// How deep they may be nested.
    package static let deepest = 64

    /// Reads an expression.
    /// - Throws: What is wrong, with a caret under the place.
    package init(_ text: String) throws(ValueExpressionError) {
        guard text.utf8.count <= Self.longestText else {
            throw ValueExpressionError(
                text: "", place: 0, message: "the expression has more than \(Self.longestText) bytes")
        }
        var parser = ValueExpressionParser(text: text)
        root = try parser.parse()
        self.text = text
    }

    /// The columns that it names, sorted.
    package var columns: [String] {
        var names: Set<String> = []
        root.visit { if case .column(let name) = $0 { names.insert(name) } }
        return names.sorted()
    }
}

extension ValueExpression.Node {
    /// Calls `body` with this term and all in it.
    func visit(_ body: (Self) -> Void) {
        body(self)
        switch self {
        case .number, .count, .column: break
        case .negated(let node): node.visit(body)
        case .arithmetic(_, let left, let right):
            left.visit(body)
            right.visit(body)
        case .extreme(_, let nodes): for node in nodes { node.visit(body) }
        case .choice(let condition, let yes, let no):
            for node in [condition.left, condition.right, yes, no] { node.visit(body) }
        }
    }
}

/// Why an expression cannot be read.
package struct ValueExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    package let text: String
    /// The character, from 0.
    package let place: Int
    package let message: String

    /// The message, the line with the place and a caret under it.
    package var description: String {
        guard !text.isEmpty else { return message }
        let shown = text.map { $0.isNewline || $0 == "\t" ? " " : $0 }
        let start = Swift.max(0, Swift.min(place - 60, shown.count - 100))
        let line = String(shown[start..<Swift.min(start + 100, shown.count)])
        return "\(message)\n  \(line)\n  \(String(repeating: " ", count: place - start))^"
    }
}
