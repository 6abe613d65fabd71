internal import struct Crypto.SHA256
internal import Promotion

/// Computes a SHA-256 over bytes, and over lists in a form in which no two lists are the same bytes.
struct ContentHasher {
    private var state = SHA256()

    mutating func update(_ bytes: UnsafeRawBufferPointer) { state.update(bufferPointer: bytes) }

    mutating func update(_ text: String) {
        var text = text
        text.withUTF8 { state.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    }

    /// Eight bytes, the most significant first.
    mutating func update(number: Int64) {
        withUnsafeBytes(of: number.bigEndian) { state.update(bufferPointer: $0) }
    }

    /// The length of the text's UTF-8 as a number, then its bytes.
    mutating func update(counted text: String) {
        update(number: Int64(text.utf8.count))
        update(text)
    }

    /// The digest of all bytes so far.
    var digest: Digest {
        let digits = Array("0123456789abcdef".utf8)
        let text = state.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return Digest(checked: String(decoding: text, as: UTF8.self))
    }
}
