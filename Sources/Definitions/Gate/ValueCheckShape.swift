internal import Gates
import Promotion

/// A condition on what decisions are worth.
enum ValueCheckShape {
    static var shape: Shape<GateCheck> {
        Shape<GateCheck>.record(
            "a value check",
            Field("value", "An expression over tp, fp, tn, fn, n and columns of the predictions.", expression),
            Field("unit", "What it is counted in, such as USD.", .text("a unit", longest: 20), or: ""),
            Field("floor", "The least value that passes; a tie passes.", Shape<Double>.number().optional, or: nil),
            CommonFields.against,
            Field(
                "min_absolute_change",
                "How much more than the champion's it must be; a tie passes. Needs 'against'. Default: 0.",
                Shape<Double>.number(in: 0...1e300).optional, or: nil),
            CommonFields.by, CommonFields.smallestSlice, CommonFields.predictions, CommonFields.severity,
            CommonFields.name
        ) { expression, unit, floor, against, change, by, smallest, predictions, severity, name in
            let check = ValueCheck(
                expression: expression, unit: unit, floor: floor,
                minAbsoluteChange: change ?? (against == nil ? nil : 0), slices: CommonFields.slices(by, smallest),
                predictions: predictions)
            return GateCheck(.value(check), severity: severity, name: name)
        }
        .checked { _, node, path, reading in
            reading.require("against", for: ["min_absolute_change"], in: node, path) {
                "\($0) compares with the champion; add 'against: champion' to the check"
            }
            reading.require("by", for: ["smallest_slice"], in: node, path) {
                "\($0) belongs to slices; add 'by: [COLUMN]' to the check"
            }
            if !node.keys.contains("min_absolute_change") {
                reading.requireOne(of: ["floor", "against"], in: node, path)
            }
        }
    }

    private static var expression: Shape<String> {
        Shape<String>.text("an expression", longest: ValueExpression.longestText).parsed(placeholder: "0") { text, _ in
            do throws(ValueExpressionError) {
                return .success(try ValueExpression(text).text)
            } catch {
                return .failure(error.description, at: text.prefix(error.place).utf8.count)
            }
        }
    }
}
