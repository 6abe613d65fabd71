internal import Foundation
internal import HTTPTypes
internal import Promotion

/// What an upload's header says about its bytes: how many, and which SHA-256 they have (RFC 9530, and `Digest` of RFC 3230 before it).
struct AnnouncedContent {
    let length: Int64?
    let digest: Digest?

    /// Digests by other algorithms are passed over; one that cannot be read, and two that differ, are refused. So is a part of a
    /// file: nothing but whole files is taken.
    init(_ headers: HTTPFields) throws {
        guard headers[.contentRange] == nil else {
            throw MLflowError.invalid("Content-Range is not taken: an upload is one whole file")
        }
        length = headers[.contentLength].flatMap { Int64($0) }
        var digests: Set<Digest> = []
        for name in ["Content-Digest", "Repr-Digest"] {
            for value in try Self.members(of: name, headers) {
                digests.insert(try Self.digest(in: value, name, quote: ":"))
            }
        }
        for value in try Self.members(of: "Digest", headers) {
            digests.insert(try Self.digest(in: value, "Digest", quote: ""))
        }
        guard digests.count <= 1 else { throw MLflowError.invalid("The request announces two different digests") }
        digest = digests.first
    }

    /// Refuses an upload that ended early.
    func requireLength(_ count: Int64) throws {
        guard let length, length != count else { return }
        throw MLflowError.invalid("The upload broke off after \(count) of its \(length) bytes; nothing of it is kept")
    }

    /// The values for `sha-256`, whose name's case does not count.
    private static func members(of name: String, _ headers: HTTPFields) throws -> [Substring] {
        guard let field = HTTPField.Name(name) else { return [] }
        return headers[values: field].flatMap { $0.split(separator: ",") }.compactMap { member in
            let parts = member.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].trimmed.lowercased() == "sha-256" else { return nil }
            return parts[1].trimmed
        }
    }

    private static func digest(in value: Substring, _ name: String, quote: String) throws -> Digest {
        var text = value
        if let end = text.firstIndex(of: ";") { text = text[..<end].trimmed }
        let isQuoted = text.utf8.count >= 2 && text.hasPrefix(quote) && text.hasSuffix(quote)
        guard quote.isEmpty || isQuoted,
            let bytes = Data(base64Encoded: String(text.dropFirst(quote.count).dropLast(quote.count))),
            let digest = Digest(bytes: bytes)
        else { throw MLflowError.invalid("\(name) has no SHA-256 digest in base64, such as sha-256=:…:") }
        return digest
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}

extension Digest {
    /// nil unless there are 32 bytes.
    init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        self.init(
            rawValue: bytes.map { byte in
                let digits = String(byte, radix: 16)
                return byte < 16 ? "0" + digits : digits
            }.joined())
    }

    /// Its 32 bytes.
    var bytes: [UInt8] {
        let digits = rawValue.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
