extension CatalogTransaction {
    /// At most `limit` entries of a folder, from after `position`; an empty folder name is the root.
    ///
    /// The cost is that of the page, whatever else the folder and those in it hold: rows are read in the order of their paths, and when
    /// one is in a folder further down, reading goes on behind that folder.
    package func artifactFolder(
        _ folder: String, of owner: ArtifactOwner, after position: ArtifactFolderPage.Position? = nil, limit: Int
    ) throws(CatalogError) -> ArtifactFolderPage {
        let prefix = folder.isEmpty ? "" : folder + "/"
        var page = ArtifactFolderPage()
        var place = Place(position, prefix: prefix)
        // Small after a folder, since what is further down in it is of no use; larger while files come.
        var batch = 2
        while true {
            let rows = try files(from: place, below: folder, of: owner, limit: batch)
            let asked = batch
            batch = min(batch * 4, 1000)
            var skipped: String?
            for (path, size) in rows {
                if let skipped, path.utf8.starts(with: skipped.utf8) { continue }
                guard page.entries.count < limit else {
                    page.next = page.entries.last.map { .init(name: $0.name, isFolder: $0.size == nil) }
                    return page
                }
                let rest = path.utf8.dropFirst(prefix.utf8.count)
                let name = String(Substring(rest.prefix { $0 != UInt8(ascii: "/") }))
                let isFile = name.utf8.count == rest.count
                page.entries.append(.init(name: name, size: isFile ? size : nil))
                skipped = isFile ? nil : prefix + name + "/"
            }
            guard rows.count == asked, let last = rows.last else { return page }
            if let skipped {
                place = .behind(folder: skipped)
                batch = 2
            } else {
                place = .after(last.path)
            }
        }
    }

    /// Whether the folder has any file, at whatever depth.
    package func hasArtifactFiles(below folder: String, of owner: ArtifactOwner) throws(CatalogError) -> Bool {
        try !files(from: .beginning, below: folder, of: owner, limit: 1).isEmpty
    }

    /// From where rows are read, in the order of the paths' bytes.
    private enum Place {
        case beginning
        case after(String)
        /// Behind all that is below a folder, which is given with its slash.
        case behind(folder: String)

        init(_ position: ArtifactFolderPage.Position?, prefix: String) {
            switch position {
            case nil: self = .beginning
            case let last? where last.isFolder: self = .behind(folder: prefix + last.name + "/")
            case let last?: self = .after(prefix + last.name)
            }
        }
    }

    private func files(
        from place: Place, below folder: String, of owner: ArtifactOwner, limit: Int
    ) throws(CatalogError) -> [(path: String, size: Int64)] {
        // '0' is the character after '/', so this is every path that begins with the folder and a slash.
        let end: SQL = folder.isEmpty ? "" : "AND path < \(folder + "0")"
        let start: SQL =
            switch place {
            case .beginning: folder.isEmpty ? "" : "AND path >= \(folder + "/")"
            case .after(let path): "AND path > \(path)"
            case .behind(let skipped): "AND path >= \(String(skipped.dropLast()) + "0")"
            }
        var found: [(path: String, size: Int64)] = []
        for row in try rows(
            """
            SELECT path, size FROM artifact_files
            WHERE owner_kind = \(owner.kind) AND owner_id = \(owner.id) \(sql: start) \(sql: end)
            ORDER BY path LIMIT \(limit)
            """)
        {
            found.append((path: try row[0], size: try row[1]))
        }
        return found
    }
}
