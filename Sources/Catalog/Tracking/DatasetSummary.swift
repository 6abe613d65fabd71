/// A dataset that runs of an experiment logged, and for what.
package struct DatasetSummary: Hashable, Sendable {
    package var experimentID: Int64
    package var name: String
    /// As the client gave it.
    package var digest: String
    /// Such as `training`; nil if it was not said.
    package var context: String?
}
