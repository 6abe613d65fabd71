internal import Catalog
internal import Promotion

/// MLflow's rules for names and lengths, where they come in.
enum EntityNames {
    static func experiment(_ name: String) throws -> String {
        guard name.utf8.count <= 500 else {
            throw MLflowError.invalid("'name' exceeds the maximum length of 500 characters")
        }
        return name
    }

    static func experimentTag(_ tag: Entry) throws -> Entry {
        Entry(key: try key(tag.key, "tags"), value: try bounded(tag.value, 20_000, "tags"))
    }

    /// A tag of a run or a logged model: a longer value is cut, as MLflow does.
    static func runTag(_ tag: Entry) throws -> Entry {
        Entry(key: try key(tag.key, "tags"), value: String(tag.value.prefix(8000)))
    }

    /// A param: a longer value is cut, as MLflow does.
    static func param(_ param: Entry) throws -> Entry {
        Entry(key: try key(param.key, "params"), value: String(param.value.prefix(6000)))
    }

    static func registryTag(_ tag: Entry) throws -> Entry {
        Entry(key: try key(tag.key, "tags"), value: try bounded(tag.value, 100_000, "tags"))
    }

    /// The key of a metric, param or tag.
    static func key(_ key: String, _ parameter: String) throws -> String {
        guard !key.isEmpty else { throw MLflowError.missingParameter("key") }
        guard key.utf8.count <= 250 else {
            throw MLflowError.invalid(
                "'\(parameter)' key \(key.quotedForMessage) exceeds the maximum length of 250 characters")
        }
        let allowed = key.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "_-. :/".unicodeScalars.contains(scalar)
        }
        guard allowed else {
            throw MLflowError.invalid(
                "Invalid value \"\(key)\" for parameter '\(parameter)[0].name' supplied: Names may only contain "
                    + "alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).")
        }
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
            throw MLflowError.invalid(
                "Invalid value \"\(key)\" for parameter '\(parameter)[0].name' supplied: Names may be treated as files in "
                    + "certain cases, and must not resolve to other names when treated as such.")
        }
        return key
    }

    static func alias(_ alias: String) throws -> String {
        let isWord = alias.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_" || scalar == "-"
        }
        guard isWord, alias.utf8.count <= 255 else {
            throw MLflowError.invalid(
                "Invalid alias name: \(alias.quotedForMessage). Alias names may only contain alphanumerics, underscores "
                    + "and dashes, and at most 255 characters")
        }
        let lowered = alias.lowercased()
        guard lowered != "latest" else {
            throw MLflowError.invalid("'latest' alias name (case insensitive) is reserved.")
        }
        guard !(lowered.hasPrefix("v") && lowered.count > 1 && Int(lowered.dropFirst()) != nil) else {
            throw MLflowError.invalid("Version alias name '\(alias)' is reserved.")
        }
        return alias
    }

    static func registeredModel(_ name: String) throws -> String {
        do {
            return try ModelName(validating: name).rawValue
        } catch {
            throw MLflowError.invalid("Invalid model name: \(error)")
        }
    }

    private static func bounded(_ value: String, _ longest: Int, _ parameter: String) throws -> String {
        guard value.utf8.count <= longest else {
            throw MLflowError.invalid("'\(parameter)' value exceeds the maximum length of \(longest) characters")
        }
        return value
    }
}
