import Gates
import Promotion
import Testing

@Suite struct ValueExpressionTests {
    private let rows = ValueRows(
        actual: [true, true, false, false, true], predicted: [true, false, true, false, true],
        columns: ["margin": [10, 20, 30, 40, 50], "discount": [1, 2, 3, 4, 5]])

    static let values: [(String, Double)] = [
        ("1 + 2 * 3 - 4 / 2", 5.0), ("-(1 + 2) * -3", 9), ("tp * 10 - fp * 3 + tn - fn / 2", 17.5),
        ("tp / (tp + fp)", 2.0 / 3),
        ("n", 5), ("min(3, tp, 4) + max(1, 2)", 4), ("if(tp >= 2, 7, 1 / 0)", 7), ("if(tp ≠ 2, 7, 8)", 8),
        ("2e-1 × 10 ÷ 4 − 1", -0.5),
        ("tp * (margin - discount) - fp * discount", 51), ("tp * margin / n", 12),
        ("if(margin > 25, tp * margin, 0)", 50), ("min(margin, 30) * (tp + fn + fp + tn)", 120),
    ]

    @Test(arguments: values)
    func `expressions have the value that arithmetic gives them`(text: String, expected: Double) throws {
        #expect(try ValueExpression(text).value(on: rows) == expected)
    }

    static let problems: [(String, String)] = [
        ("tp * (margin -", "a number, a name or '(' was expected\n  tp * (margin -\n                ^"),
        ("tp + exec(1)", "there is no function 'exec'; there are 'if', 'min' and 'max'\n  tp + exec(1)\n       ^"),
        ("tp > 1", "'>' may stand in the condition of an 'if' only: the value must be a number\n  tp > 1\n      ^"),
        ("if(tp, 1, 2)", "a comparison was expected: <, <=, >, >=, == or !=\n  if(tp, 1, 2)\n       ^"),
        ("1.2.3", "'1.2.3' is not a number\n  1.2.3\n  ^"), ("min", "'(' was expected behind 'min'\n  min\n     ^"),
        ("tp fp", "an operator or the end was expected\n  tp fp\n     ^"),
    ]

    @Test(arguments: problems)
    func `errors have a caret under the place`(text: String, expected: String) {
        #expect {
            try ValueExpression(text)
        } throws: {
            "\($0)" == expected
        }
    }

    @Test(arguments: [
        String(repeating: "(", count: 4_000), String(repeating: "-", count: 4_000) + "1",
        String(repeating: "1+", count: 2_000) + "1",
        String(repeating: "1", count: 5_000), "", " ", "if(if(1<2,3,4)<5", "min()", "1e999",
    ])
    func `what is too deep, too long or no expression is refused`(text: String) {
        #expect(throws: ValueExpressionError.self) { try ValueExpression(text) }
    }

    @Test func `names that are no columns and divisions by nothing have no value`() throws {
        #expect(throws: ValueExpression.Obstacle.self) { try ValueExpression("tp * price").value(on: rows) }
        #expect(throws: ValueExpression.Obstacle.self) { try ValueExpression("tp / (tp - 2)").value(on: rows) }
        #expect(throws: ValueExpression.Obstacle.self) {
            try ValueExpression("margin / (discount - 3)").value(on: rows)
        }
        let gaps = ValueRows(actual: [true], predicted: [true], columns: ["x": [.nan]])
        for text in ["x", "max(x, 1)", "min(1, x)", "if(x > 1, 1, 2)", "if(1 < 2, 1, x) + 0 * x"] {
            #expect(throws: ValueExpression.Obstacle.self) { try ValueExpression(text).value(on: gaps) }
        }
    }

    @Test func `blocks of rows give the same as one row at a time`() throws {
        let count = 3_000
        let many = ValueRows(
            actual: (0..<count).map { $0 % 3 == 0 }, predicted: (0..<count).map { $0 % 2 == 0 },
            columns: ["x": (0..<count).map(Double.init)])
        let values = try ValueExpression("if(x >= 1500, tp, -fp) * x").perRow(on: many)
        #expect(values.count == count)
        for row in [0, 1, 2, 1022, 1023, 1024, 1500, 2999] {
            let (tp, fp) = (row % 6 == 0, row % 2 == 0 && row % 3 != 0)
            #expect(values[row] == (row >= 1500 ? (tp ? 1 : 0) : (fp ? -1 : 0)) * Double(row))
        }
    }

    @Test func `checks say what the decisions are worth`() throws {
        let check = ValueTest(
            name: "profit", expression: try ValueExpression("tp * margin - fp * 5"), unit: "USD", floor: 60,
            minChange: 0)
        let champion = ValueRows(
            actual: rows.actual, predicted: [true, true, false, false, true], columns: rows.columns)
        let results = check.results(candidate: rows, champion: champion)
        #expect(results.map(\.verdict) == [.failed, .failed])
        #expect(results[0].reason == "profit is 55 USD on 5 rows; at least 60 USD was asked")
        #expect(
            results[1].reason
                == "profit is 55 USD, 25 USD less than the champion's 80 USD on 5 rows; at least 0 USD more was asked")
        #expect(check.results(candidate: champion, champion: rows).map(\.verdict) == [.passed, .passed])
        #expect(check.results(candidate: rows, champion: nil)[1].verdict == .skipped)
        let broken = ValueTest(name: "profit", expression: try ValueExpression("tp * price"), floor: 0)
        #expect(broken.results(candidate: rows, champion: nil)[0].verdict == .inconclusive)
    }
}
