/// Keeps the collector away from the objects of one folder, in this process and in others, until it goes. Uploads share it.
final class ShardHold: Sendable {
    private let shard: OpenDescriptor

    /// Takes over a folder that was locked.
    init(_ shard: consuming OpenDescriptor) { self.shard = shard }
}

/// An object that the collector leaves alone for as long as the hold lives.
struct HeldObject: Sendable {
    let object: StoredObject
    let hold: ShardHold
}
