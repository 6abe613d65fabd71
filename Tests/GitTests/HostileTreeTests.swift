import Foundation
import Git
import Promotion
import Testing

/// Trees that git itself would not make, refused before anything is written.
@Suite struct HostileTreeTests {
    private static let badLinks: [(String, String)] = [
        ("metrics.json", "/etc/passwd"), ("data", "../../.."), ("out", ".."), ("out", "folder/../../x"),
        ("through", "folder/up/.."), ("loop", "loop"), ("empty", ""), ("line", "a\nb"), (".gitmodules", "file"),
        (".GITMODULES", "file"), (".gitattributes", "file"), ("gitmod~1", "file"), ("FOLDER", "file"),
    ]

    @Test("S-06: links that lead out of the tree are refused", arguments: badLinks.indices)
    func links(index: Int) async throws {
        let (name, target) = Self.badLinks[index]
        let repository = try TestRepository(bare: true)
        let folder = try repository.tree([
            TreeEntry("100644", "file", repository.blob("x")), TreeEntry("120000", "up", repository.blob("..")),
        ])
        let entries = try [
            TreeEntry("120000", name, repository.blob(target)), TreeEntry("100644", "file", repository.blob("x")),
            TreeEntry("40000", "folder", folder),
        ]
        try await expectRefusal(of: repository.commit(tree: entries), in: repository)
    }

    @Test("S-06: a link cannot stand in for a folder of the same name")
    func linkAndFolderOfOneName() async throws {
        let repository = try TestRepository(bare: true)
        let folder = try repository.tree([TreeEntry("100644", "passwd", repository.blob("x"))])
        let outside = repository.folder.path + "/outside"
        try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: false)
        for target in [outside, "."] {
            let commit = try repository.commit(tree: [
                TreeEntry("120000", "data", repository.blob(target)), TreeEntry("40000", "data", folder),
            ])
            try await expectRefusal(of: commit, in: repository, names: ["outside", "repo"])
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside).isEmpty)
    }

    @Test func linksInsideTheTreeAreFine() async throws {
        let repository = try TestRepository(bare: true)
        let folder = try repository.tree([
            TreeEntry("100644", "file", repository.blob("x")), TreeEntry("120000", "up", repository.blob("../file")),
            TreeEntry("120000", "top", repository.blob("..")),
        ])
        let commit = try repository.commit(tree: [
            TreeEntry("100644", "file", repository.blob("x")), TreeEntry("40000", "folder", folder),
            TreeEntry("120000", "here", repository.blob(".")), TreeEntry("120000", "later", repository.blob("not/yet")),
            TreeEntry("120000", "way", repository.blob("folder/top/folder/up")),
        ])
        let target = repository.folder.path + "/out"
        _ = try await GitRepository(path: repository.path).export(commit, to: target)
        #expect(try String(contentsOfFile: target + "/way", encoding: .utf8) == "x")
    }

    @Test(
        "S-20: names that are '.git' or a path somewhere are refused",
        arguments: [
            ".git", ".GIT", ".Git", "git~1", "GIT~1", ".git ", ".git.", ".git. .", ".git::$INDEX_ALLOCATION", ".git:x",
            ".g\u{200C}it", ".gi\u{FEFF}t", "\u{200D}.git", ".git\u{202E}", ".g\u{206A}IT", ".", "..", "a/b",
            ".git/hooks",
            "../x", "a\\b", "..\\x", "a\nb", "a\rb", "cr\r", "a\u{1B}[2Jb", "a\u{7F}", "a\u{85}b", "\u{1}",
            String(repeating: "n", count: 256),
        ])
    func names(name: String) async throws {
        let repository = try TestRepository(bare: true)
        let folder = try repository.tree([TreeEntry("100644", "config", repository.blob("x"))])
        for entry in try [TreeEntry("100644", name, repository.blob("x")), TreeEntry("40000", name, folder)] {
            try await expectRefusal(of: repository.commit(tree: [entry]), in: repository)
            let nested = try repository.tree([entry])
            try await expectRefusal(of: repository.commit(tree: [TreeEntry("40000", "deep", nested)]), in: repository)
        }
    }

    @Test("S-20: submodules, doubled names and names that are not UTF-8 are refused")
    func otherEntries() async throws {
        let repository = try TestRepository(bare: true)
        let blob = try repository.blob("x")
        let id = String(repeating: "1", count: 40)
        let trees: [[TreeEntry]] = [
            [TreeEntry("160000", "module", id)],
            [TreeEntry("160000", "../x", id)],
            [TreeEntry("100644", "twice", blob), TreeEntry("100644", "twice", blob)],
            [TreeEntry("100644", [0x66, 0xFF], blob)],
            [TreeEntry("120000", "link", try repository.git("hash-object", "-w", "--stdin", input: [0xFF, 0x00]))],
        ]
        for tree in trees { try await expectRefusal(of: repository.commit(tree: tree), in: repository) }
        let git = GitRepository(path: repository.path)
        let error = await gitError {
            try await git.export(repository.commit(tree: trees[0]), to: repository.folder.path + "/out")
        }
        #expect(error?.message.contains("'module' is a submodule") == true)
    }

    @Test("S-18: file names that look like options or shell code are only names")
    func shellNames() async throws {
        let repository = try TestRepository(bare: true)
        let names = [
            "$(touch canary)", "--help", "-rf", "a;b", "it's", "%s%n", "`id`", "ü", "git", ".gitx", ".gitignore",
        ]
        let entries = try names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
            .map { TreeEntry("100644", $0, try repository.blob($0)) }
        let commit = try repository.commit(tree: entries)
        let target = repository.folder.path + "/out $(touch canary)"
        _ = try await GitRepository(path: repository.path).export(commit, to: target)
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: target)) == Set(names))
        #expect(repository.folder.names == ["out $(touch canary)", "repo"])
    }

    private func expectRefusal(
        of commit: CommitID, in repository: TestRepository, names: [String] = ["repo"],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let error = await gitError(
            { try await GitRepository(path: repository.path).export(commit, to: repository.folder.path + "/out") },
            sourceLocation: sourceLocation)
        #expect(error?.code == .refused, "\(String(describing: error))", sourceLocation: sourceLocation)
        #expect(error?.message.utf8.allSatisfy { $0 >= 0x20 } == true, sourceLocation: sourceLocation)
        #expect(repository.folder.names == names, sourceLocation: sourceLocation)
    }
}
