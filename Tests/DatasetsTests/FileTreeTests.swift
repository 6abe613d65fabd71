import ChildProcess
import Datasets
import Foundation
import Promotion
import Testing

@Suite("Plain files and folders")
struct FileTreeTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func version(_ path: String = "data") throws -> DatasetVersion {
        try DatasetInspector().version(of: .files(path: path), dataFolder: folder.path)
    }

    /// What a POSIX shell with GNU tools makes of it, as `docs/datasets.md` says.
    private func shell(_ script: String) throws -> String {
        String(try FinishedProcess.run("/bin/sh", ["-c", script], in: folder.path + "/data").text.prefix(64))
    }

    @Test("a folder's digest is the one that sha256sum gives")
    func folderAgainstShell() throws {
        for (name, text) in [
            ("b.csv", "1,2\n"), ("a/b/c.csv", "x"), ("a-b", ""), ("a.b", "y"), ("é ü", "z"), ("line\nbreak", "1"),
            ("back\\slash", "2"),
            ("return\rhere", "3"),
        ] { try folder.write(text, to: "data/" + name) }
        let found = try version()
        let expected = try shell(
            "find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum -- | sha256sum")
        #expect(found.digest.rawValue == expected)
        #expect(found.version == expected)
        #expect((found.fileCount, found.byteCount, found.rowCount) == (8, 10, nil))
        #expect((found.schema, found.timestamp) == (nil, nil))
    }

    @Test("a single file is a tree with the one entry '.', and not the same as a folder with one file")
    func singleFile() throws {
        try folder.write("1,2\n", to: "data/b.csv")
        let expected = try shell("printf '%s  .\\n' $(sha256sum < b.csv | cut -c1-64) | sha256sum")
        let file = try version("data/b.csv")
        #expect(file.digest.rawValue == expected)
        #expect(file.fileCount == 1)
        #expect(try version().digest != file.digest)
    }

    @Test("L-25: bytes, names and places count; times, modes and empty folders do not")
    func pairs() throws {
        let file = try folder.write("row\n", to: "data/a/x")
        let original = try version().digest
        let files = FileManager.default
        try files.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1), .posixPermissions: 0o600], ofItemAtPath: file)
        try files.createDirectory(atPath: folder.path + "/data/empty", withIntermediateDirectories: true)
        #expect(try version().digest == original)
        try folder.write("Row\n", to: "data/a/x")
        #expect(try version().digest != original)
        try folder.write("row\n", to: "data/a/x")
        #expect(try version().digest == original)
        try files.moveItem(atPath: file, toPath: folder.path + "/data/a/y")
        #expect(try version().digest != original)
        try folder.write("row\n", to: "other/a/x")
        #expect(try version("other").digest == original)
        try folder.write("", to: "other/a/z")
        #expect(try version("other").digest != original)
    }

    @Test("links and pipes in the tree are refused by name")
    func linksRefused() throws {
        try folder.write("x", to: "data/a")
        let path = folder.path + "/data/odd"
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "a")
        let link = datasetError { try version() }
        #expect(link?.code == .notAFile)
        #expect(link?.message.contains("data/odd' is a symbolic link") == true)
        try FileManager.default.removeItem(atPath: path)
        #expect(mkfifo(path, 0o600) == 0)
        #expect(datasetError { try version() }?.code == .notAFile)
    }

    @Test("names that are not UTF-8 are bytes like others")
    func rawNames() throws {
        try folder.write("x", to: "data/a")
        let before = try version().digest
        let path = (folder.path + "/data/").utf8CString.dropLast() + [CChar(bitPattern: 0xFF), 0]
        let descriptor = Array(path).withUnsafeBufferPointer { name in name.baseAddress.map { creat($0, 0o600) } ?? -1 }
        #expect(close(descriptor) == 0)
        #expect(try version().digest != before)
        #expect(try version().fileCount == 2)
    }

    @Test("files have no earlier versions")
    func noEarlierVersion() throws {
        try folder.write("x", to: "data/a")
        let error = datasetError {
            try DatasetInspector().version(of: .files(path: "data"), dataFolder: folder.path, at: 3)
        }
        #expect(error?.code == .noSuchVersion)
    }

    @Test("in the background it finds the same, and a cancelled task stops")
    func background() async throws {
        try folder.write("x", to: "data/a")
        let (path, expected) = (folder.path, try version())
        #expect(
            try await DatasetInspector().versionInBackground(of: .files(path: "data"), dataFolder: path) == expected)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await DatasetInspector().versionInBackground(of: .files(path: "data"), dataFolder: path)
        }
        task.cancel()
        let result = await task.result
        #expect(throws: DatasetError.self) { try result.get() }
    }
}
