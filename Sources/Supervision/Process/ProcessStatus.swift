/// What `/proc/<pid>/stat` says about a process.
package struct ProcessStatus: Sendable {
    package let parent: Int32
    package let session: Int32
    /// See `ProcessIdentity`.
    package let startTicks: UInt64
    /// Ended, and only not yet collected by its parent.
    package let isDead: Bool

    /// Reads the entry; a process that is not there is an error.
    package init(of pid: Int32) throws(SupervisionError) {
        let bytes = try SmallFile.read("/proc/\(pid)/stat")
        // The second field is the program's name in parentheses, in which anything may stand.
        let end = bytes.lastIndex(of: UInt8(ascii: ")")) ?? 0
        let fields = bytes[(end + 1)...].split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
        guard fields.count > 19, let parent = Int32(fields[1]), let session = Int32(fields[3]),
            let startTicks = UInt64(fields[19])
        else {
            throw SupervisionError(.malformed, operation: "reading '/proc/\(pid)/stat'", message: "too few fields")
        }
        self.parent = parent
        self.session = session
        self.startTicks = startTicks
        isDead = fields[0] == "Z" || fields[0] == "X"
    }
}
