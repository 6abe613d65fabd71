package import Promotion

/// Where a run stands in lists, newest first: what a page of them goes on behind.
package struct RunPlace: Hashable, Sendable {
    package let created: Timestamp
    package let number: Int
    package let id: RunID
}
