internal import Glibc
internal import Promotion

/// The store's folders, held open: what happens to the path above them after that no longer matters.
final class ArtifactFolders: Sendable {
    static let objectsName = "sha256"
    let objects: OpenDescriptor
    let incoming: OpenDescriptor

    init(root: String) throws(ArtifactError) {
        let operation = "opening the artifact store"
        let shown = root.quotedForMessage
        guard root.utf8.first == UInt8(ascii: "/"), !root.utf8.contains(0) else {
            throw ArtifactError(.unusableFolder, operation: operation, "\(shown) is not an absolute path")
        }
        guard mkdir(root, 0o700) == 0 || errno == EEXIST else { throw ArtifactError(errnoWhile: operation, on: shown) }
        let number = Glibc.open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw ArtifactError(errnoWhile: operation, on: shown) }
        let rootFolder = OpenDescriptor(owning: number)
        let status = try rootFolder.status(operation, on: shown)
        guard status.st_uid == geteuid() else {
            throw ArtifactError(
                .unusableFolder, operation: operation,
                "\(shown) belongs to user \(status.st_uid), not to the server's user \(geteuid())")
        }
        // A folder that was made by hand, or unpacked from a backup, may be open to others.
        guard status.st_mode & 0o077 == 0 || fchmod(rootFolder.number, 0o700) == 0 else {
            throw ArtifactError(errnoWhile: operation, on: shown)
        }
        var created = false
        objects = try .folder(Self.objectsName, below: rootFolder, created: &created)
        incoming = try .folder("incoming", below: rootFolder, created: &created)
        if created { try rootFolder.synchronize(operation, on: shown) }
    }

    /// Opens the object's file for reading, following no link.
    func openObject(_ digest: Digest) throws(ArtifactError) -> OpenDescriptor {
        let operation = "opening an artifact"
        let object = "artifact '\(digest)'"
        let (shardName, fileName) = Self.names(of: digest)
        let shard = openat(objects.number, shardName, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard shard >= 0 else { throw Self.damage(operation, digest) }
        let shardFolder = OpenDescriptor(owning: shard)
        // Without O_NONBLOCK, a pipe in the file's place would hold the thread for ever.
        let number = openat(shardFolder.number, fileName, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard number >= 0 else { throw Self.damage(operation, digest) }
        let file = OpenDescriptor(owning: number)
        guard try file.status(operation, on: object).isRegularFile else {
            throw ArtifactError(
                .notAFile, operation: operation,
                "\(object) is damaged: its place is taken by something that is not a file",
                digest: digest)
        }
        return file
    }

    /// Moves a finished, synchronized upload to its place, and holds off the collector until the answer goes. An object that is there
    /// already has the same bytes or is damaged, so it is replaced: the same bytes sent again heal it.
    func install(_ name: String, as digest: Digest) throws(ArtifactError) -> ShardHold {
        let operation = "storing an artifact"
        let object = "artifact '\(digest)'"
        let (shardName, fileName) = Self.names(of: digest)
        var created = false
        let shard = try OpenDescriptor.folder(shardName, below: objects, created: &created)
        try shard.lock(exclusively: false)
        guard renameat(incoming.number, name, shard.number, fileName) == 0 else {
            throw ArtifactError(errnoWhile: operation, on: object)
        }
        try shard.synchronize(operation, on: object)
        if created { try objects.synchronize(operation, on: object) }
        return ShardHold(shard)
    }

    func removeObject(_ digest: Digest) throws(ArtifactError) -> Bool {
        let (shardName, fileName) = Self.names(of: digest)
        let operation = "removing an artifact"
        let shard = openat(objects.number, shardName, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard shard >= 0 else {
            if errno == ENOENT { return false }
            throw ArtifactError(errnoWhile: operation, on: "artifact '\(digest)'", digest: digest)
        }
        let shardFolder = OpenDescriptor(owning: shard)
        try shardFolder.lock(exclusively: true)
        if unlinkat(shardFolder.number, fileName, 0) == 0 {
            try shardFolder.synchronize(operation, on: "artifact '\(digest)'")
            return true
        }
        guard errno == ENOENT else {
            throw ArtifactError(errnoWhile: operation, on: "artifact '\(digest)'", digest: digest)
        }
        return false
    }

    static func names(of digest: Digest) -> (shard: String, file: String) {
        (String(digest.rawValue.prefix(2)), String(digest.rawValue.dropFirst(2)))
    }

    /// Reads `errno` and says in words what became of the object.
    private static func damage(_ operation: String, _ digest: Digest) -> ArtifactError {
        let error = ArtifactError(errnoWhile: operation, on: "artifact '\(digest)'", digest: digest)
        let words: String
        switch error.code {
        case .missing: words = "artifact '\(digest)' is missing; restore it from a backup"
        case .notAFile: words = "artifact '\(digest)' is damaged: its place is taken by a link"
        default: return error
        }
        return ArtifactError(error.code, operation: operation, words, digest: digest, cause: error)
    }
}
