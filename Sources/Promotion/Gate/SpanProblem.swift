/// What is wrong with the text of a span or of a part of one.
package struct SpanProblem: Error, Hashable, Sendable {
    package let message: String
    /// The first byte of it in the text.
    package let offset: Int
}
