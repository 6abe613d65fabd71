import Artifacts
import Foundation
import Promotion
import Testing

@Suite("The artifact store")
struct ArtifactStoreTests {
    let folder: TemporaryFolder
    let store: ArtifactStore

    init() throws {
        folder = try TemporaryFolder()
        store = try ArtifactStore(root: folder.path + "/artifacts")
    }

    private static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    @Test("bytes come back as they went in, under their digest")
    func roundTrip() async throws {
        let object = try await store.store(Array("abc".utf8))
        #expect(object == StoredObject(digest: try Digest(validating: Self.abc), size: 3))
        #expect(folder.files(below: "artifacts") == ["sha256/ba/\(Self.abc.dropFirst(2))"])
        let reader = try await store.open(object.digest)
        #expect(reader.size == 3)
        #expect(try await reader.read(0..<3) == Array("abc".utf8))
        #expect(try await reader.read(1..<2) == Array("b".utf8))
        #expect(try await reader.read(2..<99) == Array("c".utf8))
        #expect(try await reader.read(50..<99) == [])
        #expect(FileManager.default.contents(atPath: store.path(of: object.digest)) == Data("abc".utf8))
        try await store.verify(object)
    }

    @Test("sizes around the buffers come back whole", arguments: [0, 1, 1_048_575, 1_048_576, 1_048_577, 3_500_000])
    func bufferBounds(_ size: Int) async throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) }
        var upload = try await store.makeUpload()
        for start in stride(from: 0, to: size, by: 70_001) {
            try await upload.write(Array(bytes[start..<min(size, start + 70_001)]))
        }
        #expect(upload.byteCount == Int64(size))
        let object = try await upload.finish()
        var read: [UInt8] = []
        for try await chunk in try await store.open(object.digest).chunks(size: 100_003) { read += chunk }
        #expect(read == bytes)
        try await store.verify(object)
    }

    @Test("S-28: files and folders are the owner's alone")
    func modes() async throws {
        let object = try await store.store([1, 2, 3])
        let shard = object.digest.rawValue.prefix(2)
        #expect(try folder.mode("artifacts") == 0o700)
        #expect(try folder.mode("artifacts/incoming") == 0o700)
        #expect(try folder.mode("artifacts/sha256/\(shard)") == 0o700)
        #expect(try folder.mode("artifacts/sha256/\(shard)/\(object.digest.rawValue.dropFirst(2))") == 0o400)
        let upload = try await store.makeUpload()
        let name = try #require(folder.files(below: "artifacts/incoming").first)
        #expect(try folder.mode("artifacts/incoming/\(name)") == 0o600)
        upload.abandon()
    }

    @Test("S-28: a folder that was open to others is closed when the store opens")
    func closesOpenFolder() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: store.root)
        _ = try ArtifactStore(root: store.root)
        #expect(try folder.mode("artifacts") == 0o700)
    }

    @Test("R-43: the same bytes sent twice, and at the same time, are kept once")
    func deduplicates() async throws {
        let bytes = [UInt8](repeating: 7, count: 2_000_000)
        let store = store
        let objects = try await withThrowingTaskGroup(of: StoredObject.self) { group in
            for _ in 0..<8 { group.addTask { try await store.store(bytes) } }
            return try await group.reduce(into: Set<StoredObject>()) { $0.insert($1) }
        }
        #expect(objects.count == 1)
        #expect(folder.files(below: "artifacts").count == 1)
    }

    @Test("uploads share few threads and come back whole", arguments: [1, 2])
    func fewThreads(_ count: Int) async throws {
        let store = try ArtifactStore(root: folder.path + "/few", configuration: .init(threadCount: count))
        let sizes = (0..<6).map { 5_000_000 + $0 * 700_001 }
        let stored = try await withThrowingTaskGroup(of: StoredObject.self) { group in
            for size in sizes {
                group.addTask {
                    var upload = try await store.makeUpload()
                    for start in stride(from: 0, to: size, by: 65_536) {
                        let byte = UInt8(truncatingIfNeeded: size + start >> 16)
                        try await upload.write([UInt8](repeating: byte, count: min(65_536, size - start)))
                    }
                    return try await upload.finish()
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(stored.map(\.size).sorted() == sizes.map(Int64.init))
        for object in stored { try await store.verify(object) }
        #expect(folder.files(below: "few").count == sizes.count)
    }

    @Test("R-43: an upload that is cut anywhere leaves nothing", arguments: [0, 1, 1_500_000, 2_999_999])
    func cutUpload(_ sent: Int) async throws {
        func cut() async throws {
            var upload = try await store.makeUpload()
            try await upload.write([UInt8](repeating: 1, count: sent))
        }
        try await cut()
        #expect(folder.files(below: "artifacts") == [])
    }

    @Test("R-43: bytes that do not give the announced digest are refused and removed")
    func wrongDigest() async throws {
        let announced = try Digest(validating: Self.abc)
        let error = await #expect(throws: ArtifactError.self) { try await store.store([1], expected: announced) }
        #expect(error?.code == .digestMismatch)
        #expect(folder.files(below: "artifacts") == [])
        #expect(try await store.store(Array("abc".utf8), expected: announced).size == 3)
    }

    @Test("an upload over the limit is refused, now and on every further call")
    func tooLarge() async throws {
        let small = try ArtifactStore(
            root: folder.path + "/small", configuration: .init(maximumObjectSize: 10))
        var upload = try await small.makeUpload(maximumSize: 1_000_000)
        try await upload.write([UInt8](repeating: 0, count: 10))
        do {
            try await upload.write([0])
            Issue.record("the eleventh byte was taken")
        } catch { #expect(error.code == .tooLarge) }
        do {
            _ = try await upload.finish()
            Issue.record("an upload that was refused was stored")
        } catch { #expect(error.code == .tooLarge) }
        #expect(folder.files(below: "small") == [])
    }

    @Test("what a killed process left is swept, what another store is writing is not")
    func sweeps() async throws {
        let incoming = store.root + "/incoming/"
        #expect(FileManager.default.createFile(atPath: incoming + "left-over", contents: Data([1])))
        try FileManager.default.createSymbolicLink(atPath: incoming + "link", withDestinationPath: "/etc/passwd")
        var upload = try await store.makeUpload()
        try await upload.write([1, 2, 3])
        let second = try ArtifactStore(root: store.root)
        #expect(second.sweptUploadCount == 2)
        #expect(folder.files(below: "artifacts/incoming").count == 1)
        let object = try await upload.finish()
        try await second.verify(object)
    }

    @Test("a removed object is gone for new readers and whole for those that have it open")
    func removal() async throws {
        let object = try await store.store([1, 2, 3])
        let reader = try await store.open(object.digest)
        #expect(try await store.contains(object.digest))
        #expect(try await store.remove(object.digest))
        #expect(try await store.remove(object.digest) == false)
        #expect(try await store.contains(object.digest) == false)
        #expect(try await reader.read(0..<3) == [1, 2, 3])
    }

    @Test("S-29: what looks like a program is stored as the bytes it is")
    func pickle() async throws {
        let bomb = Array("cos\nsystem\n(S'touch \(folder.path)/owned'\ntR.".utf8)
        let object = try await store.store(bomb)
        try await store.verify(object)
        #expect(try await store.open(object.digest).read(0..<1000) == bomb)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/owned"))
    }

    @Test("a relative root, or a file in its place, is refused with its name")
    func unusableRoot() throws {
        #expect { try ArtifactStore(root: "artifacts") } throws: { ($0 as? ArtifactError)?.code == .unusableFolder }
        #expect(FileManager.default.createFile(atPath: folder.path + "/file", contents: nil))
        #expect { try ArtifactStore(root: folder.path + "/file") } throws: {
            ($0 as? ArtifactError)?.message.contains("/file'") == true
        }
    }
}
