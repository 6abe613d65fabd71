import Foundation
import Git
import Promotion
import Testing

@Suite struct ExportTests {
    @Test func exportHasTheCommittedFilesAndNoGit() async throws {
        let repository = try TestRepository()
        try repository.write("print(1)\n", to: "churn/train.py")
        try repository.write("#!/bin/sh\n", to: "run.sh")
        #expect(chmod(repository.path + "/run.sh", 0o755) == 0)
        try repository.write("", to: "empty")
        try FileManager.default.createSymbolicLink(
            atPath: repository.path + "/churn/link", withDestinationPath: "../run.sh")
        try repository.write("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", to: "data.bin")
        try repository.git("add", "--all")
        let commit = try repository.commit()
        let target = repository.folder.path + "/out"
        let export = try await GitRepository(path: repository.path).export(commit, to: target)
        #expect(export.files == 6)
        #expect(export.largeFilePointers == ["data.bin"])
        let manager = FileManager.default
        #expect(try manager.contentsOfDirectory(atPath: target).sorted() == ["churn", "data.bin", "empty", "run.sh"])
        #expect(manager.isExecutableFile(atPath: target + "/run.sh"))
        #expect(!manager.isExecutableFile(atPath: target + "/churn/train.py"))
        #expect(try manager.destinationOfSymbolicLink(atPath: target + "/churn/link") == "../run.sh")
        #expect(try String(contentsOfFile: target + "/churn/train.py", encoding: .utf8) == "print(1)\n")
        #expect(repository.folder.names == ["out", "repo"])
    }

    @Test func lineEndingsStayAsCommitted() async throws {
        let repository = try TestRepository(bare: true)
        let commit = try repository.commit(tree: [
            TreeEntry("100644", ".gitattributes", repository.blob("* text eol=lf\n")),
            TreeEntry("100644", "crlf", repository.blob("a\r\nb\n")),
        ])
        let target = repository.folder.path + "/out"
        _ = try await GitRepository(path: repository.path).export(commit, to: target)
        #expect(try Data(contentsOf: URL(fileURLWithPath: target + "/crlf")) == Data("a\r\nb\n".utf8))
    }

    @Test func whatIsThereAlreadyStays() async throws {
        let repository = try TestRepository()
        try repository.write("new", to: "file")
        let commit = try repository.commit()
        let target = repository.folder.path + "/out"
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
        try Data("old".utf8).write(to: URL(fileURLWithPath: target + "/file"))
        let git = GitRepository(path: repository.path)
        #expect(await gitError { try await git.export(commit, to: target) }?.code == .exists)
        #expect(try String(contentsOfFile: target + "/file", encoding: .utf8) == "old")
        #expect(await gitError { try await git.export(commit, to: "/proc/none/out") }?.code == .fileSystem)
        #expect(repository.folder.names == ["out", "repo"])
    }

    @Test func leftoverOfAKilledExportIsReplaced() async throws {
        let repository = try TestRepository()
        try repository.write("new", to: "file")
        let commit = try repository.commit()
        let partial = repository.folder.path + "/.out.partial"
        try FileManager.default.createDirectory(atPath: partial + "/half", withIntermediateDirectories: true)
        _ = try await GitRepository(path: repository.path).export(commit, to: repository.folder.path + "/out")
        #expect(repository.folder.names == ["out", "repo"])
    }

    @Test func limitsAreCheckedBeforeAnythingIsWritten() async throws {
        let repository = try TestRepository()
        try repository.write("12345", to: "a/b/c/file")
        try repository.write("12345", to: "other")
        let commit = try repository.commit()
        let git = GitRepository(path: repository.path)
        let changes: [(inout ExportLimits) -> Void] = [
            { $0.files = 3 }, { $0.bytes = 9 }, { $0.bytesOfOneFile = 4 }, { $0.depth = 2 },
        ]
        for change in changes {
            var limits = ExportLimits()
            change(&limits)
            let error = await gitError {
                try await git.export(commit, to: repository.folder.path + "/out", limits: limits)
            }
            #expect(error?.code == .tooLarge)
            #expect(repository.folder.names == ["repo"])
        }
    }

    @Test func treeThatUnfoldsEndlesslyIsRefusedInBoundedTime() async throws {
        let repository = try TestRepository(bare: true)
        var (mode, object) = try ("100644", repository.blob("x"))
        for _ in 0..<40 {
            object = try repository.tree((0..<10).map { TreeEntry(mode, "d\($0)", object) })
            mode = "40000"
        }
        let commit = try CommitID(validating: repository.git("commit-tree", "-m", "bomb", object))
        let git = GitRepository(path: repository.path)
        #expect(await gitError { try await git.export(commit, to: repository.folder.path + "/out") }?.code == .tooLarge)
        #expect(repository.folder.names == ["repo"])
    }

    @Test func missingContentLeavesNothingBehind() async throws {
        let repository = try TestRepository(bare: true)
        let good = try repository.blob("good")
        let lost = try repository.blob("lost")
        let commit = try repository.commit(tree: [TreeEntry("100644", "a", good), TreeEntry("100644", "b", lost)])
        let object = repository.path + "/objects/\(lost.prefix(2))/\(lost.dropFirst(2))"
        let git = GitRepository(path: repository.path)
        // Its header can be read, so only writing finds out.
        #expect(chmod(object, 0o644) == 0)
        try Data(contentsOf: URL(fileURLWithPath: repository.path + "/objects/\(good.prefix(2))/\(good.dropFirst(2))"))
            .write(to: URL(fileURLWithPath: object))
        #expect(await gitError { try await git.export(commit, to: repository.folder.path + "/out") }?.code == .corrupt)
        #expect(repository.folder.names == ["repo"])
        try FileManager.default.removeItem(atPath: object)
        #expect(await gitError { try await git.export(commit, to: repository.folder.path + "/out") }?.code == .corrupt)
        #expect(repository.folder.names == ["repo"])
    }
}
