/// The name of a step, unique in its pipeline.
package struct StepName: Name {
    package let rawValue: String

    package init(checked rawValue: String) { self.rawValue = rawValue }

    package static let noun = "step name"

    package static func problem(in text: String) -> String? { problemInIdentifier(text, longest: 63) }
}
