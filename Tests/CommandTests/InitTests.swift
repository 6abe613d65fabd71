import Foundation
import Testing

/// `sluice init` makes nothing where it should not.
@Suite struct InitTests {
    private func folder() -> String { NSTemporaryDirectory() + "sluice-init-" + UUID().uuidString }

    @Test func anUnknownTemplateIsRefusedAndThoseThatAreThereAreNamed() throws {
        let target = folder()
        let program = try RunningProgram(["init", "--template", "chrun", target])
        let (status, text) = program.end()
        #expect(status == 2 && text.contains("'chrun'") && text.contains("churn"), "\(status): \(text)")
        #expect(!FileManager.default.fileExists(atPath: target))
    }

    @Test func aFolderThatIsNotEmptyStaysAsItIs() throws {
        let target = folder()
        defer { try? FileManager.default.removeItem(atPath: target) }
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: URL(fileURLWithPath: target + "/notes"))
        let program = try RunningProgram(["init", "--template", "churn", target])
        let (status, text) = program.end()
        #expect(status == 2 && text.contains("not empty"), "\(status): \(text)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: target) == ["notes"])
    }
}
