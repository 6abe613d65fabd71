internal import Glibc
internal import Promotion

/// Gathers rows and columns of the files of a tree while their bytes are read for the digest. Names that begin with `.` or `_` are
/// what writers leave beside the data, as everywhere in the Hadoop world, and have no rows.
struct TreeProfile {
    private(set) var contents = DatasetContents(rows: 0)
    private var firstFile = ""

    /// What of a file is watched while it is read.
    enum Watch {
        case nothing
        case csv(CSVProfile)
        case parquet

        init(name: String) {
            switch name.split(separator: ".").last?.lowercased() {
            case "csv": self = .csv(CSVProfile())
            case "parquet": self = .parquet
            default: self = .nothing
            }
        }

        mutating func update(_ bytes: UnsafeRawBufferPointer) {
            guard case .csv(var profile) = self else { return }
            profile.update(bytes)
            self = .csv(profile)
        }
    }

    /// Takes a file whose bytes have all been read.
    mutating func add(_ name: String, _ watch: Watch, file: Int32, size: Int64, modified: Timestamp) {
        contents.newest = max(contents.newest ?? modified, modified)
        if name.hasPrefix(".") || name.hasPrefix("_") { return }
        switch watch {
        case .nothing: fail("\(name.quotedForMessage) is neither CSV nor Parquet, so its rows are not known")
        case .csv(var profile):
            switch profile.finish() {
            case .success(let found):
                take(name, rows: found.rows, columns: found.columns.map { DatasetColumn(name: $0, type: nil) })
            case .failure(let problem): fail("\(name.quotedForMessage) is not CSV: \(problem.reason)")
            }
        case .parquet:
            do throws(ThriftProblem) {
                let footer = try ParquetFooter(of: file, size: size)
                take(name, rows: footer.rows, columns: footer.columns)
            } catch { fail("\(name.quotedForMessage) is not Parquet: \(error.reason)") }
        }
    }

    private mutating func take(_ name: String, rows: Int64, columns: [DatasetColumn]) {
        if let sum = contents.rows?.addingReportingOverflow(rows) {
            if sum.overflow { fail("its rows are more than can be counted") } else { contents.rows = sum.partialValue }
        }
        guard contents.columnsUnknown == nil else { return }
        if contents.columns == nil {
            contents.columns = columns
            firstFile = name
        } else if contents.columns != columns {
            contents.columns = nil
            contents.columnsUnknown =
                "\(name.quotedForMessage) has other columns than \(firstFile.quotedForMessage)"
        }
    }

    private mutating func fail(_ reason: String) {
        contents.rows = nil
        contents.columns = nil
        contents.rowsUnknown = contents.rowsUnknown ?? reason
        contents.columnsUnknown = contents.columnsUnknown ?? reason
    }

    /// Everything that was found, with the digests of all files.
    func contents(files: [Digest]) -> DatasetContents {
        var contents = contents
        if contents.columns == nil, contents.columnsUnknown == nil {
            contents.columnsUnknown = "there is no file with columns in it"
        }
        contents.files = Set(files).sorted()
        return contents
    }
}
