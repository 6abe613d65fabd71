internal import Promotion

/// Where in a request a name stands, for messages: `key`, or `params[3].key`.
enum NamePlace {
    case request
    case element(StaticString, Int)

    func text(_ member: String) -> String {
        switch self {
        case .request: member
        case .element(let list, let index): "\(list)[\(index)].\(member)"
        }
    }
}

extension EntityNames {
    /// With what the keys of tags begin that Sluice alone sets.
    static let reservedPrefix = "sluice."

    /// The key of a tag that a client sets or deletes.
    static func tagKey(_ key: String, at place: NamePlace) throws -> String {
        try refuseReserved(key)
        return try self.key(key, at: place, member: "key", called: place.text("key"))
    }

    /// Refuses with 403 the key of a tag that only Sluice sets.
    static func refuseReserved(_ key: String) throws {
        guard key.hasPrefix(reservedPrefix) else { return }
        throw MLflowError(
            .permissionDenied,
            "tag \(key.quotedForMessage) is set by Sluice alone; choose a key that does not begin with 'sluice.'")
    }

    /// The key of a metric, a param or a tag in a list of them.
    static func key(_ key: String, _ list: StaticString) throws -> String {
        try self.key(key, at: .element(list, 0), member: "key", called: "key")
    }

    /// The key of a metric, a param or a tag. `member` is what MLflow's messages call it at its place, `called` where it is too long.
    static func key(
        _ key: String, at place: NamePlace, member: String, called name: @autoclosure () -> String
    ) throws -> String {
        // Nearly all keys are short and plain; only others are looked at more closely.
        if key.utf8.count <= 250, key.utf8.allSatisfy(isPlain), !key.isEmpty { return key }
        guard key.unicodeScalars.allSatisfy({ isAlphanumeric($0) || "_-. :/".unicodeScalars.contains($0) }) else {
            throw MLflowError.invalid(
                "Invalid value \(JSON.string(key).shown) for parameter '\(place.text(member))' supplied: Names may only "
                    + "contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/)."
            )
        }
        try refuseOtherPath(key, place.text(member))
        return try bounded(key, 250, name())
    }

    /// What is a name in any alphabet as Python sees it.
    static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: true
        default: scalar.properties.numericType != nil
        }
    }

    /// Refuses a name that is another path than it says, in MLflow's words.
    static func refuseOtherPath(_ name: String, _ parameter: String) throws {
        let normalized = normalizedPath(name)
        guard normalized == name, name != ".", !name.hasPrefix(".."), !name.hasPrefix("/") else {
            throw MLflowError.invalid(
                "Invalid value \(JSON.string(name).shown) for parameter '\(parameter)' supplied: Names may be treated as "
                    + "files in certain cases, and must not resolve to other names when treated as such. This name would "
                    + "resolve to '\(normalized.prefix(80))'")
        }
    }

    /// The path without `.`, `..` and doubled slashes, as POSIX reads it; two slashes at the start stay.
    private static func normalizedPath(_ path: String) -> String {
        let root = path.hasPrefix("//") && !path.hasPrefix("///") ? "//" : path.hasPrefix("/") ? "/" : ""
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            guard part == ".." else {
                parts.append(part)
                continue
            }
            if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if root.isEmpty {
                parts.append(part)
            }
        }
        let normalized = root + parts.joined(separator: "/")
        return normalized.isEmpty ? "." : normalized
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "):
            true
        default: false
        }
    }
}
