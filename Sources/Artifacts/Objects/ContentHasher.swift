internal import struct Crypto.SHA256
internal import Promotion

/// Computes the digest of bytes that come piece by piece.
struct ContentHasher: Sendable {
    private var state = SHA256()

    mutating func update(_ bytes: [UInt8]) { state.update(data: bytes) }

    /// The digest of all bytes so far.
    var digest: Digest {
        let digits = Array("0123456789abcdef".utf8)
        let text = state.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return Digest(checked: String(decoding: text, as: UTF8.self))
    }
}
