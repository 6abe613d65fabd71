import CLibgit2
import Glibc
package import Promotion

/// A remote repository, and the bare repository of Sluice's own that its commits are fetched into.
///
/// The mirror has no branches. What a remote's references are is told by `listing`; every commit that was fetched is held by a reference
/// `refs/sluice/kept/ID`, so a force-push or deletion at the remote loses nothing here. Nothing of a remote's answers but objects is
/// stored. Works on a thread of its own; reading what was fetched goes through `repository` and does not wait for the network.
package actor GitMirror {
    package static let keptPrefix = "refs/sluice/kept/"

    nonisolated package let url: RemoteURL
    /// The fetched commits.
    nonisolated package let repository: GitRepository

    private let path: String
    private let access: RemoteAccess
    private let executor = DispatchQueueExecutor(label: "sluice.git.mirror")
    private var opened: OpenRepository?

    /// Touches nothing yet; the bare repository at `path` is made by the first fetch.
    package init(of url: RemoteURL, at path: String, access: RemoteAccess = RemoteAccess()) {
        self.url = url
        self.path = path
        self.access = access
        repository = GitRepository(path: path)
    }

    nonisolated package var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The remote's references that match, without fetching anything. Whether the target of a tag is a commit shows only in `fetch`.
    ///
    /// The protocol that libgit2 speaks sends all names; those that do not match are dropped at once.
    package func listing(matching patterns: [RefPattern]) throws(GitError) -> RefListing {
        GitLibrary.start()
        let operation = "listing references of \(url.description.quotedForMessage)"
        let conversation = Conversation(
            with: url, access: access, limit: access.limits.listing, bytesAllowed: access.limits.listingBytes)
        return try conversation.run(operation) { () throws(GitError) in
            let remote = try makeHandle(operation, free: git_remote_free) {
                git_remote_create_detached(&$0, url.description)
            }
            try connect(remote, conversation, operation)
            let listing = try RemoteHeads.read(from: remote, matching: patterns, operation: operation)
            git_remote_disconnect(remote.pointer)
            return listing
        }
    }

    /// Fetches the commits of the tips with their histories, and keeps them. What is here already is not fetched again.
    ///
    /// Fails with `moved` if the remote no longer has a commit under its name or anywhere in that name's history.
    package func fetch(_ tips: [RefTip]) throws(GitError) {
        let operation = "fetching from \(url.description.quotedForMessage)"
        let mirror = try openOrCreate()
        let wanted = tips.filter { !isCommit($0.commit, in: mirror) }
        if !wanted.isEmpty { try download(Set(wanted.map(\.name)), into: mirror, operation) }
        for tip in tips {
            guard isCommit(tip.commit, in: mirror) else {
                throw GitError(
                    .moved, operation: operation,
                    message:
                        "\(tip.name.rawValue.quotedForMessage) is not at commit '\(tip.commit)' any more, or leads to no commit"
                )
            }
            try keep(tip.commit, in: mirror, operation)
        }
    }

    /// Lets go of all fetched commits but these and their histories.
    package func keepOnly(_ commits: Set<CommitID>) throws(GitError) {
        let operation = "letting go of commits in \(path.quotedForMessage)"
        let mirror = try openOrCreate()
        let names = LooseReferences.names(in: mirror.commonFolder, prefix: Self.keptPrefix)
            .map { String(decoding: $0, as: UTF8.self) }
        for name in names {
            guard let commit = CommitID(rawValue: String(name.dropFirst(Self.keptPrefix.count))),
                !commits.contains(commit)
            else { continue }
            try check(operation) { git_reference_remove(mirror.pointer, name) }
        }
    }

    private func connect(_ remote: GitHandle, _ conversation: Conversation, _ operation: String) throws(GitError) {
        var options = git_remote_connect_options()
        git_remote_connect_options_init(&options, 1)
        RemoteCallbacks.fill(&options.callbacks, for: conversation)
        options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
        do {
            try check(operation) { git_remote_connect_ext(remote.pointer, GIT_DIRECTION_FETCH, &options) }
        } catch let error {
            guard url.scheme == .file, [.fileSystem, .notFound].contains(error.code) else { throw error }
            throw GitError(.noRepository, operation: operation, message: "there is no repository", cause: error)
        }
    }

    private func download(_ names: Set<RefName>, into mirror: OpenRepository, _ operation: String) throws(GitError) {
        let conversation = Conversation(
            with: url, access: access, limit: access.limits.fetching, bytesAllowed: access.limits.fetchingBytes)
        try conversation.run(operation) { () throws(GitError) in
            let remote = try makeHandle(operation, free: git_remote_free) {
                git_remote_create_anonymous(&$0, mirror.pointer, url.description)
            }
            var options = git_fetch_options()
            git_fetch_options_init(&options, 1)
            RemoteCallbacks.fill(&options.callbacks, for: conversation)
            options.prune = GIT_FETCH_NO_PRUNE
            options.update_fetchhead = 0
            options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
            options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
            var specs: [UnsafeMutablePointer<CChar>?] = names.sorted().map { strdup($0.rawValue) }
            defer { specs.forEach { free($0) } }
            try check(operation) {
                specs.withUnsafeMutableBufferPointer { buffer in
                    var list = git_strarray(strings: buffer.baseAddress, count: buffer.count)
                    return git_remote_download(remote.pointer, &list, &options)
                }
            }
            git_remote_disconnect(remote.pointer)
        }
    }

    private func keep(_ commit: CommitID, in mirror: OpenRepository, _ operation: String) throws(GitError) {
        var id = objectID(commit.rawValue)
        _ = try makeHandle(operation, free: git_reference_free) {
            git_reference_create(&$0, mirror.pointer, Self.keptPrefix + commit.rawValue, &id, 1, nil)
        }
    }

    private func isCommit(_ commit: CommitID, in mirror: OpenRepository) -> Bool {
        mirror.header(of: objectID(commit.rawValue))?.type == GIT_OBJECT_COMMIT
    }

    private func openOrCreate() throws(GitError) -> OpenRepository {
        if let opened, opened.isCurrent { return opened }
        do {
            opened = try OpenRepository(path: path)
        } catch let error {
            guard error.code == .noRepository else { throw error }
            let operation = "making the mirror \(path.quotedForMessage)"
            _ = try makeHandle(operation, free: git_repository_free) { git_repository_init(&$0, path, 1) }
            opened = try OpenRepository(path: path)
        }
        guard let opened else { throw GitError(.other, operation: "opening the mirror", message: "it is not there") }
        return opened
    }
}
