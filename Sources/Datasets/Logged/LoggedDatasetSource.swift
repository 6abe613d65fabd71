/// Where a dataset came from, as a pipeline's code told `mlflow.log_input`.
///
/// MLflow's sources differ: a Delta source is `{"path": …, "delta_table_version": n}` (without the version if it is 0 or was not
/// given, since MLflow leaves out what is falsy), a local or remote file `{"uri": …}`, a web address `{"url": …}`, a Spark source
/// `{"path": …}`. Sources without a place, such as code or a table name, have no path.
package struct LoggedDatasetSource: Hashable, Sendable {
    /// A path on this machine, with `file:` taken off and percent signs decoded; otherwise the URI as it was logged.
    package let path: String
    /// The Delta version, if one was logged.
    package let version: Int64?

    package init(path: String, version: Int64?) {
        self.path = path
        self.version = version
    }

    /// Reads the `source` string of a logged dataset; nil if it is not JSON, or names no place.
    package static func parse(_ json: String) -> LoggedDatasetSource? {
        var json = json
        var place: String?
        var version: Int64?
        let isReadable = json.withUTF8 { bytes in
            var cursor = JSONCursor(UnsafeRawBufferPointer(bytes))
            do throws(JSONProblem) {
                try cursor.readObject { cursor, key throws(JSONProblem) in
                    switch key {
                    case "path" where cursor.isAtString(), "uri" where cursor.isAtString(),
                        "url" where cursor.isAtString():
                        place = try cursor.readString()
                    case "delta_table_version" where cursor.isAtString(): version = Int64(try cursor.readString())
                    case "delta_table_version" where cursor.isAtDigit(): version = try cursor.readInteger()
                    default: try cursor.skipValue()
                    }
                }
                try cursor.expectEnd()
                return true
            } catch {
                return false
            }
        }
        guard isReadable, let place, !place.isEmpty, !place.utf8.contains(0) else { return nil }
        guard let path = localPath(of: place) else { return nil }
        return LoggedDatasetSource(path: path, version: version)
    }

    /// Takes off `file:`; nil for a `file:` address of another host or with broken percent signs.
    private static func localPath(of place: String) -> String? {
        guard place.utf8.starts(with: "file:".utf8) else { return place }
        var rest = place.utf8.dropFirst("file:".utf8.count)
        if rest.starts(with: "//".utf8) {
            rest = rest.dropFirst(2)
            if rest.starts(with: "localhost/".utf8) { rest = rest.dropFirst("localhost".utf8.count) }
        }
        guard rest.first == UInt8(ascii: "/") else { return nil }
        return percentDecoded(rest)
    }

    /// The text without percent signs; nil if it is none, or has a NUL.
    static func percentDecoded(_ text: Substring.UTF8View) -> String? {
        var decoded: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16), value != 0
            else { return nil }
            decoded.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: decoded, as: UTF8.self)
    }
}
