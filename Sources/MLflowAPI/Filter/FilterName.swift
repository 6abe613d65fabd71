/// A name of the search language taken apart: `metrics.f1`, tags.`a b`, or an attribute alone.
struct FilterName {
    /// nil for an attribute without an entity.
    let entity: String?
    let key: String

    init(_ text: String) {
        guard let dot = text.unicodeScalars.firstIndex(of: ".") else {
            entity = nil
            key = Self.unquoted(text)
            return
        }
        entity = Self.without("`", String(text[..<dot]))
        key = Self.unquoted(String(text[text.unicodeScalars.index(after: dot)...]))
    }

    /// Without single or double quotes, and then without back quotes, as MLflow takes them off.
    private static func unquoted(_ text: String) -> String {
        let single = without("'", text)
        return without("`", single == text ? without("\"", text) : single)
    }

    /// Without the quotes at both ends; the text itself if it has none.
    static func without(_ quote: Unicode.Scalar, _ text: String) -> String {
        let scalars = text.unicodeScalars
        guard scalars.count >= 2, scalars.first == quote, scalars.last == quote else { return text }
        return String(String.UnicodeScalarView(scalars.dropFirst().dropLast()))
    }
}
