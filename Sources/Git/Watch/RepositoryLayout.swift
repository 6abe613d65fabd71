import Foundation

/// Where a repository keeps what changes when its references do.
struct RepositoryLayout: Hashable {
    /// The folder with this checkout's HEAD.
    let headFolder: String
    /// The folder with `refs` and `packed-refs`; another one only in a linked worktree.
    let commonFolder: String

    /// - Returns: nil if there is no repository at `path`.
    init?(path: String) {
        let inner = path + "/.git"
        let head: String
        if let pointer = Self.pointer(inFile: inner, after: "gitdir: ", from: path) {
            head = pointer
        } else {
            head = FileIdentity(path: inner) == nil ? path : inner
        }
        let common = Self.pointer(inFile: head + "/commondir", after: "", from: head) ?? head
        guard FileIdentity(path: head + "/HEAD") != nil, FileIdentity(path: common + "/refs") != nil else { return nil }
        headFolder = head
        commonFolder = common
    }

    /// The folder that a small file names, as git's `.git` and `commondir` files do.
    private static func pointer(inFile file: String, after key: String, from folder: String) -> String? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue,
            let size = try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int, size <= 4096,
            let text = try? String(contentsOfFile: file, encoding: .utf8), text.hasPrefix(key)
        else { return nil }
        let target = text.dropFirst(key.count).trimmingCharacters(in: .newlines)
        return target.hasPrefix("/") ? target : folder + "/" + target
    }
}
