import Promotion

extension String {
    /// Stands for a text that could not be read. No text that was read is equal to it, because NUL is refused.
    static let placeholderName = "\0"
    var isPlaceholder: Bool { self == Self.placeholderName }
}

extension Name {
    var isPlaceholder: Bool { rawValue.isPlaceholder }
    var quoted: String { rawValue.quotedForMessage }
}

extension RefPattern {
    /// Stands for a pattern that could not be read; matches nothing, since no reference has NUL.
    static let unread = RefPattern(RefName(checked: .placeholderName))
}
