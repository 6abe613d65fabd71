import Datasets
import Foundation
import Promotion

/// Writes the log of a Delta table by hand, one commit after the other.
struct DeltaTable {
    static let schema = #"{"type":"struct","fields":[{"name":"id","type":"long","nullable":true,"metadata":{}}]}"#
    static let start = [
        #"{"commitInfo":{"timestamp":1700000000000,"operation":"CREATE TABLE","operationParameters":{"mode":"x"}}}"#,
        #"{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}"#,
        metadata(schema: schema),
    ]

    let folder: TemporaryFolder
    let name: String

    init(in folder: TemporaryFolder, name: String = "table") {
        self.folder = folder
        self.name = name
    }

    static func quoted(_ text: String) -> String {
        let data = try? JSONEncoder().encode(text)
        return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    static func metadata(schema: String, configuration: String = "{}") -> String {
        #"{"metaData":{"id":"1","format":{"provider":"parquet","options":{}},"schemaString":\#(quoted(schema)),"#
            + #""partitionColumns":[],"configuration":\#(configuration),"createdTime":1}}"#
    }

    static func add(
        _ path: String, size: Int = 100, rows: Int? = 10, vector: String = "", partition: String = "{}",
        modified: Int = 1
    ) -> String {
        let statistics = rows.map { #","stats":\#(quoted(#"{"minValues":{"id":0},"numRecords":\#($0)}"#))"# } ?? ""
        let deletion = vector.isEmpty ? "" : #","deletionVector":\#(vector)"#
        return #"{"add":{"path":\#(quoted(path)),"partitionValues":\#(partition),"size":\#(size),"#
            + #""modificationTime":\#(modified),"dataChange":true\#(statistics)\#(deletion)}}"#
    }

    static func remove(_ path: String, vector: String = "") -> String {
        let deletion = vector.isEmpty ? "" : #","deletionVector":\#(vector)"#
        return #"{"remove":{"path":\#(quoted(path)),"deletionTimestamp":2,"dataChange":true\#(deletion)}}"#
    }

    static func vector(_ place: String, deleted: Int, offset: Int? = 1) -> String {
        let offset = offset.map { #""offset":\#($0),"# } ?? ""
        return #"{"storageType":"u","pathOrInlineDv":"\#(place)",\#(offset)"sizeInBytes":40,"cardinality":\#(deleted)}"#
    }

    static func commitName(_ version: Int) -> String { String(format: "%020d.json", version) }

    @discardableResult
    func commit(_ version: Int, _ lines: [String]) throws -> String {
        try folder.write(lines.map { $0 + "\n" }.joined(), to: "\(name)/_delta_log/\(Self.commitName(version))")
    }

    func version(at version: Int64? = nil, inspector: DatasetInspector = DatasetInspector()) throws -> DatasetVersion {
        guard let version else { return try inspector.version(of: .delta(path: name), dataFolder: folder.path) }
        return try inspector.version(of: .delta(path: name), dataFolder: folder.path, at: version)
    }

    /// The version of a table in a fresh folder with these commits.
    static func version(of commits: [[String]]) throws -> DatasetVersion {
        let table = DeltaTable(in: try TemporaryFolder())
        for (number, lines) in commits.enumerated() { try table.commit(number, lines) }
        return try table.version()
    }
}

/// The code and message of the `DatasetError` that `body` throws; nil if it throws none.
func datasetError(_ body: () throws -> some Any) -> (code: DatasetError.Code, message: String)? {
    do {
        _ = try body()
        return nil
    } catch let error as DatasetError {
        return (error.code, error.message)
    } catch {
        return nil
    }
}
