/// A change of the rules themselves: of a gate, of approvals, or of who may what, as the protected ref brought it.
package struct PolicyChange: Hashable, Codable, Sendable {
    /// The commit of the protected ref that brought it, and the one before.
    package var commit: CommitID
    package var previous: CommitID
    /// Authors, co-authors and committers of the commits that touched the rules.
    package var changers: [Contributor]
    package var parts: [Part]
    /// When it was seen.
    package var time: Timestamp

    /// One rule that changed.
    package struct Part: Hashable, Codable, Sendable {
        /// Such as `gate of 'prod'`, or `roles`.
        package var name: String
        /// Nil for what concerns all environments.
        package var environment: EnvironmentName?
        /// Nil if there was none.
        package var old: Digest?
        /// Nil if there is none any more.
        package var new: Digest?
        /// How many approvals were asked before; 0 where it is about something else.
        package var approvalsBefore: Int

        package init(
            name: String, environment: EnvironmentName?, old: Digest?, new: Digest?, approvalsBefore: Int = 0
        ) {
            self.name = name
            self.environment = environment
            self.old = old
            self.new = new
            self.approvalsBefore = approvalsBefore
        }
    }

    package init(
        commit: CommitID, previous: CommitID, changers: [Contributor], parts: [Part], time: Timestamp
    ) {
        self.commit = commit
        self.previous = previous
        self.changers = changers
        self.parts = parts
        self.time = time
    }

    /// For so long whoever changed the rules needs somebody else to promote under them, in milliseconds.
    package static let cooling: Int64 = 24 * 3_600_000

    /// Whether it is so young that its makers cannot promote alone.
    package func isFresh(at now: Timestamp) -> Bool { now.milliseconds - time.milliseconds < Self.cooling }

    /// The change as far as it concerns one environment; nil if it does not.
    package func concerning(_ environment: EnvironmentName) -> PolicyChange? {
        var change = self
        change.parts = parts.filter { $0.environment == nil || $0.environment == environment }
        return change.parts.isEmpty ? nil : change
    }

    /// `gate of 'prod' changed from 0a1b2c3d4e5f to … by Ana <ana@example.org> in 1a2b3c4d5e6f`
    package var sentence: String {
        let what = parts.map { "\($0.name) changed from \($0.old?.short ?? "none") to \($0.new?.short ?? "none")" }
        let who = changers.isEmpty ? "somebody unknown" : changers.map(\.description).joined(separator: ", ")
        return "\(what.joined(separator: ", ")) by \(who.quotedForMessage) in \(commit.short)"
    }
}
