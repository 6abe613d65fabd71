internal import Catalog
internal import Promotion

/// Sources that name a version of a registered model: what `copy_model_version` sends. Their own sources were checked when they were
/// made, so a copy of a copy is at the place of the first one, and goes on being there when the others are deleted.
extension ModelSource {
    /// The version that `source` names by number, alias, stage or as the latest; nil if it is not of that form.
    static func copiedVersion(_ source: String, _ call: Call) throws -> ModelVersion? {
        guard let rest = source.dropping(prefix: "models:/") else { return nil }
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1:
            guard let at = parts[0].lastIndex(of: "@") else { return nil }
            let name = try model(String(parts[0][..<at]), source, call)
            return try call.version(of: name, alias: String(parts[0][parts[0].index(after: at)...]))
        case 2:
            let name = try model(parts[0], source, call)
            if let number = Int64(parts[1]) {
                guard let version = try call.transaction.modelVersion(number, of: name, in: call.name) else {
                    throw MLflowError.missing("Model Version (name=\(name), version=\(number)) not found")
                }
                return version
            }
            return try version(of: name, inStage: parts[1], call)
        default: return nil
        }
    }

    private static func version(of name: String, inStage text: String, _ call: Call) throws -> ModelVersion {
        if text.lowercased() == "latest" { return try call.version(of: name, alias: text) }
        let stage = try ModelVersionService.stage(text)
        guard
            let latest = try call.transaction.latestVersions(of: name, in: call.name).first(where: { $0.stage == stage }
            )
        else {
            throw MLflowError.missing(
                "No versions of model with name \(name.quotedForMessage) and stage '\(stage.rawValue)' found")
        }
        return latest
    }

    private static func model(_ name: String, _ source: String, _ call: Call) throws -> String {
        let model = try call.registeredModel(name)
        guard !Prompt.isMarked(model.tags) else {
            throw MLflowError.invalid(
                "Invalid model version source: \(source.quotedForMessage). Prompt versions cannot be used as model version "
                    + "sources.")
        }
        return model.name
    }

    /// Refuses ids that are not those of the version that is copied. What the request leaves out is not compared.
    static func requireSame(_ copied: ModelVersion, _ call: Call, _ source: String) throws {
        let (run, model) = (try call.text("run_id"), try call.text("model_id"))
        guard run ?? copied.runID ?? "" == copied.runID ?? "", model ?? copied.modelID ?? "" == copied.modelID ?? ""
        else {
            throw MLflowError.invalid(
                "Invalid model version source: \(source.quotedForMessage). The run_id and model_id request parameters must "
                    + "match the referenced model version.")
        }
    }
}

extension String {
    /// What follows `prefix`; nil if the text does not begin with it.
    func dropping(prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
