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
            let mirror = GitMirror(
                of: try RemoteURL(project.source), at: "\(home.mirrorsPath)/\(project.name).git",
                access: RemoteAccess(knownHosts: Self.knownHosts()))
            repository = mirror.repository
            self.mirror = mirror
        }
    }

    /// The refs as they are now. A remote is asked for its list first, and only what is new there is fetched.
    func listing(matching patterns: [RefPattern], known: [RefName: CommitID]) async throws -> RefListing {
        guard let mirror else { return try await repository.references(matching: patterns) }
        let listing = try await mirror.listing(matching: patterns)
        let new = listing.tips.filter { known[$0.name] != $0.commit }
        if !new.isEmpty { try await mirror.fetch(new) }
        return listing
    }

    /// The host keys that the server's user trusts; a host that is not in the file is refused.
    private static func knownHosts() -> KnownHosts {
        let path = (("~/.ssh/known_hosts") as NSString).expandingTildeInPath
        return KnownHosts((try? String(contentsOfFile: path, encoding: .utf8)) ?? "")
    }
}
