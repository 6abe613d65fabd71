import Catalog
import struct Crypto.SHA256
import Promotion

/// A token of a person or a service: what it looks like, and by what it is looked up. The server keeps its digest only.
struct AccessToken: Sendable {
    /// `sluice_pat_<id>_<secret>` or `sluice_svc_<id>_<secret>`: the beginning tells scanners what has leaked, and the id whose it is.
    let text: String
    let id: String

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    /// A new one. The secret has 260 random bits.
    init(for kind: UserReport.Kind) {
        var generator = SystemRandomNumberGenerator()
        func letters(_ count: Int) -> String {
            let bytes = (0..<count).map { _ in Self.alphabet[Int(generator.next() as UInt64 >> 59)] }
            return String(decoding: bytes, as: UTF8.self)
        }
        id = letters(10)
        text = "\(Self.prefix(kind))\(id)_\(letters(52))"
    }

    var digest: Digest { Digest(ofText: text) }

    /// Whether the text looks like such a token, so that it is worth looking up.
    static func isPlausible(_ text: String) -> Bool {
        UserReport.Kind.allCases.contains { text.hasPrefix(prefix($0)) }
    }

    private static func prefix(_ kind: UserReport.Kind) -> String {
        switch kind {
        case .person: "sluice_pat_"
        case .service: "sluice_svc_"
        }
    }

    /// How long a token lives unless somebody says otherwise, and how long it may: 30 and 90 days.
    static let usualLifetime: Int64 = 30 * 86_400
    static let longestLifetime: Int64 = 90 * 86_400
}

/// The digest of a token as a key of tables in memory: no secret stays in them.
struct TokenKey: Hashable, Sendable {
    private let words: SIMD4<UInt64>

    init(_ text: String) {
        var text = text
        let digest = text.withUTF8 { SHA256.hash(data: UnsafeRawBufferPointer($0)) }
        words = digest.withUnsafeBytes { $0.loadUnaligned(as: SIMD4<UInt64>.self) }
    }
}
