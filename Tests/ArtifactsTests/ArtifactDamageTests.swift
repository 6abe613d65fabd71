import Artifacts
import Foundation
import Promotion
import Testing

@Suite("Damaged artifacts")
struct ArtifactDamageTests {
    let folder: TemporaryFolder
    let store: ArtifactStore

    init() throws {
        folder = try TemporaryFolder()
        store = try ArtifactStore(root: folder.path + "/artifacts")
    }

    enum Damage: CaseIterable {
        case deleted, shortened, flipped, linkedElsewhere, linkedToACopy, shardLinked, folderInstead, pipeInstead
    }

    private func apply(_ damage: Damage, to path: String) throws {
        let files = FileManager.default
        let shard = (path as NSString).deletingLastPathComponent
        switch damage {
        case .deleted: try files.removeItem(atPath: path)
        case .shortened: #expect(truncate(path, 2) == 0)
        case .flipped:
            try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            try Data([1, 2, 99]).write(to: URL(fileURLWithPath: path))
        case .linkedElsewhere:
            try files.removeItem(atPath: path)
            try files.createSymbolicLink(atPath: path, withDestinationPath: "/etc/passwd")
        case .linkedToACopy:
            try files.moveItem(atPath: path, toPath: folder.path + "/copy")
            try files.createSymbolicLink(atPath: path, withDestinationPath: folder.path + "/copy")
        case .shardLinked:
            try files.moveItem(atPath: shard, toPath: folder.path + "/shard")
            try files.createSymbolicLink(atPath: shard, withDestinationPath: folder.path + "/shard")
        case .folderInstead:
            try files.removeItem(atPath: path)
            try files.createDirectory(atPath: path, withIntermediateDirectories: false)
        case .pipeInstead:
            try files.removeItem(atPath: path)
            #expect(mkfifo(path, 0o600) == 0)
        }
    }

    @Test("R-46: every kind of damage is told, and names the artifact", arguments: Damage.allCases)
    func damage(_ damage: Damage) async throws {
        let object = try await store.store([1, 2, 3])
        try await store.verify(object)
        try apply(damage, to: store.path(of: object.digest))
        let error = await #expect(throws: ArtifactError.self) { try await store.verify(object) }
        let expected: ArtifactError.Code =
            switch damage {
            case .deleted: .missing
            case .shortened: .truncated
            case .flipped: .changed
            case .linkedElsewhere, .linkedToACopy, .shardLinked, .folderInstead, .pipeInstead: .notAFile
            }
        #expect(error?.code == expected)
        #expect(error?.isDamage == true)
        #expect(error?.digest == object.digest)
        #expect(error?.message.contains(object.digest.rawValue) == true)
    }

    @Test("damage in a manifest also names the path")
    func manifest() async throws {
        let object = try await store.store([1, 2, 3])
        let path = try ArtifactPath(validating: "model/MLmodel")
        let manifest = try ArtifactManifest([.init(path: path, object: object)])
        try await store.verify(manifest)
        try apply(.flipped, to: store.path(of: object.digest))
        let error = await #expect(throws: ArtifactError.self) { try await store.verify(manifest) }
        #expect(error?.code == .changed)
        #expect(error?.message.hasPrefix("'model/MLmodel': ") == true)
    }

    @Test(
        "the same bytes sent again heal a damaged file",
        arguments: [Damage.deleted, .shortened, .flipped, .linkedToACopy])
    func heals(_ damage: Damage) async throws {
        let object = try await store.store([1, 2, 3])
        try apply(damage, to: store.path(of: object.digest))
        #expect(try await store.store([1, 2, 3]) == object)
        try await store.verify(object)
    }

    @Test("a file that is cut under an open reader is told, not answered short")
    func cutUnderReader() async throws {
        let object = try await store.store([1, 2, 3])
        let reader = try await store.open(object.digest)
        try apply(.shortened, to: store.path(of: object.digest))
        let error = await #expect(throws: ArtifactError.self) { try await reader.read(0..<3) }
        #expect(error?.code == .truncated)
    }
}
