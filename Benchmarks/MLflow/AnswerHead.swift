/// What is needed of an answer's status line and header fields.
struct AnswerHead {
    let status: Int
    let length: Int
    let isChunked: Bool
    /// Where the body begins.
    let end: Int

    /// Reads the head that `bytes` begins with; nil if it is not there as a whole.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let end = Self.end(of: bytes) else { return nil }
        var status = 0
        var length = 0
        var isChunked = false
        for (index, line) in bytes[..<end].split(separator: UInt8(ascii: "\n")).enumerated() {
            if index == 0 {
                status = Self.number(line.dropFirst(9).prefix(3))
            } else if let value = Self.value(of: "content-length:", in: line) {
                length = Self.number(value)
            } else if let value = Self.value(of: "transfer-encoding:", in: line) {
                isChunked = Self.value(of: "chunked", in: value) != nil
            }
        }
        self.status = status
        self.length = length
        self.isChunked = isChunked
        self.end = end
    }

    private typealias Text = Slice<UnsafeRawBufferPointer>

    private static func end(of bytes: UnsafeRawBufferPointer) -> Int? {
        var feeds = 0
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\n") {
                feeds += 1
                if feeds == 2 { return index + 1 }
            } else if byte != UInt8(ascii: "\r") {
                feeds = 0
            }
        }
        return nil
    }

    private static func value(of name: StaticString, in line: Text) -> Text? {
        let length = name.utf8CodeUnitCount
        guard line.count >= length else { return nil }
        for (index, byte) in line.prefix(length).enumerated() where byte | 0x20 != name.utf8Start[index] | 0x20 {
            return nil
        }
        return line.dropFirst(length).drop { $0 == UInt8(ascii: " ") }
    }

    private static func number(_ text: Text) -> Int {
        text.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.reduce(0) { $0 * 10 + Int($1 & 0x0F) }
    }
}
