internal import Glibc

/// Hands out a file's lines one by one from a buffer that grows with the longest line, not with the file.
struct DeltaLineReader {
    private static let initialCapacity = 256 << 10

    let maximumLineLength: Int

    /// Calls `body` with the number (from 1) and the bytes of each line, without its line feed. A last line without one counts. The
    /// bytes are valid during the call.
    func forEachLine(
        of file: borrowing OpenDescriptor, named name: String, capacity: Int = initialCapacity,
        _ body: (Int, UnsafeRawBufferPointer) throws(DatasetError) -> Void
    ) throws(DatasetError) {
        let operation = "reading a Delta log"
        var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
        defer { buffer.deallocate() }
        // The line that is being read begins at 0 and is known to have no line feed before `filled`.
        var filled = 0
        var number = 1
        while true {
            if filled == buffer.count {
                guard filled <= maximumLineLength else { throw tooLong(number, name, operation) }
                let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 16)
                larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
                buffer.deallocate()
                buffer = larger
            }
            let count = try file.read(into: buffer, from: filled, operation, on: name)
            if count == 0 { break }
            var start = 0
            var searched = filled
            filled += count
            while let feed = Self.lineFeed(in: buffer, searched..<filled) {
                guard feed - start <= maximumLineLength else { throw tooLong(number, name, operation) }
                try body(number, UnsafeRawBufferPointer(rebasing: buffer[start..<feed]))
                number += 1
                start = feed + 1
                searched = start
            }
            if start > 0, start < filled, let base = buffer.baseAddress { memmove(base, base + start, filled - start) }
            filled -= start
        }
        guard filled <= maximumLineLength else { throw tooLong(number, name, operation) }
        if filled > 0 { try body(number, UnsafeRawBufferPointer(rebasing: buffer[..<filled])) }
    }

    private static func lineFeed(in buffer: UnsafeMutableRawBufferPointer, _ range: Range<Int>) -> Int? {
        guard let base = buffer.baseAddress, let found = memchr(base + range.lowerBound, 0x0A, range.count) else {
            return nil
        }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    private func tooLong(_ number: Int, _ name: String, _ operation: String) -> DatasetError {
        DatasetError(
            .tooLarge, operation: operation, "\(name):\(number): the line is longer than \(maximumLineLength) bytes")
    }
}
