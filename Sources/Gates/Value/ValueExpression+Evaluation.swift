/// Labels and one model's predictions of two classes, and the columns that an expression may name.
package struct ValueRows: Sendable {
    package let actual: [Bool]
    package let predicted: [Bool]
    package let columns: [String: [Double]]

    /// The rows.
    package var rows: Int { actual.count }

    package init(actual: [Bool], predicted: [Bool], columns: [String: [Double]]) {
        self.actual = actual
        self.predicted = predicted
        self.columns = columns
    }
}

extension ValueExpression {
    /// Why an expression has no value on some rows.
    package struct Obstacle: Error, Hashable, Sendable {
        package let reason: String
    }

    /// The value over all rows.
    ///
    /// An expression that names no column is taken once, with `tp`, `fp`, `tn` and `fn` as counts. One that names a column is taken for each
    /// row, with 1 for the one of the four that the row is and 0 for the others, and added up. `n` is the number of rows in both.
    package func value(on rows: ValueRows) throws(Obstacle) -> Double {
        let value: Double
        if columns.isEmpty {
            var counts = [0.0, 0, 0, 0, Double(rows.rows)]
            for row in rows.actual.indices { counts[Self.kind(rows, row)] += 1 }
            let block = Block(start: 0, count: 1, rows: rows, counts: counts)
            value = root.values(block)[0]
            guard value.isFinite else { throw Obstacle(reason: "the value is not finite: a division by 0?") }
        } else {
            value = try perRow(on: rows).reduce(0, +)
            guard value.isFinite else { throw Obstacle(reason: "the sum over the rows is not finite") }
        }
        return value
    }

    /// The value of each row, of an expression that names a column.
    package func perRow(on rows: ValueRows) throws(Obstacle) -> [Double] {
        for name in columns {
            guard let column = rows.columns[name] else {
                let known = rows.columns.keys.sorted().map { "'\($0)'" }.joined(separator: ", ")
                throw Obstacle(
                    reason:
                        "there is no column '\(name)'; there are 'tp', 'fp', 'tn', 'fn', 'n'\(known.isEmpty ? "" : ", " + known)"
                )
            }
            guard column.count == rows.rows else {
                throw Obstacle(reason: "column '\(name)' has \(column.count) values for \(rows.rows) rows")
            }
        }
        guard rows.predicted.count == rows.rows else {
            throw Obstacle(reason: "there are \(rows.predicted.count) predictions for \(rows.rows) rows")
        }
        var result: [Double] = []
        result.reserveCapacity(rows.rows)
        for start in stride(from: 0, to: rows.rows, by: 1024) {
            let block = Block(start: start, count: min(1024, rows.rows - start), rows: rows, counts: nil)
            result += root.values(block)
        }
        if let row = result.firstIndex(where: { !$0.isFinite }) {
            throw Obstacle(reason: "the value of row \(row + 1) is not finite: a missing number or a division by 0?")
        }
        return result
    }

    /// 0...3 for tp, fp, tn, fn.
    fileprivate static func kind(_ rows: ValueRows, _ row: Int) -> Int {
        rows.predicted[row] ? (rows.actual[row] ? 0 : 1) : (rows.actual[row] ? 3 : 2)
    }

    /// Some rows that are taken together; with `counts` the totals instead.
    struct Block {
        let start: Int
        let count: Int
        let rows: ValueRows
        let counts: [Double]?

        func values(of wanted: Count) -> [Double] {
            let index = Count.allCases.firstIndex(of: wanted) ?? 0
            if let counts { return [counts[index]] }
            if wanted == .n { return [Double](repeating: Double(rows.rows), count: count) }
            return (start..<(start + count)).map { ValueExpression.kind(rows, $0) == index ? 1 : 0 }
        }
    }
}

extension ValueExpression.Node {
    /// The term's values, one for each row of the block.
    func values(_ block: ValueExpression.Block) -> [Double] {
        switch self {
        case .number(let value): return [Double](repeating: value, count: block.count)
        case .count(let count): return block.values(of: count)
        case .column(let name):
            return block.rows.columns[name].map { Array($0[block.start..<(block.start + block.count)]) } ?? []
        case .negated(let node): return node.values(block).map { -$0 }
        case .arithmetic(let operation, let left, let right):
            var result = left.values(block)
            let other = right.values(block)
            switch operation {
            case .plus: for index in result.indices { result[index] += other[index] }
            case .minus: for index in result.indices { result[index] -= other[index] }
            case .times: for index in result.indices { result[index] *= other[index] }
            case .over: for index in result.indices { result[index] /= other[index] }
            }
            return result
        case .extreme(let extreme, let nodes):
            var result = nodes[0].values(block)
            for node in nodes.dropFirst() {
                let other = node.values(block)
                // NaN must survive: neither order of a comparison with it is true.
                for index in result.indices
                where !(extreme == .min ? result[index] <= other[index] : result[index] >= other[index]) {
                    result[index] = result[index].isNaN ? result[index] : other[index]
                }
            }
            return result
        case .choice(let condition, let yes, let no):
            let chosen = condition.values(block)
            var result = yes.values(block)
            let other = no.values(block)
            for index in result.indices where chosen[index] != 1 {
                result[index] = chosen[index] == 0 ? other[index] : .nan
            }
            return result
        }
    }
}

extension ValueExpression.Condition {
    /// 1 for true, 0 for false, NaN where a side is none.
    func values(_ block: ValueExpression.Block) -> [Double] {
        zip(left.values(block), right.values(block)).map { left, right in
            if left.isNaN || right.isNaN { return .nan }
            let holds =
                switch comparison {
                case .less: left < right
                case .notMore: left <= right
                case .more: left > right
                case .notLess: left >= right
                case .equal: left == right
                case .different: left != right
                }
            return holds ? 1 : 0
        }
    }
}
