/// Somebody named in a commit: what the commit says, which nobody has verified.
package struct Contributor: Hashable, Codable, Sendable, CustomStringConvertible {
    package var name: String
    package var email: String

    package init(name: String, email: String) {
        self.name = name
        self.email = email
    }

    package var description: String { "\(name) <\(email)>" }

    /// Everybody whom a commit's text names with `Co-authored-by:`, on any line and in any spelling of the key.
    package static func coAuthors(in message: String) -> [Contributor] {
        message.split(whereSeparator: \.isNewline).compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].filter({ !$0.isWhitespace }).lowercased() == "co-authored-by",
                let open = parts[1].lastIndex(of: "<"), let close = parts[1].lastIndex(of: ">"), open < close
            else { return nil }
            let name = parts[1][..<open].drop(while: \.isWhitespace)
            let email = parts[1][parts[1].index(after: open)..<close]
            let end = name.lastIndex { !$0.isWhitespace }.map { name.index(after: $0) } ?? name.startIndex
            return Contributor(name: String(name[..<end]), email: String(email))
        }
    }
}

/// Who had which part in the change that a run would promote.
package struct ChangeParts: Hashable, Codable, Sendable {
    /// Of all commits that are new beside the champion's, with their co-authors.
    package var authors: [Contributor]
    package var committers: [Contributor]
    /// Whoever asked for the run; nil if the engine made it for a push.
    package var starter: UserName?
    /// Whoever pushed; nil where nobody says so: git does not.
    package var pusher: UserName?
    /// Whoever uploaded the model's files, if it was not a step of a run.
    package var uploaders: [UserName]
    /// What could not be found out, a sentence each.
    package var notes: [String]

    package init(
        authors: [Contributor], committers: [Contributor], starter: UserName? = nil, pusher: UserName? = nil,
        uploaders: [UserName] = [], notes: [String] = []
    ) {
        self.authors = authors
        self.committers = committers
        self.starter = starter
        self.pusher = pusher
        self.uploaders = uploaders
        self.notes = notes
    }
}
