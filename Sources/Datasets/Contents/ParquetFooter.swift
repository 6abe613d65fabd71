internal import Glibc
internal import Promotion

/// What the footer of a Parquet file says: its rows and its columns. Data pages are not read.
/// Format: <https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift>, `FileMetaData`.
struct ParquetFooter {
    /// A footer grows with columns times row groups; whoever has a larger one has something else.
    static let maximumLength = 32 << 20

    let rows: Int64
    let columns: [DatasetColumn]

    /// Reads the footer of an open file of `size` bytes.
    init(of file: Int32, size: Int64) throws(ThriftProblem) {
        let tail = try Self.read(file, from: size - 8, count: 8, size: size)
        guard tail.suffix(4).elementsEqual("PAR1".utf8) else {
            throw ThriftProblem(reason: "it does not end as Parquet files do")
        }
        let length = tail.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= Self.maximumLength else { throw ThriftProblem(reason: "its footer has \(length) bytes") }
        try self.init(Self.read(file, from: size - 8 - Int64(length), count: length, size: size))
    }

    /// Reads the footer's bytes.
    init(_ bytes: [UInt8]) throws(ThriftProblem) {
        var cursor = ThriftCursor(bytes)
        var rows: Int64?
        var elements: [ParquetSchemaElement] = []
        try cursor.readStructure { cursor, field, kind throws(ThriftProblem) in
            switch (field, kind) {
            case (2, .list):
                try cursor.readList { cursor, kind throws(ThriftProblem) in
                    guard kind == .structure else { throw ThriftProblem(reason: "its schema is none") }
                    elements.append(try ParquetSchemaElement(&cursor))
                }
            case (3, .int64): rows = try cursor.readInteger()
            default: try cursor.skip(kind)
            }
        }
        guard let rows, rows >= 0 else { throw ThriftProblem(reason: "its footer does not say how many rows it has") }
        self.rows = rows
        columns = try ParquetSchemaElement.columns(of: elements)
    }

    private static func read(
        _ file: Int32, from start: Int64, count: Int, size: Int64
    ) throws(ThriftProblem) -> [UInt8] {
        guard start >= 0 else { throw ThriftProblem(reason: "it is too short for a Parquet file") }
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let found = bytes.withUnsafeMutableBytes { buffer in
                pread(file, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(start) + off_t(filled))
            }
            if found < 0, errno == EINTR { continue }
            guard found > 0 else { throw ThriftProblem(reason: "its footer cannot be read") }
            filled += found
        }
        return bytes
    }
}

/// A node of a Parquet schema, which is a tree written down in preorder.
struct ParquetSchemaElement {
    var name = ""
    private var type: Int64?
    private var repetition: Int64 = 0
    private var children = 0
    private var converted: Int64?
    private var scale: Int64 = 0
    private var precision: Int64 = 0
    /// The number of the member of `LogicalType`'s union.
    private var logical: Int?

    init(_ cursor: inout ThriftCursor) throws(ThriftProblem) {
        var element = Self(name: "")
        try cursor.readStructure { cursor, field, kind throws(ThriftProblem) in
            switch (field, kind) {
            case (1, .int32): element.type = try cursor.readInteger()
            case (3, .int32): element.repetition = try cursor.readInteger()
            case (4, .binary): element.name = try cursor.readText()
            case (5, .int32): element.children = Int(truncatingIfNeeded: try cursor.readInteger())
            case (6, .int32): element.converted = try cursor.readInteger()
            case (7, .int32): element.scale = try cursor.readInteger()
            case (8, .int32): element.precision = try cursor.readInteger()
            case (10, .structure):
                try cursor.readStructure { cursor, member, kind throws(ThriftProblem) in
                    element.logical = member
                    try cursor.skip(kind)
                }
            default: try cursor.skip(kind)
            }
        }
        self = element
    }

    private init(name: String) { self.name = name }

    /// The columns below the root, which comes first.
    static func columns(of elements: [ParquetSchemaElement]) throws(ThriftProblem) -> [DatasetColumn] {
        guard let root = elements.first, root.children >= 0 else { throw ThriftProblem(reason: "it has no schema") }
        var next = 1
        var columns: [DatasetColumn] = []
        while columns.count < root.children, next < elements.count {
            let name = elements[next].name
            columns.append(DatasetColumn(name: name, type: try typeText(elements, &next, depth: 0)))
        }
        guard columns.count == root.children, next == elements.count else {
            throw ThriftProblem(reason: "its schema is not a tree")
        }
        return columns
    }

    /// The type of the element at `next`, with all that is below it; moves `next` behind it.
    private static func typeText(
        _ elements: [ParquetSchemaElement], _ next: inout Int, depth: Int
    ) throws(ThriftProblem) -> String {
        guard next < elements.count, depth < 32 else { throw ThriftProblem(reason: "its schema is not a tree") }
        let element = elements[next]
        next += 1
        var text = element.leafType
        if element.type == nil {
            var parts: [String] = []
            while parts.count < element.children, next < elements.count {
                let name = elements[next].name
                parts.append("\(name):\(try typeText(elements, &next, depth: depth + 1))")
            }
            text = "struct<\(parts.joined(separator: ","))>"
        }
        return element.repetition == 2 ? "repeated \(text)" : text
    }

    /// Delta's name of a primitive type.
    private var leafType: String {
        switch (type, converted, logical) {
        case (_, 5, _), (_, _, 5): "decimal(\(precision),\(scale))"
        case (_, 6, _), (_, _, 6): "date"
        case (_, 9, _), (_, 10, _), (_, _, 8), (3, _, _): "timestamp"
        case (_, 15, _): "byte"
        case (_, 16, _): "short"
        case (0, _, _): "boolean"
        case (1, _, _): "integer"
        case (2, _, _): "long"
        case (4, _, _): "float"
        case (5, _, _): "double"
        case (6, 0, _), (6, 4, _), (6, 19, _), (6, _, 1), (6, _, 4), (6, _, 12): "string"
        default: "binary"
        }
    }
}
