/// What reading a definition gave: a value, or the reasons why there is none.
package struct Decoded<Value: Sendable>: Sendable {
    /// nil exactly if `diagnostics` has an error.
    package let value: Value?
    /// In the order of the files and of the places in them. At most `Reading.mostDiagnostics` per file.
    package let diagnostics: [Diagnostic]
    /// Where the fields of each file stand, for problems that only show when two definitions are put together.
    package let sources: [SourceMap]

    init(_ value: Value?, diagnostics: [Diagnostic], sources: [SourceMap]) {
        self.value = diagnostics.contains { $0.severity == .error } ? nil : value
        self.diagnostics = diagnostics
        self.sources = sources
    }

    /// Whether nothing stands in the way of using the value.
    package var isUsable: Bool { value != nil }
}
