internal import Promotion

extension String {
    /// The path in quotes; a long one keeps its end, where the file's name is.
    var quotedPath: String {
        let scalars = unicodeScalars
        guard scalars.count > 80 else { return quotedForMessage }
        return ("…" + String(String.UnicodeScalarView(scalars.suffix(79)))).quotedForMessage
    }
}
