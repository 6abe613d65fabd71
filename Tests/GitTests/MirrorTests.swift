import Foundation
import Git
import Promotion
import Testing

@Suite struct MirrorTests {
    private func url(_ text: String) throws -> RemoteURL { try RemoteURL(text) }

    @Test("R-33: after a force-push at the remote both commits are in the mirror", arguments: ["file", "http", "git"])
    func forcePushThroughMirror(scheme: String) async throws {
        let repository = try TestRepository()
        let server = try RemoteServer(for: repository.folder)
        let address =
            switch scheme {
            case "file": "file://\(repository.path)"
            case "http": "http://127.0.0.1:\(server.http)/repo/.git"
            default: "git://127.0.0.1:\(server.git)/repo"
            }
        try repository.write("a", to: "file")
        let base = try repository.commit("base")
        try repository.write("b", to: "file")
        let old = try repository.commit("old")
        try repository.git("tag", "-a", "-m", "note", "v1")
        try repository.git("branch", "other")

        let mirror = try GitMirror(of: url(address), at: repository.folder.path + "/mirror.git")
        let patterns = try [pattern("main"), pattern("refs/tags/*")]
        let first = try await mirror.listing(matching: patterns)
        #expect(first.tips.map(\.name.rawValue) == ["refs/heads/main", "refs/tags/v1"])
        #expect(first.tips.map(\.commit) == [old, old])
        #expect(first.defaultBranch == RefName.branch("main"))
        #expect(!FileManager.default.fileExists(atPath: repository.folder.path + "/mirror.git"))
        try await mirror.fetch(first.tips)
        #expect(try await mirror.repository.commit(old).summary == "old")

        try repository.git("reset", "--quiet", "--hard", base.rawValue)
        try repository.write("c", to: "file")
        let new = try repository.commit("new")
        try repository.git("tag", "-d", "v1")
        try repository.git("branch", "-D", "other")
        let second = try await mirror.listing(matching: patterns)
        #expect(second.tips.map(\.commit) == [new])
        try await mirror.fetch(second.tips)
        try runGit(["gc", "--quiet", "--prune=now"], in: repository.folder.path + "/mirror.git")
        #expect(try await mirror.repository.file("file", at: old, limit: 10) == [0x62])
        #expect(try await mirror.repository.file("file", at: new, limit: 10) == [0x63])
        #expect(try await mirror.repository.mergeBase(of: old, and: new) == base)
        let kept = try runGit(["for-each-ref", "--format=%(refname)"], in: repository.folder.path + "/mirror.git")
        #expect(
            Set(kept.split(separator: "\n").map(String.init))
                == Set([old, new].map { GitMirror.keptPrefix + $0.rawValue }))
    }

    @Test func commitThatIsGoneFromTheRemoteIsMoved() async throws {
        let repository = try TestRepository()
        let base = try repository.commit("base")
        let old = try repository.commit("old")
        let mirror = try GitMirror(of: url("file://" + repository.path), at: repository.folder.path + "/mirror.git")
        let tips = try await mirror.listing(matching: [pattern("main")]).tips
        try repository.git("reset", "--quiet", "--hard", base.rawValue)
        #expect(tips.map(\.commit) == [old])
        #expect(await gitError { try await mirror.fetch(tips) }?.code == .moved)
        try repository.git("branch", "-M", "main", "renamed")
        #expect(await gitError { try await mirror.fetch(tips) }?.code == .moved)
        #expect(try await mirror.listing(matching: [pattern("main")]).tips.isEmpty)
    }

    @Test func onlyWhatIsWantedStaysKept() async throws {
        let repository = try TestRepository()
        let old = try repository.commit("old")
        let mirror = try GitMirror(of: url("file://" + repository.path), at: repository.folder.path + "/mirror.git")
        try await mirror.fetch([RefTip(name: ref("refs/heads/main"), commit: old)])
        let new = try repository.commit("new")
        try await mirror.fetch([RefTip(name: ref("refs/heads/main"), commit: new)])
        try await mirror.keepOnly([new])
        let kept = try await mirror.repository.references(matching: [pattern("refs/sluice/kept/*")])
        #expect(kept.tips.map(\.commit) == [new])
    }

    @Test func emptyRemoteHasNoReferences() async throws {
        let repository = try TestRepository(bare: true)
        let server = try RemoteServer(for: repository.folder)
        for address in [
            "file://\(repository.path)", "http://127.0.0.1:\(server.http)/repo", "git://127.0.0.1:\(server.git)/repo",
        ] {
            let mirror = try GitMirror(of: url(address), at: repository.folder.path + "/mirror.git")
            #expect(try await mirror.listing(matching: [pattern("**")]).tips.isEmpty)
            try await mirror.fetch([])
        }
    }

    @Test("S-18: hostile names at a remote are fetched as data")
    func hostileNames() async throws {
        let repository = try TestRepository(bare: true)
        let server = try RemoteServer(for: repository.folder)
        let before = Set(repository.folder.names)
        let commit = try repository.commit(tree: [])
        for name in ["-evil", "--upload-pack=touch${IFS}canary", "$(touch${IFS}canary)", "a;b`c"] {
            try repository.git("update-ref", "refs/heads/" + name, commit.rawValue)
        }
        for address in ["file://\(repository.path)", "git://127.0.0.1:\(server.git)/repo"] {
            let mirror = try GitMirror(of: url(address), at: repository.folder.path + "/mirror.git")
            let tips = try await mirror.listing(matching: [pattern("*")]).tips
            #expect(tips.count == 4)
            try await mirror.fetch(tips)
            #expect(try await mirror.repository.commit(commit).message == "hostile\n")
            try FileManager.default.removeItem(atPath: repository.folder.path + "/mirror.git")
        }
        #expect(Set(repository.folder.names) == before)
    }

    @Test func credentialsAreGivenAFewTimesAndOnlyToTheirHost() async throws {
        let repository = try TestRepository()
        let commit = try repository.commit()
        let server = try RemoteServer(for: repository.folder)
        let address = try url("http://127.0.0.1:\(server.http)/auth/repo/.git")
        func mirror(_ secret: String?, for host: RemoteURL) -> GitMirror {
            let credential = secret.map { RemoteAccess.Credential(.password(user: "ada", secret: $0), for: host) }
            return GitMirror(
                of: address, at: repository.folder.path + "/mirror.git", access: RemoteAccess(credential: credential))
        }
        #expect(
            await gitError { try await mirror(nil, for: address).listing(matching: [pattern("*")]) }?.code
                == .unauthorized)
        let elsewhere = try url("https://example.org/repo")
        let error = await gitError { try await mirror("secret", for: elsewhere).listing(matching: [pattern("*")]) }
        #expect(error?.code == .unauthorized)
        #expect(error?.message == "the credential is for another host")
        #expect(server.written.isEmpty)
        let wrong = await gitError { try await mirror("wrong", for: address).listing(matching: [pattern("*")]) }
        #expect(wrong?.code == .unauthorized)
        #expect(server.written.split(separator: "\n").count <= 4)
        let good = mirror("secret", for: address)
        let tips = try await good.listing(matching: [pattern("*")]).tips
        #expect(tips.map(\.commit) == [commit])
        try await good.fetch(tips)
    }

    @Test("S-16: a redirect takes no credential and no connection to another place", .timeLimit(.minutes(5)))
    func redirects() async throws {
        let repository = try TestRepository()
        try repository.commit()
        let server = try RemoteServer(for: repository.folder)
        for path in ["away", "loop"] {
            let address = try url("http://127.0.0.1:\(server.http)/\(path)/repo")
            let credential = RemoteAccess.Credential(.password(user: "ada", secret: "secret"), for: address)
            let mirror = GitMirror(
                of: address, at: repository.folder.path + "/mirror.git", access: RemoteAccess(credential: credential))
            #expect(await gitError { try await mirror.listing(matching: [pattern("*")]) } != nil)
        }
        #expect(server.written.isEmpty)
    }

    @Test("S-17: a certificate that nobody vouches for is refused")
    func selfSignedCertificate() async throws {
        let repository = try TestRepository()
        try repository.commit()
        let server = try RemoteServer(for: repository.folder, isTLS: true)
        let mirror = try GitMirror(
            of: url("https://localhost:\(server.http)/repo/.git"), at: repository.folder.path + "/mirror.git")
        #expect(await gitError { try await mirror.listing(matching: [pattern("*")]) }?.code == .untrusted)
    }

    @Test("R-40: a remote that is silent, closed or unknown ends in a known error", .timeLimit(.minutes(5)))
    func remotesThatDoNotAnswer() async throws {
        let repository = try TestRepository()
        let server = try RemoteServer(for: repository.folder)
        var silence = RemoteAccess()
        silence.limits.silence = .milliseconds(200)
        var total = RemoteAccess()
        total.limits.listing = .milliseconds(300)
        var few = RemoteAccess()
        few.limits.listingBytes = 10
        let cases: [(String, RemoteAccess, GitError.Code)] = [
            ("http://127.0.0.1:\(server.http)/hang/repo", silence, .timedOut),
            ("http://127.0.0.1:\(server.http)/hang/repo", total, .timedOut),
            ("http://127.0.0.1:\(server.http)/repo/.git", few, .tooLarge),
            ("http://127.0.0.1:1/repo", RemoteAccess(), .unreachable),
            ("file:///nonexistent/repo", RemoteAccess(), .noRepository),
        ]
        try repository.commit()
        for (address, access, code) in cases {
            let mirror = try GitMirror(of: url(address), at: repository.folder.path + "/mirror.git", access: access)
            let error = await gitError { try await mirror.listing(matching: [pattern("*")]) }
            #expect(error?.code == code, "\(address): \(String(describing: error))")
        }
    }
}
