/// The name of a group of people, such as `release-managers`.
package struct GroupName: Name {
    package let rawValue: String

    package init(checked rawValue: String) { self.rawValue = rawValue }

    package static let noun = "group name"

    package static func problem(in text: String) -> String? { problemInIdentifier(text, longest: 63) }
}
