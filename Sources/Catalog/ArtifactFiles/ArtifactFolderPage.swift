/// Part of what is directly in a folder of a run or a logged model.
package struct ArtifactFolderPage: Hashable, Sendable {
    /// A file or a folder in it, by its last component.
    package struct Entry: Hashable, Sendable {
        package var name: String
        /// In bytes; nil for a folder.
        package var size: Int64?

        package init(name: String, size: Int64?) {
            self.name = name
            self.size = size
        }
    }

    /// Where a listing goes on: behind the entry that came last. Names may come and go between two pages.
    package struct Position: Hashable, Sendable {
        package var name: String
        package var isFolder: Bool

        package init(name: String, isFolder: Bool) {
            self.name = name
            self.isFolder = isFolder
        }
    }

    /// In the order of the bytes of the names, a folder's with a slash at its end.
    package var entries: [Entry] = []
    /// nil if there is no more.
    package var next: Position?
}
