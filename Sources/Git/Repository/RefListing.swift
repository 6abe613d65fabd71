package import Promotion

/// A reference and the commit it leads to, annotated tags followed.
package struct RefTip: Hashable, Sendable {
    package let name: RefName
    package let commit: CommitID

    package init(name: RefName, commit: CommitID) {
        self.name = name
        self.commit = commit
    }
}

/// A reference that matched or may have matched, and cannot be used.
package struct PassedOverRef: Hashable, Sendable {
    /// Why.
    package enum Reason: String, Hashable, Sendable {
        /// The name is not UTF-8 or breaks git's rules for names.
        case invalidName = "has a name that git does not allow"
        /// It leads to a tree or a blob.
        case notACommit = "does not lead to a commit"
        /// The object it leads to is not in the repository, or cannot be read.
        case missingObject = "leads to an object that is missing or damaged"
        /// Its own file is damaged, or it is a symbolic reference that leads nowhere.
        case unreadable = "cannot be read"
    }

    /// The name as found, bytes that are not UTF-8 replaced: for messages only, through `quotedForMessage`.
    package let name: String
    package let reason: Reason
}

/// What a repository's references were at one moment.
///
/// A reference that cannot be used is in `passedOver` and not in `tips`: it must not be taken for a deleted one.
package struct RefListing: Hashable, Sendable {
    /// Sorted by name; each name once.
    package let tips: [RefTip]
    package let passedOver: [PassedOverRef]
    /// Where HEAD points, also before that branch has a commit; nil when HEAD is detached, damaged or not told.
    package let defaultBranch: RefName?

    package init(tips: [RefTip], passedOver: [PassedOverRef] = [], defaultBranch: RefName? = nil) {
        self.tips = tips.sorted { $0.name < $1.name }
        self.passedOver = passedOver.sorted { $0.name < $1.name }
        self.defaultBranch = defaultBranch
    }

    /// The commit of `name`, or nil if it is not among the tips.
    package func commit(of name: RefName) -> CommitID? { tips.first { $0.name == name }?.commit }
}
