/// What belongs to paths, found by their text: to a path itself, or to all that is below a folder if the entry ends with `/**`.
///
/// As in the router, empty parts of a path count nothing, and names are compared as they were sent.
struct PathBook<Value: Sendable>: Sendable {
    private let entries: [String: Value]
    private let prefixed: Int

    /// `prefixed` is how many parts stand before each path of the entries.
    init(_ entries: [String: Value], prefixed: Int) {
        self.entries = entries
        self.prefixed = prefixed
    }

    func values(for path: String) -> Value? {
        if prefixed == 0, let value = entries[path] { return value }
        let parts = path.split(separator: "/").dropFirst(prefixed)
        var folder = parts.reduce(into: "") { $0 += "/" + $1 }
        if let value = entries[folder] { return value }
        while let slash = folder.lastIndex(of: "/") {
            folder.removeSubrange(slash...)
            if let value = entries[folder + "/**"] { return value }
        }
        return nil
    }
}
