import Promotion

/// Where predictions are, and what their columns are called.
enum PredictionSourceShape {
    static var shape: Shape<PredictionSource> {
        let standard = PredictionSource()
        return Shape<PredictionSource>.record(
            "a table of predictions",
            Field(
                "file", "The artifact's path, .json of mlflow.log_table or .csv. Default: predictions.json.", file,
                or: standard.file),
            Field("label", "The column of what is true. Default: label.", column, or: standard.label),
            Field(
                "prediction", "The column of what the model says. Default: prediction.", column, or: standard.prediction
            ),
            Field(
                "score", "The column of the positive class's probability or score. Default: score.", column,
                or: standard.score),
            Field(
                "id", "The column that names a row. Default: rows are paired by their order.", column.optional, or: nil),
            Field("positive", "The class that is the positive one. Default: 1.", .classLabel, or: standard.positive)
        ) { PredictionSource(file: $0, label: $1, prediction: $2, score: $3, id: $4, positive: $5) }
    }

    private static var column: Shape<String> { .text("a column's name", longest: 250) }

    private static var file: Shape<String> {
        Shape<String>.relativePath("an artifact's path").parsed(placeholder: .placeholderName) { text, _ in
            guard text.hasSuffix(".json") || text.hasSuffix(".csv") else {
                return .failure(
                    "\(text.quotedForMessage) is neither a table of mlflow.log_table (.json) nor CSV (.csv)")
            }
            return .success(text)
        }
    }
}

extension Shape where Value == String {
    /// A class: text, or a number or truth value that stands for itself.
    static var classLabel: Shape {
        let types = ["string", "integer", "boolean"].map(JSONText.string)
        return Shape(schema: .object([("type", .array(types))]), placeholder: .placeholderName) { node, path, reading in
            guard case .scalar(let text, let isPlain) = node.content, !text.isEmpty,
                !text.unicodeScalars.contains("\0"),
                !isPlain || PlainScalar(text) != .null
            else {
                reading.mismatch(node, path, expected: "a class")
                return .placeholderName
            }
            return text
        }
    }
}
