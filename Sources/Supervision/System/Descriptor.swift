import CLinux
import Glibc

/// An open file descriptor, closed when its owner ends.
package struct Descriptor: ~Copyable, Sendable {
    package let number: Int32

    /// Takes over `number`, which nobody else may close.
    package init(owning number: Int32) { self.number = number }

    deinit { close(number) }

    /// Opens a file, closed in programs started later; `mode` is for one that is created.
    package init(opening path: String, _ flags: Int32, mode: UInt32 = 0o600) throws(SupervisionError) {
        let number = open(path, flags | O_CLOEXEC, mode)
        guard number >= 0 else { throw SupervisionError(operation: "opening '\(path)'") }
        self.number = number
    }

    /// Gives up ownership; the caller closes the number.
    package consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }

    /// Reads at most `buffer.count` bytes; 0 at the end, nil if a non-blocking descriptor has nothing now.
    package borrowing func read(into buffer: UnsafeMutableRawBufferPointer) throws(SupervisionError) -> Int? {
        while true {
            let count = Glibc.read(number, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno == EINTR { continue }
            if errno == EAGAIN { return nil }
            throw SupervisionError(operation: "reading")
        }
    }

    /// Writes all bytes, however many calls it takes.
    package borrowing func write(_ bytes: UnsafeRawBufferPointer) throws(SupervisionError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = Glibc.write(number, rest.baseAddress, rest.count)
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                throw SupervisionError(errno: count == 0 ? EIO : errno, operation: "writing")
            }
        }
    }

    /// Writes all bytes of an array.
    borrowing func writeAll(_ bytes: [UInt8]) throws(SupervisionError) {
        let failure = bytes.withUnsafeBytes { bytes -> SupervisionError? in
            do throws(SupervisionError) {
                try write(bytes)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Lets reads and writes return at once when they would wait.
    package borrowing func becomeNonBlocking() {
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
    }
}

/// A pipe whose ends are closed in programs started later.
package struct Pipe: ~Copyable, Sendable {
    package let readEnd: Descriptor
    package let writeEnd: Descriptor

    package init() throws(SupervisionError) {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw SupervisionError(operation: "making a pipe") }
        readEnd = Descriptor(owning: ends[0])
        writeEnd = Descriptor(owning: ends[1])
    }

    /// The reading end alone; the writing end is closed here.
    package consuming func keepReadEnd() -> Descriptor { readEnd }
}
