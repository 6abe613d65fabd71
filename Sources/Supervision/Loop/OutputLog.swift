import Glibc

/// The log of an attempt: the first bytes of the output as they come, and, if there is more than the limit, a line that says how
/// much was dropped, followed by the last bytes, where errors usually stand.
///
/// A log that cannot be written, because the disk is full, loses what it loses and counts it; the step goes on.
struct OutputLog: ~Copyable {
    private let file: Descriptor
    private let headLimit: Int64
    private var tail: TailBuffer
    private var headBytes: Int64 = 0
    /// All bytes offered.
    private(set) var totalBytes: Int64 = 0
    /// Bytes that are not in the file, the tail included until `finish()`.
    var droppedBytes: Int64 { totalBytes - headBytes }

    init(file: consuming Descriptor, limit: Int64) {
        self.file = file
        let tailLimit = min(limit / 4, 64 << 10)
        headLimit = limit - tailLimit
        tail = TailBuffer(capacity: Int(tailLimit))
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        totalBytes += Int64(bytes.count)
        let fitting = Int(min(Int64(bytes.count), max(0, headLimit - headBytes)))
        var written = 0
        // Once something was dropped nothing more goes into the head, or the log would have a hole without a mark.
        if fitting > 0, headBytes + Int64(bytes.count) == totalBytes {
            written = write(UnsafeRawBufferPointer(rebasing: bytes[..<fitting]))
            headBytes += Int64(written)
        }
        tail.append(UnsafeRawBufferPointer(rebasing: bytes[written...]))
    }

    /// Writes the mark and the last bytes, if something was dropped.
    ///
    /// - Returns: how many bytes are missing in the log for good.
    mutating func finish() -> Int64 {
        guard droppedBytes > 0 else { return 0 }
        let last = tail.contents
        let missing = droppedBytes - Int64(last.count)
        let mark = missing > 0 ? "\n[sluice: \(missing) bytes of output dropped here]\n" : ""
        let expected = mark.utf8.count + last.count
        let written = (Array(mark.utf8) + last).withUnsafeBytes { write($0) }
        return written == expected ? missing : droppedBytes
    }

    /// How many bytes went into the file.
    private func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        var done = 0
        while done < bytes.count {
            let count = Glibc.write(file.number, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                break
            }
        }
        return done
    }
}

/// The last bytes of a stream.
private struct TailBuffer {
    private var bytes: [UInt8] = []
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    /// Lets the buffer grow to twice its capacity before it is cut, so that a byte is moved once on average.
    mutating func append(_ new: UnsafeRawBufferPointer) {
        if new.count >= capacity {
            bytes.removeAll(keepingCapacity: true)
            bytes.append(contentsOf: new.suffix(capacity))
        } else {
            bytes.append(contentsOf: new)
            if bytes.count > 2 * capacity { bytes.removeFirst(bytes.count - capacity) }
        }
    }

    var contents: ArraySlice<UInt8> { bytes.suffix(capacity) }
}
