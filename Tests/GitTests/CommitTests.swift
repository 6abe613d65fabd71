import Foundation
import Git
import Promotion
import Testing

@Suite struct CommitTests {
    @Test func commitSaysWhoWhenAndWhat() async throws {
        let repository = try TestRepository()
        let first = try repository.commit("first")
        let second = try repository.commit("Better features\n\nMore of them.")
        let info = try await GitRepository(path: repository.path).commit(second)
        #expect(info.id == second)
        #expect(info.parents == [first])
        #expect(info.author.name == "Ada")
        #expect(info.author.email == "ada@example.org")
        #expect(info.author.time == Timestamp(milliseconds: 1_700_000_000_000))
        #expect(info.committer.name == "Bob")
        #expect(info.summary == "Better features")
        #expect(info.message == "Better features\n\nMore of them.\n")
        #expect(try info.tree.rawValue == repository.git("rev-parse", "HEAD^{tree}"))
    }

    /// A commit with three branches from `base`, merged at once.
    private func octopus(in repository: TestRepository) throws -> (base: CommitID, tips: [CommitID], merge: CommitID) {
        let base = try repository.commit("base")
        var tips: [CommitID] = []
        for name in ["a", "b", "c"] {
            try repository.git("checkout", "--quiet", "-b", name, base.rawValue)
            try repository.write(name, to: name)
            tips.append(try repository.commit(name))
        }
        try repository.git("checkout", "--quiet", "main")
        try repository.git("merge", "--quiet", "--no-ff", "-m", "octopus", "a", "b", "c")
        return try (base, tips, repository.head())
    }

    @Test(arguments: 0..<3) func ancestryThroughAnOctopusMerge(branch: Int) async throws {
        let repository = try TestRepository()
        let (base, tips, merge) = try octopus(in: repository)
        let git = GitRepository(path: repository.path)
        #expect(try await Set(git.commit(merge).parents).isSuperset(of: tips))
        #expect(try await git.isAncestor(tips[branch], of: merge))
        #expect(try await git.isAncestor(base, of: merge))
        #expect(try await git.isAncestor(merge, of: merge))
        #expect(try await git.isAncestor(merge, of: tips[branch]) == false)
        #expect(try await git.mergeBase(of: tips[branch], and: tips[(branch + 1) % 3]) == base)
    }

    @Test func unrelatedHistoriesHaveNoMergeBase() async throws {
        let repository = try TestRepository()
        let base = try repository.commit("base")
        try repository.git("checkout", "--quiet", "--orphan", "alone")
        let alone = try repository.commit("alone")
        #expect(try await GitRepository(path: repository.path).mergeBase(of: alone, and: base) == nil)
    }

    @Test func unknownCommitIsNotFound() async throws {
        let repository = try TestRepository()
        try repository.write("x", to: "x")
        let commit = try repository.commit()
        let unknown = try CommitID(validating: String(repeating: "a", count: 40))
        let git = GitRepository(path: repository.path)
        #expect(await gitError { try await git.commit(unknown) }?.code == .notFound)
        #expect(await gitError { try await git.isAncestor(unknown, of: commit) }?.code == .notFound)
        let tree = try await CommitID(validating: git.tree(of: commit).rawValue)
        #expect(await gitError { try await git.commit(tree) }?.code == .notFound)
    }

    @Test func replaceReferencesAreIgnored() async throws {
        let repository = try TestRepository()
        let original = try repository.commit("original")
        let other = try repository.commit("other")
        try repository.git("replace", original.rawValue, other.rawValue)
        #expect(try await GitRepository(path: repository.path).commit(original).summary == "original")
    }

