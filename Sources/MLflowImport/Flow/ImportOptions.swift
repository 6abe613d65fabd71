package import Promotion

/// What is to come, and where to.
package struct ImportOptions: Sendable {
    package var workspace = WorkspaceName.sandbox
    /// Names; empty means all.
    package var experiments: [String] = []
    package var models: [String] = []
    /// Only runs that started then or later.
    package var since: Timestamp?
    package var bringsFiles = true
    /// How many requests are under way at the same time.
    package var concurrency = 4
    /// Whether experiments and models that are there already, and not from this source, may take what comes.
    package var intoExisting = false

    package init() {}

    /// For the record.
    var recorded: [String: String] {
        var recorded: [String: String] = [:]
        if !experiments.isEmpty { recorded["experiments"] = String(experiments.joined(separator: ", ").prefix(1000)) }
        if !models.isEmpty { recorded["models"] = String(models.joined(separator: ", ").prefix(1000)) }
        if let since { recorded["since"] = String(since.milliseconds) }
        if !bringsFiles { recorded["artifacts"] = "no" }
        if intoExisting { recorded["intoExisting"] = "yes" }
        return recorded
    }
}

/// Names at the source that are taken in the workspace, or are not at the source: nothing has been changed.
package struct ImportConflict: Error, Sendable {
    /// A sentence each.
    package let sentences: [String]
}
