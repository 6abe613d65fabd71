import Glibc

/// The names of references that have a file of their own.
///
/// libgit2 silently leaves out a file that it cannot read, which would look like a deleted branch. Comparing with this list tells the
/// two apart.
enum LooseReferences {
    private static let mostNames = 1_000_000
    private static let deepest = 64

    /// Names (bytes, since nothing says they are UTF-8) of all regular files that a reference beginning with `prefix` may have.
    static func names(in commonFolder: String, prefix: String) -> [[UInt8]] {
        let folder = prefix.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(prefix[..<$0]) } ?? "refs"
        var found: [[UInt8]] = []
        collect(under: Array(folder.utf8), in: Array(commonFolder.utf8), into: &found, depth: 0)
        let wanted = Array(prefix.utf8)
        return found.filter { $0.starts(with: wanted) }
    }

    private static func collect(under name: [UInt8], in root: [UInt8], into found: inout [[UInt8]], depth: Int) {
        guard depth < deepest, let folder = opendir((root + name + [0]).map { CChar(bitPattern: $0) }) else { return }
        defer { closedir(folder) }
        while found.count < mostNames, let entry = readdir(folder) {
            let type = Int(entry.pointee.d_type)
            let child = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix(while: { $0 != 0 })) }
            guard child != Array(".".utf8), child != Array("..".utf8) else { continue }
            if type == Int(DT_DIR) {
                collect(under: name + [UInt8(ascii: "/")] + child, in: root, into: &found, depth: depth + 1)
            } else if type == Int(DT_REG) || type == Int(DT_LNK), !child.suffix(5).elementsEqual(".lock".utf8) {
                found.append(name + [UInt8(ascii: "/")] + child)
            }
        }
    }

    /// Whether the file of a reference is something that blocks when opened, such as a pipe.
    static func isSpecialFile(_ name: String, in commonFolder: String) -> Bool {
        var status = stat()
        guard stat(commonFolder + name, &status) == 0 else { return false }
        let kind = status.st_mode & S_IFMT
        return kind != S_IFREG && kind != S_IFDIR
    }
}
