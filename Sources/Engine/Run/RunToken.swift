import Catalog
import Promotion

/// What a step shows to the server to say who it is. Only its digest is stored; it dies with the attempt.
struct RunToken: Sendable {
    let text: String

    /// Tokens begin like this, so that scanners recognise one that leaked.
    static let prefix = "sluice_run_"

    init() {
        var generator = SystemRandomNumberGenerator()
        let words = (0..<4).map { _ in generator.next() as UInt64 }
        text = Self.prefix + words.map { String($0 | 1 << 63, radix: 36) }.joined()
    }

    var digest: Digest { Digest(ofText: text) }
}
