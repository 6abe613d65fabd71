internal import Catalog
internal import Promotion

extension ImportWriter {
    /// Stores an experiment, and says what its id is here.
    mutating func store(_ new: ImportedExperiment) throws {
        let isDefault = new.id == "0" || new.name == Self.defaultExperiment
        guard !new.name.isEmpty, !new.id.isEmpty, new.id.utf8.count <= 256 else {
            throw MLflowError.invalid("an experiment has a name and an id")
        }
        var experiment = try existing(new, isDefault: isDefault)
        if !isDefault {
            experiment.lifecycleStage = LifecycleStage(rawValue: new.lifecycleStage) ?? .active
            if let created = new.created { experiment.createdAt = created }
            if let updated = new.updated { experiment.updatedAt = updated }
        }
        experiment.tags = try kept(new.tags, of: .experiment, new.name, by: EntityNames.experimentTag)
        try transaction.storeImportedExperiment(experiment, sourceID: new.id, of: report, at: call.now)
        answer.experiments[new.id] = String(experiment.id)
    }

    private mutating func existing(_ new: ImportedExperiment, isDefault: Bool) throws -> Experiment {
        if isDefault {
            guard let id = try transaction.defaultExperimentID(in: call.name) else {
                throw MLflowError.invalid("workspace '\(call.name)' has no Default experiment yet")
            }
            return try call.experiment(String(id))
        }
        let name = try EntityNames.experiment(new.name)
        if let id = try transaction.experimentID(importedFrom: report.source, id: new.id, in: call.name) {
            if try transaction.experiment(named: name, in: call.name) == nil {
                try transaction.renameExperiment(id, to: name, now: call.now)
            }
            return try call.experiment(String(id))
        }
        if let found = try transaction.experiment(named: name, in: call.name) {
            guard try intoExisting || transaction.isImported(experiment: found.id, from: report.source) else {
                throw MLflowError.invalid("there is an experiment of this name that did not come from this source")
            }
            return found
        }
        let id = try transaction.createExperiment(named: name, in: call.name, tags: [], now: call.now)
        noteNew(.experiment, new.name)
        return try call.experiment(String(id))
    }

    /// Stores a run. Its params and tags replace those of an earlier import; metrics are added.
    mutating func store(_ new: ImportedRun) throws {
        try Self.requireID(new.id)
        if let workspace = try transaction.workspace(ofMLflowRun: new.id) {
            guard workspace == call.name, try transaction.importMark(ofMLflowRun: new.id)?.source == report.source
            else { throw MLflowError.invalid("a run with this id is there already, and did not come from this source") }
        }
        guard let status = MLflowRun.Status(rawValue: new.status),
            let stage = LifecycleStage(rawValue: new.lifecycleStage)
        else { throw MLflowError.invalid("it has no status and lifecycle stage that MLflow knows") }
        var run = MLflowRun(
            id: new.id, workspace: call.name, experimentID: try experimentID(new.experiment),
            name: String(new.name.prefix(500)), userID: String(new.userID.prefix(256)), status: status,
            startTime: new.started.map(Timestamp.init(milliseconds:)), origin: nil)
        run.endTime = new.ended.map(Timestamp.init(milliseconds:))
        run.lifecycleStage = stage
        var details = MLflowRunDetails(imported: run)
        details.tags = try kept(new.tags, of: .run, new.id, by: EntityNames.modelTag) + [markEntry]
        details.params = try kept(new.params, of: .run, new.id, by: EntityNames.param)
        details.metrics = try metrics(new.metrics, of: .run, new.id)
        details.datasets = try datasets(of: new)
        try link(new, &details)
        if try transaction.storeImportedRun(details, of: report, at: call.now) { noteNew(.run, new.id) }
        try countFiles(of: .run(id: new.id))
    }

    /// Links to logged models that are here; the others wait until those come.
    private mutating func link(_ new: ImportedRun, _ details: inout MLflowRunDetails) throws {
        for model in new.modelInputs + new.modelOutputs.map(\.model)
        where try !transaction.hasLoggedModel(model, in: call.name) { noteWaiting(new.id) }
        for model in new.modelInputs where try transaction.hasLoggedModel(model, in: call.name) {
            details.modelInputs.append(model)
        }
        for output in new.modelOutputs where try transaction.hasLoggedModel(output.model, in: call.name) {
            details.modelOutputs.append(ModelOutput(modelID: output.model, step: output.step))
        }
    }

    mutating func noteWaiting(_ id: String) { if answer.waiting.last != id { answer.waiting.append(id) } }

    mutating func countFiles(of owner: ArtifactOwner) throws {
        let count = try transaction.fileCount(of: owner)
        if count > 0 { answer.fileCounts[owner.id] = count }
    }

    private mutating func datasets(of run: ImportedRun) throws -> [DatasetInput] {
        var datasets: [DatasetInput] = []
        for input in run.datasets {
            guard !input.name.isEmpty, !input.digest.isEmpty, input.name.utf8.count <= 500,
                input.digest.utf8.count <= 36 * 8
            else {
                leaveOut(.run, run.id, "dataset \(input.name.quotedForMessage) has no usable name and digest")
                continue
            }
            datasets.append(
                DatasetInput(
                    name: input.name, digest: input.digest, sourceType: input.sourceType, source: input.source,
                    schema: input.schema, profile: input.profile,
                    tags: try kept(input.tags, of: .run, run.id, by: EntityNames.runTag)))
        }
        return datasets
    }

    /// Adds to the history of an imported run's metric.
    mutating func store(_ series: ImportedSeries) throws {
        let key = try EntityNames.metricKey(series.key, at: .request)
        guard try transaction.importMark(ofMLflowRun: series.run)?.source == report.source else {
            throw MLflowError.invalid("the run has not been imported from this source")
        }
        let count = series.values.count
        guard series.timestamps.count == count, series.steps.count == count else {
            throw MLflowError.invalid("values, timestamps and steps are not equally many")
        }
        let metrics = (0..<count).map { index in
            Metric(
                key: key, value: series.values[index],
                timestamp: Timestamp(milliseconds: series.timestamps[index]), step: series.steps[index])
        }
        try transaction.storeImportedHistory(metrics, ofMLflowRun: series.run)
    }

    mutating func metrics(_ new: [ImportedMetric], of kind: ImportKind, _ id: String) throws -> [Metric] {
        var metrics: [Metric] = []
        for value in new {
            do {
                var metric = Metric(
                    key: try EntityNames.metricKey(value.key, at: .request), value: value.value,
                    timestamp: Timestamp(milliseconds: value.timestamp), step: value.step)
                metric.modelID = value.model ?? ""
                metric.datasetName = value.datasetName ?? ""
                metric.datasetDigest = value.datasetDigest ?? ""
                metrics.append(metric)
            } catch let error as MLflowError { leaveOut(kind, id, error.message) }
        }
        return metrics
    }
}
