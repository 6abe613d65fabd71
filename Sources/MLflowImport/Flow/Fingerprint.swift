import Crypto
import FoundationEssentials
import Promotion

/// What a source said of an object, in short: equal records have equal ones.
enum Fingerprint {
    /// Changes when records are read in another way, so that what came before comes again.
    private static let version: UInt8 = 1

    static func of(_ records: [any Encodable & Sendable], withFiles: Bool) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        var hasher = SHA256()
        hasher.update(data: [version])
        for record in records { hasher.update(data: try encoder.encode(record)) }
        let digits = Array("0123456789abcdef".utf8)
        let text = hasher.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self) + (withFiles ? ImportFingerprint.withFiles : "")
    }
}
