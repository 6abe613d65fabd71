/// What a step may see and change of the file system. Everything else it can read, as far as its user can, and not change.
package struct Confinement: Hashable, Sendable {
    /// Folders and files that the step may change: workspace, report, output.
    package var writable: [String]
    /// Folders and files below `hidden` that the step must see: its Python, its datasets.
    package var readable: [String]
    /// Folders of which the step sees nothing: Sluice's home, the user's home.
    package var hidden: [String]
    /// Bytes that the private temporary folder may hold, in memory.
    package var temporaryBytes: Int64

    package init(
        writable: [String], readable: [String] = [], hidden: [String] = [], temporaryBytes: Int64 = 2 << 30
    ) {
        self.writable = writable
        self.readable = readable
        self.hidden = hidden
        self.temporaryBytes = temporaryBytes
    }
}
