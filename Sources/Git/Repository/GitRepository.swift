import Dispatch
import Promotion

/// One repository at a local path, bare or not: read only, except that exports write elsewhere.
///
/// Works on a thread of its own queue, one call after the other. It opens when first asked, and again whenever another folder has taken
/// the path, so a repository that is deleted and made anew is read anew. Ids that are asked for must be full; no text is ever resolved.
package actor GitRepository {
    /// Where the repository is: absolute.
    nonisolated package let path: String

    private let executor = DispatchQueueExecutor(label: "sluice.git.repository")
    private var opened: OpenRepository?

    /// Touches nothing: a path without a repository is an error of the first question.
    package init(path: String) { self.path = path }

    nonisolated package var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The handle, fresh if there was none or if it is of a folder that is gone.
    func repository() throws(GitError) -> OpenRepository {
        if let opened, opened.isCurrent { return opened }
        opened = nil
        let fresh = try OpenRepository(path: path)
        opened = fresh
        return fresh
    }

    /// Gives back memory and open files; the next question opens again.
    package func close() { opened = nil }
}
