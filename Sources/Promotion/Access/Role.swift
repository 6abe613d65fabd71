/// A set of verbs that goes together with somebody's work.
package enum Role: String, Codable, Sendable, CaseIterable {
    case viewer, engineer
    case releaseManager = "release-manager"
    case auditor, administrator

    /// What the role allows. To edit never implies to promote, and to audit never implies to change anything.
    package var verbs: Set<Verb> {
        switch self {
        case .viewer: [.view]
        case .engineer: [.view, .edit, .run]
        case .releaseManager: [.view, .run, .approve, .promote, .rollback, .hold, .override, .block]
        case .auditor: [.view, .audit]
        case .administrator: Set(Verb.allCases)
        }
    }

    /// Whether the role allows `verb`, without making a set of all that it allows.
    package func allows(_ verb: Verb) -> Bool {
        switch (self, verb) {
        case (.administrator, _), (_, .view), (.engineer, .edit), (.engineer, .run), (.releaseManager, .run),
            (.releaseManager, .approve), (.releaseManager, .promote), (.releaseManager, .rollback),
            (.releaseManager, .hold), (.releaseManager, .override), (.releaseManager, .block), (.auditor, .audit):
            true
        case (.viewer, _), (.engineer, _), (.releaseManager, _), (.auditor, _): false
        }
    }
}
