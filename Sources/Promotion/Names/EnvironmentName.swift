/// The name of an environment, such as `prod`: lower-case letters, digits and inner hyphens, at most 31.
package struct EnvironmentName: Name {
    package let rawValue: String

    package init(checked rawValue: String) { self.rawValue = rawValue }

    package static let noun = "environment name"

    package static func problem(in text: String) -> String? { problemInLabel(text, longest: 31) }
}
