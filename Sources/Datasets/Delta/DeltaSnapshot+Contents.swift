internal import Glibc
internal import Promotion

extension DeltaSnapshot {
    /// The most data files whose footers are opened to count rows that the log does not count.
    private static let mostFooters = 1000

    /// What the version contains. Rows that the log does not count are taken from the footers of the data files.
    func contents(of version: DatasetVersion) -> DatasetContents {
        var contents = DatasetContents(
            newest: version.timestamp, filesUnknown: "the files of a Delta table are read only where a check asks")
        do throws(ThriftProblem) {
            if let rows = version.rowCount { contents.rows = rows } else { contents.rows = try countedRows() }
        } catch {
            contents.rowsUnknown = "the log does not count all rows, and \(error.reason)"
        }
        do throws(JSONProblem) {
            contents.columns = try DeltaSchema.columns(of: version.schema ?? "")
        } catch {
            contents.columnsUnknown = "the schema in the log cannot be read: \(error.reason)"
        }
        return contents
    }

    private func countedRows() throws(ThriftProblem) -> Int64 {
        guard activeFiles.count <= Self.mostFooters else {
            throw ThriftProblem(reason: "\(activeFiles.count) data files are too many to open")
        }
        var rows: Int64 = 0
        for file in activeFiles {
            let counted: Int64
            if let known = file.recordCount { counted = known } else { counted = try footerRows(of: file) }
            let (sum, overflow) = rows.addingReportingOverflow(counted - file.deletedCount)
            guard !overflow, counted >= file.deletedCount else {
                throw ThriftProblem(reason: "\(file.key.path.quotedPath) has fewer rows than are deleted")
            }
            rows = sum
        }
        return rows
    }

    private func footerRows(of file: DeltaFile) throws(ThriftProblem) -> Int64 {
        do throws(DatasetError) {
            let open = try openData(file)
            let size = Int64(try open.status(Self.operation, on: file.key.path.quotedPath).st_size)
            do throws(ThriftProblem) { return try ParquetFooter(of: open.number, size: size).rows } catch {
                throw DatasetError(
                    .malformedLog, operation: Self.operation,
                    "\(file.key.path.quotedPath) is not Parquet: \(error.reason)")
            }
        } catch { throw ThriftProblem(reason: error.message) }
    }

    /// The SHA-256 of each data file, sorted and each once. Together they may have `limit` bytes.
    func fileDigests(limit: Int64, isCancelled: () -> Bool) throws(DatasetError) -> [Digest] {
        let bytes = activeFiles.reduce(0.0) { $0 + Double($1.size) }
        guard bytes <= Double(limit) else {
            throw DatasetError(
                .tooLarge, operation: Self.operation,
                "the data files of \(table.quotedPath) have \(Int64(bytes)) bytes, and at most \(limit) are read")
        }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        var digests: Set<Digest> = []
        for file in activeFiles {
            if isCancelled() { throw DatasetError(.cancelled, operation: Self.operation, "the task was cancelled") }
            let open = try openData(file)
            var hasher = ContentHasher()
            while true {
                let count = try open.read(into: buffer, Self.operation, on: file.key.path.quotedPath)
                if count == 0 { break }
                hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
            digests.insert(hasher.digest)
        }
        return digests.sorted()
    }

    /// Opens a data file of the table. One that the log places elsewhere is not followed.
    private func openData(_ file: DeltaFile) throws(DatasetError) -> OpenDescriptor {
        let path = file.key.path
        guard let decoded = LoggedDatasetSource.percentDecoded(path[...].utf8), !decoded.hasPrefix("/"),
            !decoded.utf8.split(separator: UInt8(ascii: "/")).contains(where: { $0.elementsEqual("..".utf8) }),
            !decoded.contains(":/")
        else {
            throw DatasetError(
                .unsupportedFeature, operation: Self.operation,
                "\(path.quotedPath) lies outside of the table, and is not read")
        }
        return try OpenDescriptor.file("\(table)/\(decoded)", Self.operation)
    }
}

/// Delta's schema string: JSON of a structure's fields.
enum DeltaSchema {
    /// The columns with their types; a nested type is its JSON.
    static func columns(of text: String) throws(JSONProblem) -> [DatasetColumn] {
        var text = text
        let result: Result<[DatasetColumn], JSONProblem> = text.withUTF8 { buffer in
            let bytes = UnsafeRawBufferPointer(buffer)
            var cursor = JSONCursor(bytes)
            var columns: [DatasetColumn] = []
            do throws(JSONProblem) {
                try cursor.readObject { cursor, key throws(JSONProblem) in
                    guard key == "fields" else { return try cursor.skipValue() }
                    try cursor.readArray { cursor throws(JSONProblem) in columns.append(try column(&cursor, bytes)) }
                }
                try cursor.expectEnd()
                return .success(columns)
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    private static func column(
        _ cursor: inout JSONCursor, _ bytes: UnsafeRawBufferPointer
    ) throws(JSONProblem) -> DatasetColumn {
        var (name, type): (String?, String?)
        try cursor.readObject { cursor, key throws(JSONProblem) in
            switch key {
            case "name": name = try cursor.readString()
            case "type" where cursor.isAtString(): type = try cursor.readString()
            case "type":
                let start = cursor.position
                try cursor.skipValue()
                type = String(decoding: bytes[start..<cursor.position], as: UTF8.self)
            default: try cursor.skipValue()
            }
        }
        guard let name, let type else { throw cursor.problem("a field without name or type") }
        return DatasetColumn(name: name, type: type)
    }
}
