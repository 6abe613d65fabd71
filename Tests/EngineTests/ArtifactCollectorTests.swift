import Artifacts
import Catalog
import Foundation
import Promotion
import Synchronization
import Testing

@testable import Engine

/// A store and a catalog in a folder of their own, and a clock that is set.
private final class CollectorBench: Sendable {
    let folder: String
    let catalog: Catalog
    let store: ArtifactStore
    /// Milliseconds that are added to the machine's clock.
    let ahead = Mutex<Int64>(0)

    init() async throws {
        folder = NSTemporaryDirectory() + "sluice-collector-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        catalog = try await Catalog.open(folder + "/catalog.sqlite") { Timestamp(milliseconds: 1) }
        store = try ArtifactStore(root: folder + "/artifacts")
    }

    deinit {
        try? catalog.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func now() -> Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000) + ahead.withLock { $0 })
    }

    func collector(grace: Double) -> ArtifactCollector {
        ArtifactCollector(catalog: catalog, store: store, grace: grace) { self.now() }
    }

    func upload(_ bytes: [UInt8], as path: String, of owner: String) async throws -> Digest {
        var upload = try await store.makeUpload()
        try await upload.write(bytes)
        return try await upload.finish { object in
            try await self.catalog.write { transaction in
                try transaction.recordArtifactFile(
                    ArtifactFile(path: path, digest: object.digest, size: object.size), of: .run(id: owner),
                    in: .sandbox, now: Timestamp(milliseconds: 1))
            }
            return object.digest
        }
    }

    func delete(_ path: String, of owner: String) async throws {
        try await catalog.write { _ = try $0.deleteArtifactFiles(at: path, of: .run(id: owner)) }
    }
}

/// What happened in a race.
private final class RaceRecord: Sendable {
    let missing = Mutex<[String]>([])
    let removed = Atomic<Int>(0)
    let downloads = Atomic<Int>(0)
    let isDone = Atomic<Bool>(false)
}

@Suite("The collector of artifacts")
struct ArtifactCollectorTests {
    @Test("R-45: what is referred to stays, what is not goes at the second look after the grace period")
    func grace() async throws {
        let bench = try await CollectorBench()
        let kept = try await bench.upload([1], as: "kept", of: "a")
        let gone = try await bench.upload([2], as: "gone", of: "a")
        let stray = try await bench.store.store([3]).digest
        let collector = bench.collector(grace: 3600)
        try await bench.delete("gone", of: "a")

        #expect(try await collector.collect().unreferencedCount == 2)
        bench.ahead.withLock { $0 += 1_800_000 }
        #expect(try await collector.collect().removedCount == 0)
        bench.ahead.withLock { $0 += 1_900_000 }
        let outcome = try await collector.collect()
        #expect(outcome.removedCount == 2)
        #expect(outcome.removedSize == 2)
        #expect(outcome.unreferencedCount == 0)
        #expect(try await bench.store.contains(kept))
        #expect(try await !bench.store.contains(gone))
        #expect(try await !bench.store.contains(stray))
        let noted: Int? = try await bench.catalog.read { try $0.value("SELECT COUNT(*) FROM unreferenced_objects") }
        #expect(noted == 0)
    }

    @Test func bytesThatComeBackAreKept() async throws {
        let bench = try await CollectorBench()
        let digest = try await bench.upload([1], as: "file", of: "a")
        try await bench.delete("file", of: "a")
        let collector = bench.collector(grace: 60)
        _ = try await collector.collect()
        bench.ahead.withLock { $0 += 120_000 }
        #expect(try await bench.upload([1], as: "again", of: "b") == digest)
        #expect(try await collector.collect().removedCount == 0)
        try await bench.delete("again", of: "b")
        // It was seen without a reference long ago, and then with one: the time begins anew.
        #expect(try await collector.collect().removedCount == 0)
        bench.ahead.withLock { $0 += 120_000 }
        #expect(try await collector.collect().removedCount == 1)
    }

