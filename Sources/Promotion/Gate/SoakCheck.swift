/// How long the commit, or the model, must have been successful in the environment before.
package struct SoakCheck: Hashable, Codable, Sendable {
    package var seconds: Int64

    package init(seconds: Int64) { self.seconds = seconds }
}
