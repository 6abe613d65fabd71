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
            Field(
                "confidence",
                "Of the one-sided interval of the value, which must reach what is asked. Default: the figures alone.",
                Shape<Double>.number(in: 0.51...0.9999).optional, or: nil),
            Field(
                "min_samples", "With fewer rows the check is Inconclusive. Needs 'confidence'. Default: 30.",
                Shape<Int>.integer(2...1_000_000_000).optional, or: nil),
            CommonFields.by, CommonFields.smallestSlice, CommonFields.predictions, CommonFields.severity,
            CommonFields.name
        ) {
            expression, unit, floor, against, change, confidence, samples, by, smallest, predictions, severity, name in
            let check = ValueCheck(
                expression: expression, unit: unit, floor: floor,
                minAbsoluteChange: change ?? (against == nil ? nil : 0), confidence: confidence, minSamples: samples,
                slices: CommonFields.slices(by, smallest), predictions: predictions)
            return GateCheck(.value(check), severity: severity, name: name)
        }
        .checked { check, node, path, reading in
            reading.require("against", for: ["min_absolute_change"], in: node, path) {
                "\($0) compares with the champion; add 'against: champion' to the check"
            }
            reading.require("by", for: ["smallest_slice"], in: node, path) {
                "\($0) belongs to slices; add 'by: [COLUMN]' to the check"
            }
            reading.require("confidence", for: ["min_samples"], in: node, path) {
                "\($0) belongs to intervals; add 'confidence: 0.95' to the check"
            }
            if case .value(let asked) = check.condition, asked.confidence != nil,
                let expression = try? ValueExpression(asked.expression), !expression.isSumOverRows
            {
                reading.report(
                    "confidence", of: node, path,
                    "confidence needs a value that is a sum over rows: counts that are added up or multiplied by numbers, "
                        + "or an expression that names a column")
            }
            if !node.keys.contains("min_absolute_change") {
                reading.requireOne(of: ["floor", "against"], in: node, path)
            }
        }
    }

    private static var expression: Shape<String> {
        Shape<String>.text("an expression", longest: ValueExpression.longestText).parsed(placeholder: "tp") { text, _ in
            do throws(ValueExpressionError) {
                return .success(try ValueExpression(text).text)
            } catch {
                return .failure(error.description, at: text.prefix(error.place).utf8.count)
            }
        }
    }
}
