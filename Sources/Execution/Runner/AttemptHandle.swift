package import Supervision

/// All that must be stored to find an attempt again, after a restart of this program too.
package struct AttemptHandle: Hashable, Codable, Sendable {
    package let folder: AttemptFolder
    package let supervisor: ProcessIdentity

    package init(folder: AttemptFolder, supervisor: ProcessIdentity) {
        self.folder = folder
        self.supervisor = supervisor
    }
}

/// What can be seen of an attempt now.
package enum AttemptState: Hashable, Sendable {
    /// Its supervisor lives; the time since its last sign of life.
    case running(heartbeatAge: Int64)
    case finished(StepExit)
    /// Its supervisor is gone and left no exit record. Nothing of the step runs any more, and nobody knows how far it came.
    case lost(reason: String)
}

/// How an attempt ended.
package enum AttemptEnd: Hashable, Sendable {
    case finished(StepExit)
    /// See `AttemptState.lost`; never a success.
    case lost(reason: String)
}