    @Test func filesAreReadAsCommitted() async throws {
        let repository = try TestRepository()
        try repository.write("one: 1\r\n", to: "environments/dev.yaml")
        try repository.write("two: 2\n", to: "environments/prod.yaml")
        try repository.write("deep", to: "environments/more/deep.yaml")
        try repository.write("* text=auto eol=lf\n", to: ".gitattributes")
        try FileManager.default.createSymbolicLink(
            atPath: repository.path + "/environments/link.yaml", withDestinationPath: "dev.yaml")
        try repository.git("-c", "core.autocrlf=false", "-c", "core.attributesFile=/dev/null", "add", "--all")
        let commit = try repository.commit()
        let git = GitRepository(path: repository.path)
        let names = try await git.files(under: "environments", at: commit)
        #expect(names.map(\.name) == ["dev.yaml", "prod.yaml"])
        #expect(names.map(\.size).last == 7)
        #expect(try await git.files(under: "", at: commit).map(\.name) == [".gitattributes"])
        #expect(try await git.files(under: "nothing", at: commit).isEmpty)
        #expect(try await git.file("environments/prod.yaml", at: commit, limit: 100) == Array("two: 2\n".utf8))
        #expect(try await git.file("absent.yaml", at: commit, limit: 100) == nil)
        #expect(try await git.file("environments/link.yaml/x", at: commit, limit: 100) == nil)
        #expect(
            await gitError { try await git.file("environments/prod.yaml", at: commit, limit: 3) }?.code == .tooLarge)
        for path in ["environments/link.yaml", "environments", "/etc/passwd", "a/"] {
            #expect(await gitError { try await git.file(path, at: commit, limit: 100) }?.code == .refused)
        }
    }

    @Test func alternatesAreFollowed() async throws {
        let repository = try TestRepository()
        let commit = try repository.commit("shared")
        let clone = repository.folder.path + "/clone"
        try runGit(["clone", "--quiet", "--shared", "--", repository.path, clone], in: "/tmp")
        #expect(try await GitRepository(path: clone).commit(commit).summary == "shared")
    }

    @Test func linkedWorktreeReadsItsRepository() async throws {
        let repository = try TestRepository()
        let commit = try repository.commit()
        let worktree = repository.folder.path + "/worktree"
        try repository.git("worktree", "add", "--quiet", "-b", "side", worktree)
        let listing = try await GitRepository(path: worktree).references(matching: [pattern("*")])
        #expect(listing.tips.map(\.commit) == [commit, commit])
        #expect(listing.defaultBranch == RefName.branch("side"))
    }

    @Test func shallowCloneNamesItselfWhenHistoryEnds() async throws {
        let repository = try TestRepository()
        let first = try repository.commit("first")
        let second = try repository.commit("second")
        let clone = repository.folder.path + "/clone"
        try runGit(["clone", "--quiet", "--depth", "1", "--", "file://" + repository.path, clone], in: "/tmp")
        let git = GitRepository(path: clone)
        #expect(try await git.references(matching: [pattern("main")]).tips.map(\.commit) == [second])
        let error = await gitError { try await git.isAncestor(first, of: second) }
        #expect(error?.message.contains("shallow") == true)
    }

    @Test func repositoryWithSHA256IsRefusedByName() async throws {
        let repository = try TestRepository(format: "sha256")
        let error = await gitError {
            try await GitRepository(path: repository.path).references(matching: [pattern("main")])
        }
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("objectformat") == true)
    }

    @Test func whatIsNoRepositoryIsAnError() async throws {
        let folder = try TemporaryFolder()
        for path in [folder.path, folder.path + "/none", "relative", "/etc/passwd"] {
            let error = await gitError { try await GitRepository(path: path).references(matching: [pattern("main")]) }
            #expect(error?.code == .noRepository)
        }
    }

    @Test func damagedObjectIsAnErrorOfItsOwnAndHeals() async throws {
        let repository = try TestRepository()
        try repository.write("content", to: "file")
        let commit = try repository.commit("good")
        let blob = try repository.git("rev-parse", "HEAD:file")
        let object = URL(fileURLWithPath: repository.path + "/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
        let good = try Data(contentsOf: object)
        let git = GitRepository(path: repository.path)
        try FileManager.default.removeItem(at: object)
        #expect(await gitError { try await git.file("file", at: commit, limit: 100) }?.code == .notFound)
        // Another object's bytes under this id: only the strict check of ids notices.
        let other = try repository.blob("forgery")
        try FileManager.default.copyItem(
            atPath: repository.path + "/.git/objects/\(other.prefix(2))/\(other.dropFirst(2))", toPath: object.path)
        #expect(await gitError { try await git.file("file", at: commit, limit: 100) }?.code == .corrupt)
        try FileManager.default.removeItem(at: object)
        try good.prefix(5).write(to: object)
        #expect(await gitError { try await git.file("file", at: commit, limit: 100) } != nil)
        try good.write(to: object)
        #expect(try await git.file("file", at: commit, limit: 100) == Array("content".utf8))
    }

    @Test(
        "R-39: a truncated pack or index is an error of its repository, and heals when it is mended",
        arguments: [".pack", ".idx"])
    func truncatedPack(kind: String) async throws {
        let repository = try TestRepository()
        try repository.write("content", to: "file")
        let commit = try repository.commit("good")
        try repository.git("gc", "--quiet")
        let folder = repository.path + "/.git/objects/pack/"
        let name = try #require(FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(kind) })
        let file = URL(fileURLWithPath: folder + name)
        let good = try Data(contentsOf: file)
        try FileManager.default.removeItem(at: file)
        try good.prefix(40).write(to: file)
        let git = GitRepository(path: repository.path)
        let listing = try await git.references(matching: [pattern("main")])
        #expect(listing.tips.isEmpty)
        #expect(listing.passedOver.map(\.reason) == [.missingObject])
        #expect(await gitError { try await git.commit(commit) } != nil)
        try FileManager.default.removeItem(at: file)
        try good.write(to: file)
        #expect(try await git.references(matching: [pattern("main")]).tips.map(\.commit) == [commit])
        #expect(try await git.file("file", at: commit, limit: 100) == Array("content".utf8))
    }

    @Test("S-19: nothing that a repository configures is executed or obeyed")
    func configurationIsNotObeyed() async throws {
        let repository = try TestRepository()
        try repository.write("* filter=evil diff=evil eol=crlf\n", to: ".gitattributes")
        try repository.write("a\nb\n", to: "file")
        let commit = try repository.commit()
        let canary = repository.folder.path + "/canary"
        for key in [
            "core.fsmonitor", "diff.external", "filter.evil.smudge", "filter.evil.clean", "core.sshCommand",
            "core.pager", "credential.helper", "uploadpack.packObjectsHook", "alias.x",
        ] { try repository.git("config", key, "touch \(canary)") }
        try repository.git("config", "core.hooksPath", repository.path + "/hooks")
        try repository.git("config", "core.autocrlf", "true")
        let configuration = URL(fileURLWithPath: repository.path + "/.git/config")
        let parsable = try Data(contentsOf: configuration)
        try repository.git("config", "include.path", "/etc/passwd")
        for hook in ["post-checkout", "reference-transaction", "post-index-change"] {
            try repository.write("#!/bin/sh\ntouch \(canary)\n", to: "hooks/" + hook)
            #expect(chmod(repository.path + "/hooks/" + hook, 0o755) == 0)
        }
        let git = GitRepository(path: repository.path)
        let target = repository.folder.path + "/out"
        // A configuration that cannot even be parsed may make the repository unreadable, never more.
        _ = try? await git.export(commit, to: target)
        try parsable.write(to: configuration)
        if !FileManager.default.fileExists(atPath: target) { _ = try await git.export(commit, to: target) }
        #expect(try String(contentsOfFile: target + "/file", encoding: .utf8) == "a\nb\n")
        #expect(!FileManager.default.fileExists(atPath: canary))
    }
}
