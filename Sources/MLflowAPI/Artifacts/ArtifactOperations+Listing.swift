internal import Catalog

/// What is directly in a folder, made from the names of all files below it.
struct ArtifactListing {
    /// A file or a folder, by its last component.
    struct Item: Hashable {
        var name: String
        /// nil for a folder.
        var size: Int64?
    }

    let items: [Item]

    /// `files` are below `folder`, sorted.
    init(_ files: [ArtifactFile], in folder: String) {
        let prefix = folder.isEmpty ? 0 : folder.utf8.count + 1
        var items: [Item] = []
        for file in files {
            let rest = file.path.utf8.dropFirst(prefix)
            let name = String(Substring(rest.prefix { $0 != UInt8(ascii: "/") }))
            if name.utf8.count == rest.count {
                items.append(Item(name: name, size: file.size))
            } else if items.last != Item(name: name, size: nil) {
                items.append(Item(name: name, size: nil))
            }
        }
        self.items = items
    }

    /// Writes `files` as clients expect them: names begin with `prefix`.
    func write(to answer: inout JSONObject, prefix: String) {
        answer.list("files", items) { object, item in
            object.set("path", prefix.isEmpty ? item.name : "\(prefix)/\(item.name)")
            object.set("is_dir", item.size == nil)
            object.set("file_size", item.size)
        }
    }
}
