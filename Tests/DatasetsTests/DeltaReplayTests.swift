import Datasets
import Foundation
import Promotion
import Testing

@Suite("Replaying a Delta log")
struct DeltaReplayTests {
    typealias Table = DeltaTable
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("files, rows, bytes, schema and time are those after the last commit")
    func sums() throws {
        let table = Table(in: folder)
        try table.commit(0, Table.start + [Table.add("a.parquet"), Table.add("b.parquet", size: 50, rows: 7)])
        try table.commit(
            1,
            [
                #"{"commitInfo":{"timestamp":1700000001234}}"#, Table.remove("a.parquet"),
                Table.add("c.parquet", size: 1, rows: 0),
            ])
        let version = try table.version()
        #expect(version.version == "1")
        #expect(version.fileCount == 2)
        #expect(version.rowCount == 7)
        #expect(version.byteCount == 51)
        #expect(version.schema == Table.schema)
        #expect(version.timestamp == Timestamp(milliseconds: 1_700_000_001_234))
        #expect(version.binding == .delta(path: "table"))
        #expect(version.location.hasSuffix("/table"))
        #expect(version.location.hasPrefix("/"))
    }

    @Test("deletion vectors take rows away, and a file with a new vector is not the file with the old one")
    func deletionVectors() throws {
        let table = Table(in: folder)
        let (first, second) = (Table.vector("x", deleted: 3), Table.vector("x", deleted: 5, offset: 9))
        let modern = #"{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"]}}"#
        try table.commit(0, [modern, Table.start[2], Table.add("a")])
        try table.commit(1, [Table.add("a", vector: first), Table.remove("a")])
        try table.commit(2, [Table.remove("a", vector: first), Table.add("a", vector: second)])
        #expect(try [0, 1, 2].map { try table.version(at: $0).rowCount } == [10, 7, 5])
        #expect(try table.version().fileCount == 1)
        #expect(Set(try [0, 1, 2].map { try table.version(at: $0).digest }).count == 3)
    }

    @Test("rows are unknown as soon as one file has no statistics")
    func unknownRows() throws {
        #expect(try Table.version(of: [Table.start + [Table.add("a"), Table.add("b", rows: nil)]]).rowCount == nil)
        let emptied = [Table.start + [Table.add("a", rows: nil)], [Table.remove("a")]]
        #expect(try Table.version(of: emptied).rowCount == 0)
    }

    @Test("an earlier version is read as it was, with the schema that it had")
    func earlierVersion() throws {
        let table = Table(in: folder)
        try table.commit(0, Table.start + [Table.add("a")])
        try table.commit(1, [Table.metadata(schema: "{}"), Table.add("b")])
        #expect(try table.version(at: 0).schema == Table.schema)
        #expect(try table.version(at: 0).fileCount == 1)
        #expect(try table.version(at: 1) == table.version())
        #expect(try table.version().schema == "{}")
    }

    @Test("time is the commit's own when the table says so, else the information's, else the file's")
    func timestamps() throws {
        let info = #"{"commitInfo":{"inCommitTimestamp":5000,"timestamp":4000}}"#
        let enabled = Table.metadata(schema: "{}", configuration: #"{"delta.enableInCommitTimestamps":"true"}"#)
        #expect(try Table.version(of: [[info, Table.start[1], Table.start[2]]]).timestamp?.milliseconds == 4000)
        #expect(try Table.version(of: [[info, Table.start[1], enabled]]).timestamp?.milliseconds == 5000)
        let table = Table(in: folder)
        let file = try table.commit(0, Array(Table.start.dropFirst()))
        let date = Date(timeIntervalSince1970: 1_600_000_000)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file)
        #expect(try table.version().timestamp?.milliseconds == 1_600_000_000_000)
    }

    @Test("other names in the log folder do not matter while all commits are there")
    func otherNames() throws {
        let table = Table(in: folder)
        try table.commit(0, Table.start + [Table.add("a")])
        let expected = try table.version()
        for name in [
            "_last_checkpoint", "00000000000000000000.crc", "00000000000000000000.checkpoint.parquet",
            "_commits/x.json",
            "00000000000000000000.00000000000000000000.compacted.json", ".00000000000000000001.json.tmp", "1.json",
            "99999999999999999999.json",
        ] { try folder.write("not JSON", to: "table/_delta_log/\(name)") }
        #expect(try table.version() == expected)
    }

    @Test("what a writer puts in unusual ways is understood")
    func unusualSpelling() throws {
        let lines = [
            Table.start[1], Table.start[2], "",
            #" { "txn" : { "appId" : "\u00e9\ud83d\ude00", "version" : [ 1.5e3, true, false, null, {} ] } } "#,
            #"{"add":{"path":"a%20b\u002fc","size":5,"stats":null,"deletionVector":null,"partitionValues":{"p":null}}}"#,
            #"{"add":null,"remove":{"path":"never-there"}}"#,
        ]
        let version = try Table.version(of: [lines])
        #expect((version.fileCount, version.byteCount, version.rowCount) == (1, 5, nil))
    }

    @Test("a last line without a line feed counts, and lines longer than the first buffer are read")
    func lineBounds() throws {
        let table = Table(in: folder)
        let long = String(repeating: "x", count: 700_000)
        let lines = Table.start + [Table.add("a" + long), #"{"commitInfo":{"note":"\#(long)"}}"#, Table.add("b")]
        try folder.write(lines.joined(separator: "\n"), to: "table/_delta_log/\(Table.commitName(0))")
        #expect(try table.version().fileCount == 2)
        let error = datasetError { try table.version(inspector: DatasetInspector(maximumLineLength: 500_000)) }
        #expect(error?.code == .tooLarge)
        #expect(error?.message.contains(".json':4:") == true)
    }
}
