/// A word of MLflow's search language. Quotes are kept, because what they mean depends on the place.
enum FilterToken: Hashable, Sendable {
    /// A bare word or a dotted name, such as `metrics.f1`, AND or tags.`a b`; also a text in double or back quotes.
    case name(String)
    /// What is between single quotes, as it is there.
    case text(String)
    case number(String)
    case comparator(String)
    case open
    case close
    case comma
    /// What the language has no use for, up to the next space.
    case other(String)

    /// As a person wrote it, for messages.
    var shown: String {
        let text =
            switch self {
            case .name(let text), .number(let text), .comparator(let text), .other(let text): text
            case .text(let text): "'\(text)'"
            case .open: "("
            case .close: ")"
            case .comma: ","
            }
        return text.count > 80 ? "\(text.prefix(80))…" : text
    }

    /// The keyword that a bare word is.
    var keyword: String? {
        guard case .name(let word) = self, word.utf8.count <= 5 else { return nil }
        return word.uppercased()
    }
}
