import ChildProcess
import Datasets
import Foundation
import Promotion
import Testing

@Suite("Against the deltalake package")
struct DeltaLakeComparisonTests {
    /// A Python that can import `deltalake` and `pyarrow`-free tables; the test is skipped without it.
    private static let python = ProcessInfo.processInfo.environment["SLUICE_TEST_PYTHON"]

    private static let script = """
        import json, os, sys
        from arro3.core import Table, Array, DataType
        import deltalake
        path = sys.argv[1]
        def table(start, count):
            ids = Array(list(range(start, start + count)), DataType.int64())
            kinds = Array([["a", "b c"][i % 2] for i in range(count)], DataType.string())
            return Table({"id": ids, "kind": kinds})
        for i in range(6):
            deltalake.write_deltalake(path, table(i * 100, 50 + i), mode="append", partition_by=["kind"])
        deltalake.DeltaTable(path).delete("id < 120")
        deltalake.write_deltalake(path, table(0, 5), mode="append")
        deltalake.DeltaTable(path).optimize.compact()
        found = []
        for version in range(deltalake.DeltaTable(path).version() + 1):
            t = deltalake.DeltaTable(path, version=version)
            actions = t.get_add_actions(flatten=True)
            rows, sizes = actions.column("num_records").to_pylist(), actions.column("size_bytes").to_pylist()
            found.append({"version": version, "files": len(sizes), "rows": sum(rows), "bytes": sum(sizes)})
        print(json.dumps(found))
        """

    private struct Found: Decodable {
        let version: Int64
        let files: Int
        let rows: Int64
        let bytes: Int64
    }

    @Test("every version has the files, rows and bytes that deltalake counts", .enabled(if: python != nil))
    func everyVersion() throws {
        let folder = try TemporaryFolder()
        let listing = try FinishedProcess.run(
            #require(Self.python), ["-c", Self.script, folder.path + "/table"])
        let versions = try JSONDecoder().decode([Found].self, from: listing.output)
        #expect(versions.count >= 8)
        let table = DeltaTable(in: folder)
        for found in versions {
            let version = try table.version(at: found.version)
            #expect(version.fileCount == found.files)
            #expect(version.rowCount == found.rows)
            #expect(version.byteCount == found.bytes)
        }
        #expect(try table.version().version == versions.last.map { String($0.version) })
    }
}
