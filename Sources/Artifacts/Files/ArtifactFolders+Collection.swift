internal import Glibc
internal import Promotion

extension ArtifactFolders {
    /// The objects of one of the 256 folders, in no order. What is not named like an object is passed over.
    func objects(inShard shard: UInt8) throws(ArtifactError) -> [Digest] {
        let operation = "listing artifacts"
        let shardName = Self.name(ofShard: shard)
        let number = openat(objects.number, shardName, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else {
            if errno == ENOENT { return [] }
            throw ArtifactError(errnoWhile: operation, on: "folder '\(shardName)'")
        }
        guard let stream = fdopendir(number) else {
            let error = ArtifactError(errnoWhile: operation, on: "folder '\(shardName)'")
            _ = close(number)
            throw error
        }
        defer { closedir(stream) }
        var found: [Digest] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let digest = Digest(rawValue: shardName + name) { found.append(digest) }
        }
        return found
    }

    /// Takes one folder alone; nil if an upload is being written down in it, or there is no such folder.
    func holdAlone(shard: UInt8) throws(ArtifactError) -> ShardHold? {
        let shardName = Self.name(ofShard: shard)
        let number = openat(objects.number, shardName, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else {
            if errno == ENOENT { return nil }
            throw ArtifactError(errnoWhile: "collecting artifacts", on: "folder '\(shardName)'")
        }
        let folder = OpenDescriptor(owning: number)
        return folder.lockUnlessBusy() ? ShardHold(folder) : nil
    }

    /// Removes those of `digests`, all of one folder that the caller holds alone, that were stored before `limit`, a Unix time in
    /// milliseconds.
    func removeObjects(_ digests: [Digest], storedBefore limit: Int64) throws(ArtifactError) -> [StoredObject] {
        let operation = "collecting artifacts"
        guard let first = digests.first else { return [] }
        let shardName = Self.names(of: first).shard
        let number = openat(objects.number, shardName, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else { throw ArtifactError(errnoWhile: operation, on: "folder '\(shardName)'") }
        let folder = OpenDescriptor(owning: number)
        var removed: [StoredObject] = []
        for digest in digests {
            let name = Self.names(of: digest).file
            var status = stat()
            guard fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            // The time of the last rename: when the bytes came, or came again.
            let stored = Int64(status.st_ctim.tv_sec) * 1000 + Int64(status.st_ctim.tv_nsec) / 1_000_000
            guard stored < limit else { continue }
            guard unlinkat(folder.number, name, 0) == 0 else {
                if errno == ENOENT { continue }
                throw ArtifactError(errnoWhile: operation, on: "artifact '\(digest)'", digest: digest)
            }
            removed.append(StoredObject(digest: digest, size: Int64(status.st_size)))
        }
        if !removed.isEmpty { try folder.synchronize(operation, on: "folder '\(shardName)'") }
        return removed
    }

    private static func name(ofShard shard: UInt8) -> String {
        let digits = String(shard, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }
}
