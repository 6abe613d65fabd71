import Catalog
import Foundation
import Git
import Promotion

/// Where a project's commits come from: a repository on this machine, read where it is, or a bare mirror of a remote one.
struct ProjectSource: Sendable {
    /// The repository that commits are read from.
    let repository: GitRepository
    /// nil for a local repository.
    private let mirror: GitMirror?

    /// - Throws: `GitError` with the code `refused` for a URL that the rules forbid.
    init(_ project: ProjectRecord, home: HomeFolder) throws(GitError) {
        if project.source.hasPrefix("/") {
            repository = GitRepository(path: project.source)
            mirror = nil
        } else {
            let url = try RemoteURL(project.source)
            let mirror = GitMirror(
                of: url, at: "\(home.mirrorsPath)/\(project.name).git",
                access: RemoteAccess(credential: Self.credential(for: url), knownHosts: Self.knownHosts()))
            repository = mirror.repository
            self.mirror = mirror
        }
    }

    /// The refs as they are now. A remote is asked for its list first, and only what is new there is fetched.
    func listing(matching patterns: [RefPattern], known: [RefName: CommitID]) async throws -> RefListing {
        guard let mirror else { return try await repository.references(matching: patterns) }
        let listing = try await mirror.listing(matching: patterns)
        var missing: [RefTip] = []
        for tip in listing.tips {
            // A mirror that somebody removed is filled again.
            if known[tip.name] == tip.commit, try await has(tip.commit) { continue }
            missing.append(tip)
        }
        if !missing.isEmpty { try await mirror.fetch(missing) }
        return listing
    }

    private func has(_ commit: CommitID) async throws(GitError) -> Bool {
        do throws(GitError) {
            _ = try await repository.commit(commit)
            return true
        } catch {
            guard error.code == .notFound || error.code == .noRepository else { throw error }
            return false
        }
    }

    /// Over ssh, the Ed25519 key of the server's user, if there is one. Other remotes are read without credentials.
    private static func credential(for url: RemoteURL) -> RemoteAccess.Credential? {
        let path = ("~/.ssh/id_ed25519" as NSString).expandingTildeInPath
        guard url.scheme == .ssh, FileManager.default.isReadableFile(atPath: path) else { return nil }
        return RemoteAccess.Credential(
            .key(user: url.user.isEmpty ? "git" : url.user, path: path, passphrase: nil), for: url)
    }

    /// The host keys that the server's user trusts; a host that is not in the file is refused.
    private static func knownHosts() -> KnownHosts {
        let path = ("~/.ssh/known_hosts" as NSString).expandingTildeInPath
        return KnownHosts((try? String(contentsOfFile: path, encoding: .utf8)) ?? "")
    }
}
