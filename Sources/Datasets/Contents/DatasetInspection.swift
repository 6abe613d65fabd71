package import Promotion

/// A dataset's version, and what it contains.
package struct DatasetInspection: Hashable, Sendable {
    package let version: DatasetVersion
    package let contents: DatasetContents

    package init(version: DatasetVersion, contents: DatasetContents) {
        self.version = version
        self.contents = contents
    }
}
