import CLibgit2

/// Which names of a tree's entries may become files.
///
/// The rules are those of git with `core.protectHFS` and `core.protectNTFS`, on every system: a commit that is harmless here only
/// because of the file system is not accepted. Names that programs or terminals could misread are refused as well.
enum EntryNameRules {
    /// Why `name` is refused, or nil if it is fine.
    static func problem(in name: String, isLink: Bool) -> String? {
        guard !name.isEmpty, name != ".", name != ".." else { return "is not a file name" }
        guard name.utf8.count <= 255 else { return "is longer than 255 bytes" }
        for scalar in name.unicodeScalars {
            guard scalar.value >= 0x20, !(0x7F...0x9F).contains(scalar.value) else { return "has a control character" }
            guard scalar != "/", scalar != "\\" else { return "has a path separator" }
        }
        guard !isGitFolder(name) else { return "is a spelling of '.git'" }
        guard !isLink || !isGitFile(name) else { return "is a link in place of a file that git obeys" }
        return nil
    }

    /// Whether some file system takes `name` for `.git`: by case, by code points that HFS+ ignores, by what NTFS drops from the end,
    /// by a stream's suffix, or by the short name.
    static func isGitFolder(_ name: String) -> Bool {
        let visible = String(String.UnicodeScalarView(name.unicodeScalars.filter { !isIgnoredByHFS($0) }))
        return [name, visible].contains { spelling in
            let stem = spelling.prefix { $0 != ":" }
            let trimmed = stem.lastIndex { $0 != "." && $0 != " " }.map { String(stem[...$0]) } ?? ""
            return [".git", "git~1"].contains(trimmed.lowercased())
        }
    }

    /// Whether git would read `name` as `.gitmodules`, `.gitattributes`, `.gitignore` or `.mailmap`.
    private static func isGitFile(_ name: String) -> Bool {
        let kinds = [GIT_PATH_GITFILE_GITMODULES, GIT_PATH_GITFILE_GITATTRIBUTES, GIT_PATH_GITFILE_GITIGNORE]
        let found = kinds.contains { git_path_is_gitfile(name, name.utf8.count, $0, GIT_PATH_FS_GENERIC) == 1 }
        return found || name.lowercased() == ".mailmap"
    }

    /// The code points that HFS+ leaves out when it compares names.
    private static func isIgnoredByHFS(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200C...0x200F, 0x202A...0x202E, 0x206A...0x206F, 0xFEFF: true
        default: false
        }
    }
}
