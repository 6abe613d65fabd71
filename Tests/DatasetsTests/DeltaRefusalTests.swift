import Datasets
import Foundation
import Promotion
import Testing

@Suite("Delta logs that cannot be read")
struct DeltaRefusalTests {
    typealias Table = DeltaTable
    let folder: TemporaryFolder
    let table: DeltaTable

    init() throws {
        folder = try TemporaryFolder()
        table = Table(in: folder)
    }

    @Test("a folder without a log is told with what was looked for")
    func noLog() throws {
        try folder.write("x", to: "table/data.csv")
        let error = datasetError { try table.version() }
        #expect(error?.code == .notADeltaTable)
        #expect(error?.message.contains("table/_delta_log'") == true)
        try folder.write("x", to: "table/_delta_log/x.tmp")
        #expect(datasetError { try table.version() }?.message.contains("00000000000000000000.json") == true)
    }

    @Test("nothing at the path is told with the path")
    func nothingThere() {
        let error = datasetError { try table.version() }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("'table'") == true)
    }

    @Test("a gap names the missing file, and does not matter to versions before it")
    func gap() throws {
        try table.commit(0, Table.start)
        try table.commit(1, [Table.add("a")])
        try table.commit(3, [Table.add("b")])
        let error = datasetError { try table.version() }
        #expect(error?.code == .missingCommit)
        #expect(error?.message.contains("00000000000000000002.json") == true)
        #expect(try table.version(at: 1).fileCount == 1)
    }

    @Test("the largest version number is only a missing beginning")
    func largestVersion() throws {
        try folder.write(Table.start[0], to: "table/_delta_log/09223372036854775807.json")
        #expect(datasetError { try table.version() }?.code == .missingCommit)
    }

    @Test("L-26: a table whose early commits were cleaned away says that its checkpoint is needed")
    func cleaned() throws {
        try table.commit(10, [Table.add("a")])
        try table.commit(11, [Table.add("b")])
        let missing = datasetError { try table.version() }
        #expect(missing?.code == .missingCommit)
        try folder.write("PAR1", to: "table/_delta_log/00000000000000000010.checkpoint.parquet")
        try folder.write(#"{"version":10,"size":3}"#, to: "table/_delta_log/_last_checkpoint")
        let error = datasetError { try table.version() }
        #expect(error?.code == .needsCheckpoint)
        #expect(error?.message.contains("Parquet checkpoint of version 10") == true)
        #expect(datasetError { try table.version(at: 3) }?.code == .needsCheckpoint)
    }

    @Test("a checkpoint that is newer than every commit is not overlooked")
    func checkpointAhead() throws {
        try table.commit(0, Table.start)
        try folder.write("PAR1", to: "table/_delta_log/00000000000000000004.checkpoint.0000000001.0000000002.parquet")
        #expect(datasetError { try table.version() }?.code == .needsCheckpoint)
        #expect(try table.version(at: 0).version == "0")
    }

    @Test("a version that never was is told with the newest one", arguments: [Int64(2), .max, -1])
    func noSuchVersion(_ version: Int64) throws {
        try table.commit(0, Table.start)
        try table.commit(1, [Table.add("a")])
        let error = datasetError { try table.version(at: version) }
        #expect(error?.code == .noSuchVersion)
        #expect(error?.message.contains("newest is 1") == true)
    }

    @Test(
        "a broken line is told with file and line",
        arguments: [
            #"{"add":{"path":"a","size":1"#, #"{"add":{"path":"a"}}"#, #"{"add":{"size":1}}"#,
            #"{"add":{"path":"","size":1}}"#,
            #"{"add":{"path":"a","size":-1}}"#, #"{"add":{"path":"a","size":1.5}}"#,
            #"{"add":{"path":"a","size":"1"}}"#,
            #"{"add":{"path":7,"size":1}}"#, #"{"add":[]}"#, "[]", "nonsense", #"{"add"}"#, #"{} {}"#,
            #"{"metaData":{"schemaString":"\ud800"}}"#, #"{"add":{"path":"a","size":1,"stats":"{"}}"#,
            #"{"add":{"path":"a","size":1,"stats":"{\"numRecords\":-4}"}}"#, #"{"remove":{}}"#, #"{"protocol":{}}"#,
            #"{"add":{"path":"a","size":99999999999999999999}}"#, #"{"metaData":{"id":"1"}}"#,
            #"{"add":{"path":"a","size":1,"deletionVector":{"storageType":"u"}}}"#,
        ])
    func brokenLine(_ line: String) throws {
        try table.commit(0, Table.start + [line])
        let error = datasetError { try table.version() }
        #expect(error?.code == .malformedLog)
        #expect(error?.message.contains("00000000000000000000.json':4: ") == true)
    }

    @Test("nesting that would overflow the stack is refused")
    func deepNesting() throws {
        try table.commit(0, Table.start + [#"{"x":"# + String(repeating: "[", count: 100_000)])
        let error = datasetError { try table.version() }
        #expect(error?.code == .malformedLog)
        #expect(error?.message.contains("deep") == true)
    }

    @Test("bytes that are not UTF-8 are refused")
    func notUTF8() throws {
        let file = try table.commit(0, Table.start)
        var data = try Data(contentsOf: URL(fileURLWithPath: file))
        data.append(contentsOf: Array(#"{"add":{"size":1,"path":""#.utf8) + [0xFF, 0xFE] + Array("\"}}\n".utf8))
        try data.write(to: URL(fileURLWithPath: file))
        #expect(datasetError { try table.version() }?.code == .malformedLog)
    }

    @Test("an empty commit, or a log without schema or protocol, is not a version")
    func incomplete() throws {
        try table.commit(0, Table.start)
        try table.commit(1, [])
        #expect(datasetError { try table.version() }?.message.contains("holds no action") == true)
        for left in [1, 2] {
            let error = datasetError { try Table.version(of: [[Table.start[left]]]) }
            #expect(error?.code == .malformedLog)
            #expect(error?.message.contains(left == 1 ? "'metaData'" : "'protocol'") == true)
        }
    }

    @Test("sizes that overflow are refused instead of crashing")
    func overflow() throws {
        let huge = [Table.add("a", size: .max), Table.add("b", size: 1)]
        #expect(datasetError { try Table.version(of: [Table.start + huge]) }?.code == .malformedLog)
    }

    @Test("reader features that change what is read are named; known ones are not in the way")
    func features() throws {
        func version(_ reader: Int, _ features: String) throws -> DatasetVersion {
            let line =
                #"{"protocol":{"minReaderVersion":\#(reader),"minWriterVersion":7,"readerFeatures":[\#(features)]}}"#
            return try Table.version(of: [[line, Table.start[2]]])
        }
        #expect(try version(3, #""deletionVectors","columnMapping","timestampNtz","v2Checkpoint""#).version == "0")
        let error = datasetError { try version(3, #""deletionVectors","catalogManaged""#) }
        #expect(error?.code == .unsupportedFeature)
        #expect(error?.message.contains("'catalogManaged'") == true)
        #expect(error?.message.contains("deletionVectors") == false)
        #expect(datasetError { try version(4, "") }?.message.contains("reader version 4") == true)
    }

    @Test("a commit that is a link is not followed")
    func linkedCommit() throws {
        try table.commit(0, Table.start)
        let log = folder.path + "/table/_delta_log/"
        try FileManager.default.createSymbolicLink(
            atPath: log + Table.commitName(1), withDestinationPath: log + Table.commitName(0))
        #expect(datasetError { try table.version() }?.code == .notAFile)
    }
}