    @Test func bytesOfTheSameDigestElsewhereAreEnough() async throws {
        let bench = try await CollectorBench()
        let digest = try await bench.upload([1], as: "file", of: "a")
        _ = try await bench.upload([1], as: "other", of: "b")
        try await bench.delete("file", of: "a")
        let collector = bench.collector(grace: 0)
        for _ in 0..<3 { #expect(try await collector.collect().removedCount == 0) }
        #expect(try await bench.store.contains(digest))
    }

    @Test func manifestOfAVersionKeepsItsBytes() async throws {
        let bench = try await CollectorBench()
        let digest = try await bench.upload([1], as: "model/file", of: "a")
        try await bench.catalog.write { transaction in
            try transaction.createRegisteredModel(
                "churn", in: .sandbox, description: nil, tags: [], now: Timestamp(milliseconds: 1))
            let version = try transaction.createModelVersion(
                ModelVersion(
                    workspace: .sandbox, name: "churn", description: nil, source: "runs:/a/model",
                    artifactURI: "mlflow-artifacts:/1/a/artifacts/model", runID: "a", runLink: nil, modelID: nil,
                    createdAt: Timestamp(milliseconds: 1), origin: nil, tags: []))
            try transaction.fixManifest(
                "sluice-artifacts-v1\n\(digest) 1 file\n", ofVersion: version.version, of: "churn", in: .sandbox)
        }
        try await bench.delete("model", of: "a")
        let collector = bench.collector(grace: 0)
        for _ in 0..<3 { #expect(try await collector.collect().removedCount == 0) }
        try await bench.catalog.write { transaction in
            try transaction.deleteModelVersion(1, of: "churn", in: .sandbox, now: Timestamp(milliseconds: 1))
        }
        _ = try await collector.collect()
        #expect(try await collector.collect().removedCount == 1)
    }

    @Test("R-45: a download that has begun is read to its end, though its bytes are collected meanwhile")
    func openDownload() async throws {
        let bench = try await CollectorBench()
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let digest = try await bench.upload(bytes, as: "file", of: "a")
        var chunks = try await bench.store.open(digest).chunks(size: 1 << 20).makeAsyncIterator()
        var found = try await chunks.next() ?? []
        try await bench.delete("file", of: "a")
        let collector = bench.collector(grace: 0)
        _ = try await collector.collect()
        #expect(try await collector.collect().removedCount == 1)
        #expect(try await !bench.store.contains(digest))
        while let chunk = try await chunks.next() { found += chunk }
        #expect(found == bytes)
    }

    @Test func leftoversOfDeadProcessesGoAndUploadsUnderWayStay() async throws {
        let bench = try await CollectorBench()
        var upload = try await bench.store.makeUpload()
        try await upload.write([1, 2, 3])
        try Data([9]).write(to: URL(filePath: bench.folder + "/artifacts/incoming/dead-process"))
        #expect(try await bench.collector(grace: 0).collect().unfinishedCount == 1)
        let object = try await upload.finish()
        #expect(try await bench.store.contains(object.digest))
    }

    @Test(
        "R-45: collectors without a grace period race with uploads of the same bytes, overwriting, copies, deletions and downloads"
    )
    func race() async throws {
        let bench = try await CollectorBench()
        let rounds = 2500
        let contents = (0..<6).map { [UInt8](repeating: UInt8($0), count: 10 + $0 * 40_000) }
        let record = RaceRecord()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    let collector = bench.collector(grace: 0)
                    while !record.isDone.load(ordering: .relaxed) {
                        record.removed.add(try await collector.collect().removedCount, ordering: .relaxed)
                    }
                }
            }
            group.addTask {
                try await withThrowingTaskGroup(of: Void.self) { writers in
                    for writer in 0..<4 {
                        writers.addTask {
                            for round in 0..<rounds {
                                let path = "file\(round % 3)"
                                switch Int.random(in: 0..<6) {
                                case 0, 1, 2:
                                    _ = try await bench.upload(
                                        contents.randomElement() ?? [], as: path, of: "\(writer)")
                                case 3: try await bench.delete(path, of: "\(writer)")
                                case 4: try await Self.copy(path, from: writer, to: (writer + 1) % 4, bench)
                                default:
                                    try await Self.read(path, of: (writer + 2) % 4, bench, record)
                                    record.downloads.add(1, ordering: .relaxed)
                                }
                            }
                        }
                    }
                    try await writers.waitForAll()
                }
                record.isDone.store(true, ordering: .relaxed)
            }
            try await group.waitForAll()
        }
        #expect(record.missing.withLock { $0 } == [])
        #expect(record.removed.load(ordering: .relaxed) > 0)
        #expect(record.downloads.load(ordering: .relaxed) > rounds / 2)
        try await Self.everythingNamedIsWhole(bench)
    }

    /// As `copy_model_version` does it: a name for bytes that have one.
    private static func copy(_ path: String, from: Int, to: Int, _ bench: CollectorBench) async throws {
        try await bench.catalog.write { transaction in
            guard let file = try transaction.artifactFile(path, of: .run(id: "\(from)")) else { return }
            try transaction.recordArtifactFile(
                file, of: .run(id: "\(to)"), in: .sandbox, now: Timestamp(milliseconds: 1))
        }
    }

    /// A file whose name stands for the same bytes before and after must be readable in between.
    private static func read(
        _ path: String, of owner: Int, _ bench: CollectorBench, _ record: RaceRecord
    ) async throws {
        func file() async throws -> ArtifactFile? {
            try await bench.catalog.read { try $0.artifactFile(path, of: .run(id: "\(owner)")) }
        }
        guard let before = try await file() else { return }
        do throws(ArtifactError) {
            try await bench.store.verify(before.digest, size: before.size)
        } catch {
            // Removed because its last name went, and stored again since: only the names know that.
            guard error.code == .missing else { return record.missing.withLock { $0.append("\(error)") } }
            for _ in 0..<3 {
                guard let after = try await file(), after.digest == before.digest else { return }
                if try await bench.store.contains(after.digest) { return }
            }
            record.missing.withLock { $0.append("\(path) of \(owner): \(error)") }
        }
    }

    private static func everythingNamedIsWhole(_ bench: CollectorBench) async throws {
        let collector = bench.collector(grace: 0)
        for _ in 0..<2 { _ = try await collector.collect() }
        var named: Set<Digest> = []
        for owner in 0..<4 {
            for file in try await bench.catalog.read({ try $0.artifactFiles(below: "", of: .run(id: "\(owner)")) }) {
                try await bench.store.verify(file.digest, size: file.size)
                named.insert(file.digest)
            }
        }
        // And nothing else is left.
        var stored: Set<Digest> = []
        for shard in 0..<ArtifactStore.shardCount {
            stored.formUnion(try await bench.store.objects(inShard: UInt8(shard)))
        }
        #expect(stored == named)
    }
}
