internal import Catalog
internal import Foundation
internal import HTTPTypes
internal import Promotion

/// What a download says about itself. A browser must never run what a client uploaded: every file is an attachment, types that have
/// scripts are not named, none is guessed, and a page that is opened all the same may do nothing.
enum ArtifactHeaders {
    static func fields(for file: ArtifactFile) -> HTTPFields {
        var fields: HTTPFields = [
            .contentType: contentType(of: file.path), .xContentTypeOptions: "nosniff", .acceptRanges: "bytes",
            .contentDisposition: disposition(of: file.path), .eTag: eTag(of: file),
            .contentSecurityPolicy: "sandbox; default-src 'none'; frame-ancestors 'none'",
        ]
        if let name = HTTPField.Name("Repr-Digest") {
            fields[name] = "sha-256=:\(Data(file.digest.bytes).base64EncodedString()):"
        }
        return fields
    }

    /// Equal for equal bytes, whatever their name.
    static func eTag(of file: ArtifactFile) -> String { "\"\(file.digest.rawValue)\"" }

    /// Whether `If-None-Match` says that the client has these bytes already.
    static func isKnown(_ file: ArtifactFile, _ headers: HTTPFields) -> Bool {
        headers[values: .ifNoneMatch].flatMap { $0.split(separator: ",") }.contains { tag in
            let tag = tag.drop { $0 == " " }
            return tag == "*" || tag.prefix { $0 != " " } == eTag(of: file) || tag == "W/\(eTag(of: file))"
        }
    }

    /// Which bytes a request asks for.
    enum Range: Hashable {
        case whole
        case part(Swift.Range<Int64>)
        case unsatisfiable
    }

    /// Which bytes of `file` are asked for. A range of another version of it (`If-Range`) counts as none.
    static func range(of file: ArtifactFile, _ headers: HTTPFields) -> Range {
        if let version = headers[.ifRange], version != eTag(of: file) { return .whole }
        return range(headers[.range], size: file.size)
    }

    /// Reads one range of bytes. Several, and what is no range, count as none: then all of the file is sent.
    static func range(_ header: String?, size: Int64) -> Range {
        guard let header, header.hasPrefix("bytes="), !header.contains(",") else { return .whole }
        let parts = header.dropFirst("bytes=".count).split(
            separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return .whole }
        switch (number(parts[0]), number(parts[1])) {
        case (let first?, let last?) where first <= last:
            return first < size ? .part(first..<min(last + 1, size)) : .unsatisfiable
        case (let first?, nil) where parts[1].isEmpty:
            return first < size ? .part(first..<size) : .unsatisfiable
        case (nil, let count?) where parts[0].isEmpty:
            return count > 0 && size > 0 ? .part(max(0, size - count)..<size) : .unsatisfiable
        default:
            return .whole
        }
    }

    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.count <= 18, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }

    private static func contentType(of path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        switch name.split(separator: ".", omittingEmptySubsequences: false).last?.lowercased() {
        case "json": return "application/json"
        case "txt", "log", "md", "py", "yaml", "yml", "cfg", "ini", "mlmodel": return "text/plain; charset=utf-8"
        case "csv": return "text/csv; charset=utf-8"
        case "png": return "image/png"
        case "jpg", "jpeg": return "image/jpeg"
        case "gif": return "image/gif"
        default: return "application/octet-stream"
        }
    }

    /// RFC 6266: a plain name as it is; any other as RFC 8187 has it, after one in ASCII for clients that do not know that.
    static func disposition(of path: String) -> String {
        let name = path.utf8.split(separator: UInt8(ascii: "/")).last ?? "".utf8[...]
        if name.allSatisfy(isPlain) { return "attachment; filename=\(String(Substring(name)))" }
        let digits = Array("0123456789ABCDEF")
        var plain = ""
        var encoded = ""
        for byte in name {
            let character = Character(Unicode.Scalar(byte))
            let isSafe = isPlain(byte)
            encoded += isSafe ? "\(character)" : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            // One for each character, however many bytes it has.
            if byte & 0xC0 != 0x80 { plain.append(isSafe || byte == UInt8(ascii: " ") ? character : "_") }
        }
        return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(encoded)"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }
}
