import Artifacts
import Foundation
import Testing

@Suite("A full volume")
struct FullVolumeTests {
    /// Whether this process may mount: only root with the capability.
    private static let canMount: Bool = {
        guard geteuid() == 0, let folder = try? TemporaryFolder() else { return false }
        defer { _ = umount(folder.path) }
        return mount("tmpfs", folder.path, "tmpfs", 0, "size=64k") == 0
    }()

    @Test(
        "R-11: an upload that fills the volume fails with noSpace, leaves nothing and the store goes on",
        .enabled(if: canMount))
    func fullVolume() async throws {
        let folder = try TemporaryFolder()
        try #require(mount("tmpfs", folder.path, "tmpfs", 0, "size=4m") == 0)
        defer { _ = umount(folder.path) }
        let store = try ArtifactStore(root: folder.path + "/artifacts")
        let error = await #expect(throws: ArtifactError.self) {
            try await store.store([UInt8](repeating: 1, count: 8 << 20))
        }
        #expect(error?.code == .noSpace)
        #expect(folder.files(below: "artifacts") == [])
        let object = try await store.store([UInt8](repeating: 2, count: 2 << 20))
        try await store.verify(object)
    }
}
