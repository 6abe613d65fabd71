/// Which approvals count for a promotion, which do not and why, and what is missing.
package struct ApprovalTally: Hashable, Codable, Sendable {
    /// How many distinct people have to agree.
    package var required: Int
    package var lines: [Line]
    /// What is missing, a sentence each; empty if the promotion may go on.
    package var missing: [String]
    /// People who could give an approval that counts, as far as they are known by name.
    package var mayApprove: [UserName]
    /// What deserves to be known: authors whom nobody knows, a pusher who is not known, rules that changed lately.
    package var notes: [String]

    /// What became of one approval.
    package struct Line: Hashable, Codable, Sendable {
        package var approval: Approval
        /// Why it does not count; nil if it does.
        package var objection: String?

        package init(approval: Approval, objection: String?) {
            self.approval = approval
            self.objection = objection
        }
    }

    package init(
        required: Int, lines: [Line] = [], missing: [String] = [], mayApprove: [UserName] = [], notes: [String] = []
    ) {
        self.required = required
        self.lines = lines
        self.missing = missing
        self.mayApprove = mayApprove
        self.notes = notes
    }

    package var isSatisfied: Bool { missing.isEmpty }

    /// The approvals that count.
    package var counted: [Approval] { lines.filter { $0.objection == nil }.map(\.approval) }

    /// Everything that is missing, and why approvals that were given do not count, in one sentence for a run's status.
    package var sentence: String {
        let objections = lines.compactMap { line in
            line.objection.map { "the approval of \(line.approval.statement.by) does not count: \($0)" }
        }
        let who = mayApprove.prefix(5).map(\.rawValue).joined(separator: ", ")
        let rest = mayApprove.count > 5 ? " and \(mayApprove.count - 5) more" : ""
        let able = mayApprove.isEmpty ? [] : ["\(who)\(rest) can approve"]
        return (missing + able + objections).joined(separator: "; ")
    }
}
