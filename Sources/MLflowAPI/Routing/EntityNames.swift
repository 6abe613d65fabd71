internal import Catalog
internal import Promotion

/// MLflow's rules for names and lengths, where they come in. Lengths count characters as MLflow does: Unicode scalars.
///
/// Every tag that a client sets passes through here, and so does every key of one that it deletes: tags whose key begins with
/// `sluice.` are set by Sluice alone.
enum EntityNames {
    static func experiment(_ name: String) throws -> String {
        try bounded(name, 500, "name")
    }

    static func experimentTag(_ tag: Entry) throws -> Entry {
        Entry(key: try tagKey(tag.key, at: .request), value: try bounded(tag.value, 20_000, "value"))
    }

    /// A tag of a run: a longer value is cut, as MLflow does.
    static func runTag(_ tag: Entry) throws -> Entry { try runTag(tag, at: .request) }

    /// The tags of a run, as a list in a request.
    static func runTags(_ tags: [Entry]) throws -> [Entry] {
        try tags.enumerated().map { try runTag($1, at: .element("tags", $0)) }
    }

    private static func runTag(_ tag: Entry, at place: NamePlace) throws -> Entry {
        Entry(key: try tagKey(tag.key, at: place), value: tag.value.cut(8000))
    }

    /// A param of a run: a longer value is cut, as MLflow does.
    static func param(_ param: Entry) throws -> Entry { try self.param(param, at: .request) }

    /// The params of a run, as a list in a request.
    static func params(_ params: [Entry]) throws -> [Entry] {
        try params.enumerated().map { try param($1, at: .element("params", $0)) }
    }

    private static func param(_ param: Entry, at place: NamePlace) throws -> Entry {
        let key = try key(param.key, at: place, member: "key", called: "Param key")
        return Entry(key: key, value: param.value.cut(6000))
    }

    /// The key of a metric.
    static func metricKey(_ key: String, at place: NamePlace) throws -> String {
        try self.key(key, at: place, member: "name", called: "Metric name")
    }

    /// A param of a logged model. MLflow takes any key for these.
    static func modelParam(_ param: Entry) throws -> Entry {
        Entry(key: try freeKey(param.key), value: param.value.cut(6000))
    }

    /// A tag of a logged model. MLflow takes any key for these.
    static func modelTag(_ tag: Entry) throws -> Entry { try freeTag(tag) }

    /// A tag that a run is created with. MLflow takes any key for these too.
    static func freeTag(_ tag: Entry) throws -> Entry {
        try refuseReserved(tag.key)
        return Entry(key: try freeKey(tag.key), value: tag.value.cut(8000))
    }

    private static func freeKey(_ key: String) throws -> String {
        guard !key.isEmpty else { throw MLflowError.missingParameter("key") }
        return try bounded(key, 250, "key")
    }

    static func loggedModel(_ name: String) throws -> String {
        guard !name.contains(where: { "/:.%\"'".contains($0) }) else {
            throw MLflowError.invalid(
                "Invalid model name (\(name.quotedForMessage)) provided. Model name must be a non-empty string and cannot "
                    + "contain the following characters: ('/', ':', '.', '%', '\"', \"'\")")
        }
        return try bounded(name, 500, "name")
    }

    /// A tag of a registered model or a version.
    static func registryTag(_ tag: Entry) throws -> Entry {
        Entry(key: try tagKey(tag.key, at: .request), value: try bounded(tag.value, 100_000, "value"))
    }

    /// The key of a tag that is to be deleted from anything but a logged model.
    static func deletedTag(_ key: String) throws -> String { try tagKey(key, at: .request) }

    static func alias(_ alias: String) throws -> String {
        let isWord = alias.unicodeScalars.allSatisfy { isAlphanumeric($0) || $0 == "_" || $0 == "-" }
        guard isWord else {
            throw MLflowError.invalid(
                "Invalid alias name: \(alias.quotedForMessage). Names may only contain alphanumerics, underscores (_), and "
                    + "dashes (-).")
        }
        return try bounded(alias, 255, "Registered model alias name")
    }

    /// An alias that is to be set: not one that means a version by itself.
    static func settableAlias(_ text: String) throws -> String {
        let alias = try alias(text)
        let lowered = alias.lowercased()
        guard lowered != "latest" else {
            throw MLflowError.invalid("'latest' alias name (case insensitive) is reserved.")
        }
        let digits = lowered.dropFirst()
        guard !lowered.hasPrefix("v") || digits.isEmpty || !digits.allSatisfy({ $0.isWholeNumber }) else {
            throw MLflowError.invalid("Version alias name '\(alias)' is reserved.")
        }
        return alias
    }

    /// The name of a registered model that is to be made or looked up.
    static func registeredModel(_ name: String, _ parameter: String = "name") throws -> String {
        guard !name.allSatisfy(\.isWhitespace) else {
            throw MLflowError.invalid("Missing value for required parameter '\(parameter)'.")
        }
        guard !name.contains(where: { $0 == "/" || $0 == ":" }) else {
            throw MLflowError.invalid(
                "Invalid model name \(name.quotedForMessage). Names cannot contain '/' or ':'.")
        }
        try refuseOtherPath(name, "name")
        do {
            return try ModelName(validating: name).rawValue
        } catch {
            throw MLflowError.invalid("Invalid model name: \(error)")
        }
    }

    /// The text, which may not be longer than `longest` characters.
    static func bounded(_ text: String, _ longest: Int, _ name: String) throws -> String {
        // There are never more scalars than bytes.
        guard text.utf8.count <= longest || text.unicodeScalars.count <= longest else {
            throw MLflowError.invalid("'\(name)' exceeds the maximum length of \(longest) characters")
        }
        return text
    }
}

extension String {
    /// The first `longest` scalars.
    fileprivate func cut(_ longest: Int) -> String {
        guard utf8.count > longest else { return self }
        return String(unicodeScalars.prefix(longest))
    }
}
