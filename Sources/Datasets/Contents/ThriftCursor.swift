/// Bytes that are not the Thrift that was expected.
struct ThriftProblem: Error, Hashable {
    let reason: String
}

/// Reads Thrift's compact protocol, in which Parquet writes its footers, the caller saying at each field whether to read or skip it.
/// Format: <https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>.
///
/// Nothing is read past the end, nesting is bounded, and a list cannot have more elements than there are bytes.
struct ThriftCursor {
    private static let maximumDepth = 32

    /// The types of the compact protocol, as they stand in a field's or a list's header.
    enum Kind: UInt8 {
        case stop, yes, no, byte, int16, int32, int64, double, binary, list, set, map, structure
    }

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads a structure, calling `field` with the number and type of each field; `field` must read or skip the value.
    mutating func readStructure(
        _ field: (inout ThriftCursor, Int, Kind) throws(ThriftProblem) -> Void
    ) throws(ThriftProblem) {
        try enter()
        var number = 0
        while true {
            let header = try byte()
            let kind = try kind(header & 0x0F)
            if kind == .stop { break }
            let step = Int(header >> 4)
            number = step == 0 ? Int(truncatingIfNeeded: try readInteger()) : number + step
            try field(&self, number, kind)
        }
        depth -= 1
    }

    /// Reads a list, calling `element` before each element, which it must read or skip.
    mutating func readList(
        _ element: (inout ThriftCursor, Kind) throws(ThriftProblem) -> Void
    ) throws(ThriftProblem) {
        try enter()
        let header = try byte()
        let count = header >> 4 == 15 ? try length() : Int(header >> 4)
        let kind = try kind(header & 0x0F)
        guard count <= bytes.count - position else { throw ThriftProblem(reason: "a list is longer than the footer") }
        for _ in 0..<count { try element(&self, kind) }
        depth -= 1
    }

    /// A whole number of any width.
    mutating func readInteger() throws(ThriftProblem) -> Int64 {
        let zigzag = try varint()
        return Int64(bitPattern: zigzag >> 1) ^ -Int64(bitPattern: zigzag & 1)
    }

    mutating func readText() throws(ThriftProblem) -> String {
        let count = try length()
        defer { position += count }
        guard let text = String(validating: bytes[position..<position + count], as: UTF8.self) else {
            throw ThriftProblem(reason: "a name is not UTF-8")
        }
        return text
    }

    mutating func skip(_ kind: Kind) throws(ThriftProblem) {
        switch kind {
        case .stop, .yes, .no: break
        case .byte: _ = try byte()
        case .int16, .int32, .int64: _ = try varint()
        case .double: try advance(8)
        case .binary: try advance(try length())
        case .list, .set:
            try readList { cursor, kind throws(ThriftProblem) in try cursor.skipElement(kind) }
        case .map: try skipMap()
        case .structure: try readStructure { cursor, _, kind throws(ThriftProblem) in try cursor.skip(kind) }
        }
    }

    /// A truth value in a list has a byte of its own, unlike one in a field.
    private mutating func skipElement(_ kind: Kind) throws(ThriftProblem) {
        if kind == .yes || kind == .no { _ = try byte() } else { try skip(kind) }
    }

    private mutating func skipMap() throws(ThriftProblem) {
        let count = try length()
        guard count > 0 else { return }
        try enter()
        let kinds = try byte()
        let (key, value) = (try kind(kinds >> 4), try kind(kinds & 0x0F))
        for _ in 0..<count {
            try skipElement(key)
            try skipElement(value)
        }
        depth -= 1
    }

    private mutating func enter() throws(ThriftProblem) {
        depth += 1
        guard depth <= Self.maximumDepth else {
            throw ThriftProblem(reason: "nested more than \(Self.maximumDepth) deep")
        }
    }

    private func kind(_ code: UInt8) throws(ThriftProblem) -> Kind {
        guard let kind = Kind(rawValue: code) else { throw ThriftProblem(reason: "an unknown type \(code)") }
        return kind
    }

    private mutating func byte() throws(ThriftProblem) -> UInt8 {
        guard position < bytes.count else { throw ThriftProblem(reason: "it ends too early") }
        defer { position += 1 }
        return bytes[position]
    }

    /// A count of bytes or elements, of which there cannot be more than bytes are left.
    private mutating func length() throws(ThriftProblem) -> Int {
        let value = try varint()
        guard value <= UInt64(bytes.count - position) else { throw ThriftProblem(reason: "it ends too early") }
        return Int(value)
    }

    private mutating func advance(_ count: Int) throws(ThriftProblem) {
        guard count <= bytes.count - position else { throw ThriftProblem(reason: "it ends too early") }
        position += count
    }

    private mutating func varint() throws(ThriftProblem) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let next = try byte()
            value |= UInt64(next & 0x7F) << shift
            if next & 0x80 == 0 { return value }
        }
        throw ThriftProblem(reason: "a number is too long")
    }
}
