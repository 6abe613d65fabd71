import Datasets
import Foundation
import Promotion
import Testing

@Suite("Where a binding leads to")
struct DatasetLocationTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("1", to: "project/data/in/a")
        try folder.write("2", to: "project/out/a")
    }

    private func location(_ path: String) throws -> String {
        try DatasetInspector().version(of: .files(path: path), dataFolder: folder.path + "/project/data").location
    }

    @Test("a relative path stays inside the data folder", arguments: ["../out", "in/../../out", "in/..", "", "a\0b"])
    func climbing(_ path: String) {
        #expect(datasetError { try location(path) }?.code == .invalidPath)
    }

    @Test("a link out of the data folder is refused, a link inside it is followed")
    func links() throws {
        let files = FileManager.default
        let data = folder.path + "/project/data"
        try files.createSymbolicLink(atPath: data + "/escape", withDestinationPath: "../out")
        try files.createSymbolicLink(atPath: data + "/current", withDestinationPath: "in")
        #expect(datasetError { try location("escape") }?.code == .invalidPath)
        #expect(try location("current") == location("in"))
        try files.createSymbolicLink(atPath: folder.path + "/project/data-link", withDestinationPath: "data")
        let linked = try DatasetInspector().version(
            of: .files(path: "in"), dataFolder: folder.path + "/project/data-link")
        #expect(try linked.location == location("in"))
    }

    @Test("an absolute path is meant as it stands")
    func absolute() throws {
        #expect(try location(folder.path + "/project/out").hasSuffix("/project/out"))
    }

    @Test("a folder whose name only begins like the data folder is outside")
    func prefix() throws {
        try folder.write("3", to: "project/data2/a")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/project/data/sly", withDestinationPath: "../data2")
        #expect(datasetError { try location("sly") }?.code == .invalidPath)
    }
}
