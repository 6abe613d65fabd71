extension ValueExpression {
    /// Whether the value over all rows is the sum of what each row is worth: so it is with columns, which are taken row by row, and with counts
    /// that are added up or multiplied by numbers.
    package var isSumOverRows: Bool { !columns.isEmpty || root.growth == .withRows }
}

extension ValueExpression.Node {
    /// How a term without columns depends on the rows.
    fileprivate enum Growth {
        /// Not at all.
        case none
        /// Twice the same rows double it.
        case withRows
        case otherwise
    }

    fileprivate var growth: Growth {
        switch self {
        case .number: .none
        case .count(let count): count == .n ? .otherwise : .withRows
        case .column: .otherwise
        case .negated(let node): node.growth
        case .arithmetic(let operation, let left, let right):
            switch (operation, left.growth, right.growth) {
            case (_, .none, .none): .none
            case (.plus, .withRows, .withRows), (.minus, .withRows, .withRows): .withRows
            case (.times, .withRows, .none), (.times, .none, .withRows), (.over, .withRows, .none): .withRows
            case (.plus, _, _), (.minus, _, _), (.times, _, _), (.over, _, _): .otherwise
            }
        case .extreme(_, let nodes): nodes.allSatisfy { $0.growth == .none } ? .none : .otherwise
        case .choice(let condition, let yes, let no):
            [condition.left, condition.right, yes, no].allSatisfy { $0.growth == .none } ? .none : .otherwise
        }
    }
}
