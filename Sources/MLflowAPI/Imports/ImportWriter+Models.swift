internal import Catalog
internal import Promotion

extension ImportWriter {
    /// Stores a logged model.
    mutating func store(_ new: ImportedLoggedModel) throws {
        try Self.requireID(new.id)
        if let workspace = try transaction.workspace(ofLoggedModel: new.id) {
            guard workspace == call.name, try transaction.importMark(ofLoggedModel: new.id)?.source == report.source
            else {
                throw MLflowError.invalid(
                    "a logged model with this id is there already, and did not come from this source")
            }
        }
        guard let status = LoggedModel.Status(rawValue: new.status) else {
            throw MLflowError.invalid("it has no status that MLflow knows")
        }
        var model = LoggedModel(
            id: new.id, workspace: call.name, experimentID: try experimentID(new.experiment),
            name: String(new.name.prefix(500)), modelType: String(new.modelType.prefix(500)),
            sourceRunID: new.sourceRun, createdAt: Timestamp(milliseconds: new.created), origin: nil)
        model.updatedAt = Timestamp(milliseconds: new.updated)
        model.status = status
        model.tags = try kept(new.tags, of: .loggedModel, new.id, by: EntityNames.modelTag) + [markEntry]
        model.params = try kept(new.params, of: .loggedModel, new.id, by: EntityNames.modelParam)
        if try transaction.storeImportedLoggedModel(model, of: report, at: call.now) { noteNew(.loggedModel, new.id) }
        try countFiles(of: .model(id: new.id))
    }

    /// Adds a metric to a logged model; it waits if its run has not come.
    mutating func storeOfModel(_ new: ImportedMetric) throws {
        guard let model = new.model, let run = new.run,
            try transaction.importMark(ofLoggedModel: model)?.source == report.source
        else { throw MLflowError.invalid("the logged model has not been imported from this source") }
        guard try transaction.importMark(ofMLflowRun: run)?.source == report.source else { return noteWaiting(model) }
        for var metric in try metrics([new], of: .loggedModel, model) {
            metric.runID = run
            try transaction.storeImportedModelMetric(metric)
        }
    }

    /// Stores a registered model.
    mutating func store(_ new: ImportedRegisteredModel) throws {
        var model = new
        model.name = try EntityNames.registeredModel(new.name)
        try requireOwn(model.name)
        model.tags = try kept(new.tags, of: .registeredModel, new.name, by: EntityNames.registryTag)
            .map { ImportedEntry(key: $0.key, value: $0.value) }
        if try transaction.storeImportedRegisteredModel(model, of: report, at: call.now) {
            noteNew(.registeredModel, new.name)
        }
    }

    private func requireOwn(_ name: String) throws {
        guard !intoExisting, try transaction.hasRegisteredModel(name, in: call.name) else { return }
        guard try transaction.importMark(ofRegisteredModel: name, in: call.name)?.source == report.source else {
            throw MLflowError.invalid("there is a model of this name that did not come from this source")
        }
    }

    /// Stores a version under its own number. A number that meant another version here is refused.
    mutating func store(_ new: ImportedVersion) throws {
        let name = try EntityNames.registeredModel(new.name)
        try requireFree(new, name)
        var version = ModelVersion(
            workspace: call.name, name: name, description: new.description, source: new.source,
            artifactURI: try place(of: new), runID: try foreign(new.run, .run, new),
            runLink: new.runLink, modelID: try foreign(new.model, .loggedModel, new),
            createdAt: Timestamp(milliseconds: new.created), origin: nil,
            tags: try kept(new.tags, of: .modelVersion, new.id, by: EntityNames.registryTag) + [markEntry])
        version.version = new.version
        version.userID = String(new.userID.prefix(256))
        version.updatedAt = Timestamp(milliseconds: new.updated)
        let stage = try ModelVersionService.stage(new.stage)
        if stage != .none {
            let move = GuardedOperation.transitionStage(model: name, version: new.version, from: .none, to: stage)
            if try call.guardian.refusal(of: move, in: call.workspace, transaction) == nil {
                version.stage = stage
            } else {
                version.tags.append(Entry(key: Self.markTag + ".stage", value: stage.rawValue))
            }
        }
        if try transaction.storeImportedVersion(version, of: report, at: call.now) { noteNew(.modelVersion, new.id) }
        try fixFiles(of: version)
    }

    /// Its files came before it: what they are now is what the version is.
    private func fixFiles(of version: ModelVersion) throws {
        guard try transaction.manifestDigest(ofVersion: version.version, of: version.name, in: call.name) == nil,
            let files = try ModelManifest.text(of: version, call)
        else { return }
        try transaction.fixManifest(files, ofVersion: version.version, of: version.name, in: call.name)
    }

    private func requireFree(_ new: ImportedVersion, _ name: String) throws {
        guard let next = try transaction.nextVersion(of: name, in: call.name) else {
            throw MLflowError.invalid("its model has not been imported")
        }
        guard new.version > 0, new.version < Int64(Int32.max) else {
            throw MLflowError.invalid("\(new.version) is no version number")
        }
        if let found = try transaction.modelVersion(new.version, of: name, in: call.name) {
            let mark = try transaction.importMark(ofVersion: new.version, of: name, in: call.name)
            guard mark?.source == report.source, found.createdAt.milliseconds == new.created else {
                throw MLflowError.invalid("there is another version of this number")
            }
            return
        }
        guard new.version >= next, try !transaction.wasJudged(new.version, of: name, in: call.name) else {
            throw MLflowError.invalid("the number was another version's, and is never used again")
        }
    }

    /// The id of a run or a logged model, unless it names one that did not come from this source.
    private mutating func foreign(_ id: String?, _ kind: ImportKind, _ version: ImportedVersion) throws -> String? {
        guard let id, !id.isEmpty else { return nil }
        let isRun = kind == .run
        let workspace = try isRun ? transaction.workspace(ofMLflowRun: id) : transaction.workspace(ofLoggedModel: id)
        let mark = try isRun ? transaction.importMark(ofMLflowRun: id) : transaction.importMark(ofLoggedModel: id)
        guard workspace != nil, mark?.source != report.source else { return id }
        leaveOut(.modelVersion, version.id, "\(kind.rawValue) \(id.quotedForMessage) here is not the source's")
        return nil
    }

    /// Points an alias at an imported version, or notes a guarded one as a tag.
    mutating func store(_ new: ImportedAlias) throws {
        let alias = try EntityNames.settableAlias(new.alias)
        let mark = try transaction.importMark(ofVersion: new.version, of: new.name, in: call.name)
        guard mark?.source == report.source else { throw MLflowError.invalid("its version has not been imported") }
        let move = GuardedOperation.setAlias(alias, model: new.name, version: new.version)
        guard try call.guardian.refusal(of: move, in: call.workspace, transaction) == nil else {
            let tag = Entry(key: "\(Self.markTag).alias.\(alias)", value: "true")
            return try transaction.storeImportedTag(tag, onVersion: new.version, of: new.name, in: call.name)
        }
        if let held = try transaction.version(ofAlias: alias, of: new.name, in: call.name),
            try transaction.importMark(ofVersion: held, of: new.name, in: call.name) == nil
        {
            throw MLflowError.invalid("the alias is set here, to version \(held), which was not imported")
        }
        try transaction.storeImportedAlias(
            ModelAlias(alias: alias, version: new.version), of: new.name, in: call.name)
    }
}
