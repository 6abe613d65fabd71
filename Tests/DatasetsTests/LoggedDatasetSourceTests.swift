import Datasets
import Foundation
import Promotion
import Testing

@Suite("What code logged as its input")
struct LoggedDatasetSourceTests {
    @Test(
        "MLflow's sources give path and version",
        arguments: [
            (#"{"path": "/data/t", "delta_table_version": 3}"#, LoggedDatasetSource(path: "/data/t", version: 3)),
            (#"{"path": "/data/t"}"#, LoggedDatasetSource(path: "/data/t", version: nil)),
            (#"{"path": "/data/t", "delta_table_version": "4"}"#, LoggedDatasetSource(path: "/data/t", version: 4)),
            (#"{"path": "file:///data/a%20b", "delta_table_version": null}"#, .init(path: "/data/a b", version: nil)),
            (#"{"uri": "file://localhost/d/x.csv"}"#, LoggedDatasetSource(path: "/d/x.csv", version: nil)),
            (#"{"uri": "file:/d/x.csv"}"#, LoggedDatasetSource(path: "/d/x.csv", version: nil)),
            (#"{"uri": "data/%20.csv"}"#, LoggedDatasetSource(path: "data/%20.csv", version: nil)),
            (#"{"uri": "s3://bucket/x"}"#, LoggedDatasetSource(path: "s3://bucket/x", version: nil)),
            (#"{"url": "https://host/x"}"#, LoggedDatasetSource(path: "https://host/x", version: nil)),
        ])
    func parses(_ json: String, _ expected: LoggedDatasetSource) {
        #expect(LoggedDatasetSource.parse(json) == expected)
    }

    @Test(
        "what names no place, or is not JSON, gives nothing",
        arguments: [
            "", "null", "[]", "{", #"{"tags": {"mlflow.user": "x"}}"#, #"{"delta_table_name": "a.b.c"}"#,
            #"{"path": 3}"#,
            #"{"path": ""}"#, #"{"uri": "file://other/x"}"#, #"{"uri": "file:///%zz"}"#, #"{"uri": "file:///%00"}"#,
            #"{"path": "/x"} trailing"#, "/data/t",
        ])
    func parsesNothing(_ json: String) {
        #expect(LoggedDatasetSource.parse(json) == nil)
    }

    @Test("a Delta table agrees by path and version")
    func deltaAgreement() throws {
        let folder = try TemporaryFolder()
        let table = DeltaTable(in: folder)
        try table.commit(0, DeltaTable.start)
        try table.commit(1, [DeltaTable.add("a")])
        let given = try table.version()
        let path = folder.path + "/table"
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: "table")
        func agreement(_ path: String, _ version: Int64?) -> DatasetAgreement {
            LoggedDatasetSource(path: path, version: version).agreement(with: given, workingFolder: folder.path)
        }
        #expect(agreement(path, 1) == .same)
        #expect(agreement(path + "/", 1) == .same)
        #expect(agreement("table", 1) == .same)
        #expect(agreement(folder.path + "/link", 1) == .same)
        #expect(agreement(path, nil) == .versionNotLogged)
        #expect(agreement(path, 0) == .otherVersion(logged: 0))
        #expect(agreement("/elsewhere", 1) == .otherPath(logged: "/elsewhere"))
        #expect(agreement("s3://bucket/table", 1) == .otherPath(logged: "s3://bucket/table"))
    }

    @Test("a file below a bound folder agrees")
    func fileAgreement() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "data/part/a.csv")
        try folder.write("x", to: "data2/a.csv")
        let given = try DatasetInspector().version(of: .files(path: "data"), dataFolder: folder.path)
        func agrees(_ path: String) -> Bool {
            LoggedDatasetSource(path: folder.path + path, version: nil).agreement(with: given) == .same
        }
        #expect(agrees("/data"))
        #expect(agrees("/data/part/a.csv"))
        #expect(!agrees("/data2/a.csv"))
        #expect(!agrees(""))
    }
}
