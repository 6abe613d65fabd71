internal import Catalog
internal import Promotion

extension Call {
    /// The registered model; 404 if the workspace has none of this name.
    func registeredModel(_ text: String) throws -> RegisteredModel {
        let name = try EntityNames.registeredModel(text)
        guard let model = try transaction.registeredModel(name, in: workspace.name) else { throw missingModel(name) }
        return model
    }

    /// The parameter `name`, which must be that of a registered model.
    func registeredModelName() throws -> String {
        let name = try EntityNames.registeredModel(requiredText("name"))
        guard try transaction.hasRegisteredModel(name, in: workspace.name) else { throw missingModel(name) }
        return name
    }

    /// The version that the parameter `version` gives, a number as text.
    func modelVersion(of model: String) throws -> ModelVersion {
        let text = try requiredText("version")
        let model = try EntityNames.registeredModel(model)
        guard let number = Int64(text) else {
            throw MLflowError.invalid("Parameter 'version' must be an integer, got \(text.quotedForMessage).")
        }
        guard let version = try transaction.modelVersion(number, of: model, in: name) else {
            throw MLflowError.missing("Model Version (name=\(model), version=\(text)) not found")
        }
        return version
    }

    /// The version that an alias names; `latest` in any case names the one with the highest number.
    func version(of model: String, alias: String) throws -> ModelVersion {
        if alias.lowercased() == "latest" {
            guard let latest = try transaction.newestVersion(of: model, in: name) else {
                try requireRegisteredModel(model)
                throw MLflowError.missing("Latest version not found for model \(model).")
            }
            return latest
        }
        guard let number = try transaction.version(ofAlias: alias, of: model, in: name),
            let version = try transaction.modelVersion(number, of: model, in: name)
        else {
            try requireRegisteredModel(model)
            throw MLflowError.invalid("Registered model alias \(alias) not found.")
        }
        return version
    }

    private func requireRegisteredModel(_ model: String) throws {
        guard try transaction.hasRegisteredModel(model, in: name) else { throw missingModel(model) }
    }

    /// The version that `name` and `version` give, if the caller may see it.
    func readableVersion() throws -> ModelVersion {
        let version = try modelVersion(of: requiredText("name"))
        try requireReadable(isChampion: version.aliases.contains(ModelAlias.champion))
        return version
    }

    func missingModel(_ name: String) -> MLflowError {
        .missing("Registered Model with name=\(name) not found")
    }
}

extension JSONObject {
    /// Writes the members of MLflow's `RegisteredModel`.
    mutating func write(_ model: RegisteredModel) {
        set("name", model.name)
        set("creation_timestamp", model.createdAt.milliseconds)
        set("last_updated_timestamp", model.updatedAt.milliseconds)
        if let description = model.description, !description.isEmpty { set("description", description) }
        list("latest_versions", model.latestVersions) { $0.write($1, withAliases: false) }
        write("tags", model.tags)
        list("aliases", model.aliases) { object, alias in
            object.set("alias", alias.alias)
            object.set("version", String(alias.version))
        }
    }

    /// Writes the members of MLflow's `ModelVersion`. Searches and lists of a model's versions leave the aliases out, as MLflow does.
    mutating func write(_ version: ModelVersion, withAliases: Bool) {
        set("name", version.name)
        set("version", String(version.version))
        set("creation_timestamp", version.createdAt.milliseconds)
        set("last_updated_timestamp", version.updatedAt.milliseconds)
        set("current_stage", version.stage.rawValue)
        set("description", version.description ?? "")
        set("source", version.source)
        set("run_id", version.runID ?? "")
        set("status", "READY")
        write("tags", version.tags)
        set("run_link", version.runLink ?? "")
        if withAliases { list("aliases", texts: version.aliases) }
        set("model_id", version.modelID)
    }
}
