internal import Catalog
internal import HTTPTypes
internal import Promotion

/// What a download says about itself. A browser must never run what a client uploaded: every file is an attachment, types that have
/// scripts are not named, and none is guessed.
enum ArtifactHeaders {
    static func fields(for file: ArtifactFile) -> HTTPFields {
        var fields: HTTPFields = [
            .contentType: contentType(of: file.path), .xContentTypeOptions: "nosniff", .acceptRanges: "bytes",
            .contentDisposition: "attachment; filename*=UTF-8''\(encodedName(of: file.path))",
        ]
        fields[.eTag] = "\"\(file.digest.rawValue)\""
        return fields
    }

    /// Which bytes a request asks for.
    enum Range: Hashable {
        case whole
        case part(Swift.Range<Int64>)
        case unsatisfiable
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

    /// The last component as RFC 5987 has it.
    private static func encodedName(of path: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var encoded = ""
        for byte in (path.split(separator: "/").last ?? "").utf8 {
            let scalar = Unicode.Scalar(byte)
            if byte < 0x80,
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil || "-._~".utf8.contains(byte)
            {
                encoded.unicodeScalars.append(scalar)
            } else {
                encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return encoded
    }
}
