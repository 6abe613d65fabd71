import Foundation
import Git
import Promotion
import Testing

@Suite struct ReferenceTests {
    @Test func branchesAreReadBareAndNot() async throws {
        let repository = try TestRepository()
        let first = try repository.commit()
        try repository.git("branch", "release/1.0")
        let bare = repository.folder.path + "/bare.git"
        try runGit(["clone", "--quiet", "--bare", "--", repository.path, bare], in: "/tmp")
        for path in [repository.path, bare] {
            let listing = try await GitRepository(path: path).references(matching: [
                pattern("main"), pattern("release/*"), pattern("nothing"),
            ])
            #expect(
                try listing.tips == [
                    RefTip(name: ref("refs/heads/main"), commit: first),
                    RefTip(name: ref("refs/heads/release/1.0"), commit: first),
                ])
            #expect(listing.passedOver.isEmpty)
            #expect(listing.defaultBranch == RefName.branch("main"))
        }
    }

    @Test func emptyRepositoryHasNoReferencesAndAnUnbornDefaultBranch() async throws {
        let repository = try TestRepository()
        let listing = try await GitRepository(path: repository.path).references(matching: [
            pattern("**"), pattern("main"),
        ])
        #expect(listing.tips.isEmpty)
        #expect(listing.passedOver.isEmpty)
        #expect(listing.defaultBranch == RefName.branch("main"))
    }

    @Test func detachedHeadHasNoDefaultBranch() async throws {
        let repository = try TestRepository()
        try repository.commit()
        try repository.git("checkout", "--quiet", "--detach")
        let listing = try await GitRepository(path: repository.path).references(matching: [pattern("main")])
        #expect(listing.tips.count == 1)
        #expect(listing.defaultBranch == nil)
    }

    @Test func onlyTheWantedPartOfManyPackedReferencesComesOut() async throws {
        let repository = try TestRepository()
        let commit = try repository.commit()
        let lines =
            (0..<2000).map { "create refs/heads/topic/\($0) \(commit)\n" } + ["create refs/heads/release/1 \(commit)\n"]
        try repository.git("update-ref", "--stdin", input: Array(lines.joined().utf8))
        try repository.git("pack-refs", "--all")
        let git = GitRepository(path: repository.path)
        #expect(try await git.references(matching: [pattern("release/*"), pattern("main")]).tips.count == 2)
        #expect(try await git.references(matching: [pattern("topic/1?")]).tips.count == 10)
    }

    @Test("R-33: after a force-push the branch is at the new commit and the old one can still be read")
    func forcePush() async throws {
        let repository = try TestRepository()
        let base = try repository.commit("base")
        let old = try repository.commit("old")
        let git = GitRepository(path: repository.path)
        #expect(try await git.references(matching: [pattern("main")]).tips.map(\.commit) == [old])
        try repository.git("reset", "--quiet", "--hard", base.rawValue)
        let new = try repository.commit("new")
        #expect(try await git.references(matching: [pattern("main")]).tips.map(\.commit) == [new])
        #expect(try await !git.isAncestor(old, of: new))
        #expect(try await git.commit(old).summary == "old")
    }

    @Test("R-35: a deleted branch is gone from the listing, and back when it is made again")
    func deletedAndMadeAgain() async throws {
        let repository = try TestRepository()
        let first = try repository.commit()
        try repository.git("branch", "dev")
        try repository.git("pack-refs", "--all")
        let git = GitRepository(path: repository.path)
        #expect(try await git.references(matching: [pattern("dev")]).tips.map(\.commit) == [first])
        try repository.git("branch", "-D", "dev")
        #expect(try await git.references(matching: [pattern("dev")]).tips.isEmpty)
        let second = try repository.commit()
        try repository.git("branch", "dev")
        #expect(try await git.references(matching: [pattern("de?")]).tips.map(\.commit) == [second])
        try repository.git("branch", "-m", "dev", "development")
        #expect(try await git.references(matching: [pattern("d*")]).tips.map(\.name.shown) == ["development"])
    }

    @Test("R-35: names that differ by case are two branches, and a new default branch is seen")
    func caseTwinsAndDefaultBranch() async throws {
        let repository = try TestRepository(bare: true)
        let commit = try repository.commit(tree: [])
        for name in ["refs/heads/main", "refs/heads/Main"] { try repository.git("update-ref", name, commit.rawValue) }
        let git = GitRepository(path: repository.path)
        #expect(try await git.references(matching: [pattern("*")]).tips.map(\.name.shown) == ["Main", "main"])
        try repository.git("symbolic-ref", "HEAD", "refs/heads/Main")
        #expect(try await git.references(matching: [pattern("main")]).defaultBranch == RefName.branch("Main"))
    }

    @Test("R-35: a repository that vanishes is an error with its own code, and read anew when it is back")
    func repositoryVanishes() async throws {
        let repository = try TestRepository()
        try repository.commit("one")
        let git = GitRepository(path: repository.path)
        #expect(try await git.references(matching: [pattern("main")]).tips.count == 1)
        try FileManager.default.removeItem(atPath: repository.path)
        #expect(await gitError { try await git.references(matching: [pattern("main")]) }?.code == .noRepository)
        try TestRepository.create(repository.path)
        #expect(try await git.references(matching: [pattern("main")]).tips.isEmpty)
        let fresh = try repository.commit("two")
        #expect(try await git.references(matching: [pattern("main")]).tips.map(\.commit) == [fresh])
    }

    @Test("R-36: tags and branches of one name are told apart, annotated tags are followed, a moved tag is seen")
    func tagsAndBranchesOfOneName() async throws {
        let repository = try TestRepository()
        let first = try repository.commit("first")
        try repository.git("tag", "v1")
        try repository.git("tag", "-a", "-m", "note", "v2")
        try repository.git("tag", "-a", "-m", "note on note", "v3", "v2")
        let second = try repository.commit("second")
        try repository.git("branch", "v1")
        let git = GitRepository(path: repository.path)
        let patterns = try [pattern("v1"), pattern("refs/tags/*")]
        let listing = try await git.references(matching: patterns)
        #expect(try listing.commit(of: ref("refs/heads/v1")) == second)
        for tag in ["v1", "v2", "v3"] { #expect(try listing.commit(of: ref("refs/tags/" + tag)) == first) }
        try repository.git("tag", "-f", "-a", "-m", "moved", "v1")
        #expect(try await git.references(matching: patterns).commit(of: ref("refs/tags/v1")) == second)
        try repository.git("pack-refs", "--all")
        #expect(try await git.references(matching: patterns).tips.count == 4)
    }

    @Test(
        "S-18: hostile reference names are data",
        arguments: [
            "refs/heads/-evil", "refs/heads/--upload-pack=touch${IFS}canary", "refs/heads/$(touch${IFS}canary)",
            "refs/heads/a;b`c", "refs/heads/a'b\"c", "refs/heads/%s%n", "refs/heads/ü",
        ])
    func hostileNames(name: String) async throws {
        let repository = try TestRepository(bare: true)
        let commit = try repository.commit(tree: [])
        try repository.git("update-ref", name, commit.rawValue)
        let listing = try await GitRepository(path: repository.path).references(matching: [pattern("*")])
        #expect(listing.tips.map(\.name.rawValue) == [name])
        #expect(listing.passedOver.isEmpty)
        #expect(repository.folder.names == ["repo"])
    }

    @Test func whatIsNoCommitOrNoNameIsPassedOverWithItsReason() async throws {
        let repository = try TestRepository(bare: true)
        let commit = try repository.commit(tree: [])
        try repository.git("update-ref", "refs/heads/good", commit.rawValue)
        try repository.git("update-ref", "refs/tags/blob", repository.blob("x"))
        try repository.git("tag", "-a", "-m", "m", "tree", repository.git("rev-parse", commit.rawValue + "^{tree}"))
        let missing = String(repeating: "1", count: 40)
        let refs = repository.path + "/refs/heads/"
        try Data("\(missing)\n".utf8).write(to: URL(fileURLWithPath: refs + "missing"))
        try Data("garbage\n".utf8).write(to: URL(fileURLWithPath: refs + "garbage"))
        try Data("ref: refs/heads/nowhere\n".utf8).write(to: URL(fileURLWithPath: refs + "dangling"))
        try Data("\(commit)\n".utf8).write(to: URL(fileURLWithPath: refs + "with space"))
        let latin = Array((refs + "caf").utf8) + [0xE9, 0]
        let file = latin.withUnsafeBytes { creat($0.bindMemory(to: CChar.self).baseAddress!, 0o644) }
        write(file, "\(commit)\n", 41)
        close(file)
        #expect(mkfifo(refs + "pipe", 0o644) == 0)

        let listing = try await GitRepository(path: repository.path).references(matching: [
            pattern("**"), pattern("pipe"), pattern("refs/tags/*"),
        ])
        #expect(listing.tips.map(\.name.rawValue) == ["refs/heads/good"])
        let reasons = Dictionary(uniqueKeysWithValues: listing.passedOver.map { ($0.name, $0.reason) })
        #expect(
            reasons == [
                "refs/tags/blob": .notACommit, "refs/tags/tree": .notACommit, "refs/heads/missing": .missingObject,
                "refs/heads/garbage": .unreadable, "refs/heads/dangling": .unreadable,
                "refs/heads/with space": .invalidName, "refs/heads/caf\u{FFFD}": .invalidName,
                "refs/heads/pipe": .unreadable,
            ])
    }

    @Test func damagedPackedReferencesAreAnErrorAndHeal() async throws {
        let repository = try TestRepository(bare: true)
        let commit = try repository.commit(tree: [])
        try repository.git("update-ref", "refs/heads/main", commit.rawValue)
        try repository.git("pack-refs", "--all")
        let packed = URL(fileURLWithPath: repository.path + "/packed-refs")
        let good = try Data(contentsOf: packed)
        let git = GitRepository(path: repository.path)
        try Data("no references\n".utf8).write(to: packed)
        for name in ["main", "*"] {
            #expect(await gitError { try await git.references(matching: [pattern(name)]) }?.code == .corrupt)
        }
        try good.write(to: packed)
        #expect(try await git.references(matching: [pattern("*")]).tips.map(\.commit) == [commit])
    }
}
