import Promotion
import Supervision
import Synchronization

/// What finds the secrets of the attempts that are under way, for everything about them that is written down.
final class StepMasks: Sendable {
    /// Which attempt; unlike `RunIdentity` it can be made without the run's record.
    struct Key: Hashable, Sendable {
        let run: RunID
        let step: StepKey
        let attempt: Int
    }

    private let masks = Mutex<[Key: SecretMask?]>([:])

    /// `.some(nil)` is an attempt without secrets; nil one that nobody has told of since the server began.
    subscript(_ key: Key) -> SecretMask?? {
        get { masks.withLock { $0[key] } }
        set { masks.withLock { $0[key] = newValue } }
    }
}
