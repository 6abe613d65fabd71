import ChildProcess
import Datasets
import Foundation
import Promotion
import Testing

@Suite("What a dataset contains")
struct DatasetContentsTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func contents(_ binding: DatasetBinding = .files(path: "data")) async throws -> DatasetContents {
        try await DatasetInspector().inspectInBackground(binding, dataFolder: folder.path).contents
    }

    @Test func rowsAndNamesOfCSVFilesAreCountedWithQuotesEmptyLinesAndMissingEnds() async throws {
        try folder.write("\u{FEFF}id,\"a \"\"b\"\",c\",d\r\n1,\"two\nlines\",3\r\n\r\n2,x,4", to: "data/a.csv")
        try folder.write("id,\"a \"\"b\"\",c\",d\n", to: "data/b.csv")
        try folder.write("whatever", to: "data/_SUCCESS")
        let found = try await contents()
        #expect(found.rows == 2)
        #expect(found.columns?.map(\.name) == ["id", "a \"b\",c", "d"])
        #expect(found.columns?.allSatisfy { $0.type == nil } == true)
        #expect(found.files?.count == 3)
        #expect(found.newest != nil)
    }

    @Test func filesThatSayNothingOrDisagreeGiveAReasonAndNoNumber() async throws {
        try folder.write("a,b\n1,2\n", to: "data/a.csv")
        try folder.write("a,c\n1,2\n", to: "data/b.csv")
        let differing = try await contents()
        #expect(differing.rows == 2)
        #expect(differing.columns == nil)
        #expect(
            differing.columnsUnknown == "'b.csv' has other columns than 'a.csv'"
                || differing.columnsUnknown == "'a.csv' has other columns than 'b.csv'")
        try folder.write("{}", to: "data/c.json")
        let unknown = try await contents()
        #expect(unknown.rows == nil)
        #expect(unknown.rowsUnknown == "'c.json' is neither CSV nor Parquet, so its rows are not known")
        try folder.write("a\n\"open", to: "broken.csv")
        let broken = try await contents(.files(path: "broken.csv"))
        #expect(broken.rowsUnknown == "'broken.csv' is not CSV: a quote is not closed")
        try folder.write("PAR1 no footer", to: "broken.parquet")
        let parquet = try await contents(.files(path: "broken.parquet"))
        #expect(parquet.rowsUnknown == "'broken.parquet' is not Parquet: it does not end as Parquet files do")
    }

    /// Written by hand after the compact protocol: version 1, a schema of a root and two leaves, 3 rows.
    private static let footer: [UInt8] =
        [0x15, 0x02, 0x19, 0x3C]  // 1: i32 1; 2: list of 3 structures
        + [0x48, 0x04] + Array("root".utf8) + [0x15, 0x04, 0x00]  // 4: name; 5: two children
        + [0x15, 0x04, 0x25, 0x02, 0x18, 0x02] + Array("id".utf8) + [0x00]  // 1: INT64; 3: optional; 4: name
        + [0x15, 0x0C, 0x25, 0x02, 0x18, 0x04] + Array("name".utf8) + [0x25, 0x00, 0x00]  // 1: BYTE_ARRAY; 6: UTF8
        + [0x16, 0x06, 0x00]  // 3: i64 3

    private static func parquet(_ footer: [UInt8] = footer) -> Data {
        let length = withUnsafeBytes(of: UInt32(footer.count).littleEndian) { Array($0) }
        return Data(Array("PAR1".utf8) + footer + length + Array("PAR1".utf8))
    }

    @Test func aParquetFooterSaysRowsAndColumns() async throws {
        try folder.write("", to: "data/a.parquet")
        try Self.parquet().write(to: URL(fileURLWithPath: folder.path + "/data/a.parquet"))
        let found = try await contents()
        #expect(found.rows == 3)
        #expect(
            found.columns == [DatasetColumn(name: "id", type: "long"), DatasetColumn(name: "name", type: "string")])
    }

    @Test func anyCutOrChangedFooterIsToldAndNothingElseHappens() async throws {
        for length in 0..<Self.footer.count {
            try Self.parquet(Array(Self.footer.prefix(length))).write(
                to: URL(fileURLWithPath: folder.path + "/x.parquet"))
            let found = try await contents(.files(path: "x.parquet"))
            #expect(found.rowsUnknown?.hasPrefix("'x.parquet' is not Parquet: ") == true)
        }
        for index in Self.footer.indices {
            var bytes = Self.footer
            bytes[index] = 0xFF
            try Self.parquet(bytes).write(to: URL(fileURLWithPath: folder.path + "/x.parquet"))
            let found = try await contents(.files(path: "x.parquet"))
            #expect((found.rows == nil) == (found.rowsUnknown != nil))
        }
    }

    @Test(
        "pyarrow's files are read as pyarrow reads them",
        .enabled(if: ProcessInfo.processInfo.environment["SLUICE_TEST_PYTHON"] != nil, "needs pyarrow"))
    func pyarrow() async throws {
        let script = """
            import datetime, decimal, pyarrow as pa, pyarrow.parquet as pq, sys
            table = pa.table({"i": pa.array([1, 2], pa.int32()), "l": pa.array([1, 2], pa.int64()),
                "d": [0.5, 1.5], "f": pa.array([1, 2], pa.float32()), "s": ["a", None], "b": [True, False],
                "y": [b"a", b"b"], "t": pa.array([1, 2], pa.timestamp("us", tz="UTC")), "a": pa.array([1, 2], pa.date32()),
                "m": pa.array([decimal.Decimal("1.25"), None], pa.decimal128(10, 2)), "n": [[1], [2, 3]],
                "h": pa.array([1, 2], pa.int16())})
            pq.write_table(table, sys.argv[1], row_group_size=1)
            """
        try folder.write(script, to: "write.py")
        let python = ProcessInfo.processInfo.environment["SLUICE_TEST_PYTHON"] ?? "/usr/bin/python3"
        let writer = try FinishedProcess.run(python, [folder.path + "/write.py", folder.path + "/real.parquet"])
        try #require(writer.status == 0, "\(writer.complaint)")
        let found = try await contents(.files(path: "real.parquet"))
        #expect(found.rows == 2)
        let types = Dictionary(uniqueKeysWithValues: (found.columns ?? []).map { ($0.name, $0.type ?? "") })
        #expect(
            types == [
                "i": "integer", "l": "long", "d": "double", "f": "float", "s": "string", "b": "boolean", "y": "binary",
                "t": "timestamp", "a": "date", "m": "decimal(10,2)", "n": "struct<list:repeated struct<element:long>>",
                "h": "short",
            ])
    }

    @Test func aDeltaTableIsReadFromItsLogAndItsFilesOnlyWhenAsked() async throws {
        let table = DeltaTable(in: folder)
        try table.commit(
            0, DeltaTable.start + [DeltaTable.add("a.parquet", rows: 7), DeltaTable.add("b%20c", rows: 3)])
        let inspection = try await DatasetInspector().inspectInBackground(
            .delta(path: "table"), dataFolder: folder.path)
        #expect(inspection.contents.rows == 10)
        #expect(inspection.contents.columns == [DatasetColumn(name: "id", type: "long")])
        #expect(inspection.contents.newest == Timestamp(milliseconds: 1_700_000_000_000))
        #expect(inspection.contents.files == nil)
        try folder.write("same", to: "table/a.parquet")
        try folder.write("same", to: "table/b c")
        let digests = try await DatasetInspector().fileDigests(of: inspection.version, limit: 1000)
        #expect(digests == [Digest(checked: "0967115f2813a3541eaef77de9d9d5773f1c0c04314b0bbfe4ff3b3b1c55b5d5")])
        await #expect(throws: DatasetError.self) {
            try await DatasetInspector().fileDigests(of: inspection.version, limit: 100)
        }
    }

    @Test func aDeltaTableWithoutStatisticsIsCountedByItsFootersAndNothingOutsideIsOpened() async throws {
        let table = DeltaTable(in: folder)
        try table.commit(0, DeltaTable.start + [DeltaTable.add("a.parquet", rows: nil)])
        try Self.parquet().write(to: URL(fileURLWithPath: folder.path + "/table/a.parquet"))
        #expect(try await contents(.delta(path: "table")).rows == 3)
        try table.commit(1, [DeltaTable.add("../../etc/passwd", rows: nil)])
        let outside = try await contents(.delta(path: "table"))
        #expect(outside.rows == nil)
        #expect(outside.rowsUnknown?.contains("lies outside of the table") == true)
    }

    @Test func filesThatChangedSinceAreNotTakenForWhatTheyWere() async throws {
        try folder.write("a\n1\n", to: "data/a.csv")
        let inspector = DatasetInspector()
        let found = try await inspector.inspectInBackground(.files(path: "data"), dataFolder: folder.path)
        #expect(try await inspector.fileDigests(of: found.version, limit: 0) == found.contents.files)
        try folder.write("a\n2\n", to: "data/a.csv")
        await #expect(throws: DatasetError.self) { try await inspector.fileDigests(of: found.version, limit: 0) }
    }
}
