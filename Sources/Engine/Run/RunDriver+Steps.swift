import Catalog
import Execution
import Foundation
import Promotion
import Supervision

extension RunDriver {
    /// Sees to it that an attempt is started once, waits for its end, and stores what it left behind.
    func runStep(_ key: StepKey, attempt: Int, of run: RunRecord) async throws {
        guard let definitions = run.pinned, let step = definitions.step(key.step) else {
            throw EngineError(.broken, "run \(id) has no step '\(key)' pinned")
        }
        let handle: AttemptHandle
        if let running = try await adopted(key, attempt: attempt) {
            handle = running
            await context.slots.occupy()
        } else {
            try await context.slots.take()
            do {
                handle = try await holdingSlot {
                    try Task.checkCancellation()
                    // Not to be interrupted: of what was started the handle is stored.
                    return try await Task { try await self.start(step, key, attempt: attempt, of: run, definitions) }
                        .value
                }
            } catch let refused as StepRefused {
                return try await storeRefusal(refused, key, attempt: attempt)
            }
        }
        let end = try await holdingSlot { [runner = context.runner] in try await runner.end(of: handle) }
        await context.slots.release()
        try await store(end, step, key, attempt: attempt, of: run)
    }

    /// Gives the slot back if `body` throws, and only then.
    private func holdingSlot<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch {
            await context.slots.release()
            throw error
        }
    }

    /// The attempt if it was started before, by this engine or by one that is gone.
    private func adopted(_ key: StepKey, attempt: Int) async throws -> AttemptHandle? {
        let record = try await context.catalog.read { [id] transaction in
            try transaction.attempts(of: id).first { $0.step == key && $0.attempt == attempt }
        }
        guard let record else { return nil }
        if let stored = record.handle {
            return try JSONDecoder().decode(AttemptHandle.self, from: Data(stored.utf8))
        }
        let folder = AttemptFolder(RunFolder(id, home: context.home).attempt(key, attempt: attempt))
        guard let handle = try await context.runner.adopt(folder) else { return nil }
        try await keep(handle, key, attempt: attempt)
        return handle
    }

    private func keep(_ handle: AttemptHandle, _ key: StepKey, attempt: Int) async throws {
        let text = String(decoding: try JSONEncoder().encode(handle), as: UTF8.self)
        try await context.catalog.write { [id] in try $0.setHandle(text, of: id, key, attempt: attempt) }
    }

    private func start(
        _ step: PipelineStep, _ key: StepKey, attempt: Int, of run: RunRecord, _ definitions: PinnedDefinitions
    ) async throws -> AttemptHandle {
        let folder = RunFolder(id, home: context.home)
        let token = RunToken()
        let record = AttemptRecord(run: id, step: key, attempt: attempt, status: .running, began: context.now())
        let keys = context.secretKeys
        let known = try await context.catalog.write { [id] transaction in
            // While it waited for a slot the run may have been stopped.
            guard let run = try transaction.run(id),
                run.state.outstanding.contains(.runStep(key, attempt: attempt))
            else { throw CancellationError() }
            if try !transaction.insertAttempt(record, tokenDigest: token.digest) {
                try transaction.replaceToken(of: id, key, attempt: attempt, by: token.digest)
            }
            let secrets = try GivenSecrets(for: step, of: run, keys: keys, in: transaction)
            try transaction.recordUse(of: secrets.records, by: id, key, attempt: attempt, at: record.began)
            let registered = try transaction.candidates(of: run, model: definitions.pipeline.model)
            let version = run.state.candidate ?? registered.last.map { Int($0.version) }
            return (datasets: try transaction.runDatasets(of: id), version: version, secrets: secrets)
        }
        let variables = StepVariables(
            run: run, definitions: definitions, step: step, key: key, attempt: attempt, datasets: known.datasets,
            folder: folder, places: try await places(of: run), trackingURI: context.trackingURI, token: token.text,
            modelVersion: known.version)
        try folder.createOutput(key, attempt: attempt)
        if variables.isCheck { try await checkOutPolicy(key, attempt: attempt, of: run, definitions) }
        try variables.places.prepare(step)
        var request = try await request(step, key, attempt: attempt, variables, definitions, folder)
        request.secrets = known.secrets.variables
        request.keepPrivate("MLFLOW_TRACKING_TOKEN")
        context.masks[.init(run: id, step: key, attempt: attempt)] = .some(known.secrets.mask)
        let handle = try await context.runner.start(request)
        try await keep(handle, key, attempt: attempt)
        return handle
    }

    private func request(
        _ step: PipelineStep, _ key: StepKey, attempt: Int, _ variables: StepVariables,
        _ definitions: PinnedDefinitions, _ folder: RunFolder
    ) async throws -> StepRequest {
        let python = try await pythonEnvironment(definitions.pipeline, folder: folder)
        let temporary = if case .available = context.runner.sandbox { "/tmp" } else { folder.temporary }
        let environment = StepEnvironment(
            home: folder.homeOfSteps, temporaryFolder: temporary, python: python, given: variables.all
        ).variables
        var writable = [folder.writable]
        var readable = [python?.root, python?.basePrefix].compactMap { $0 }
        writable += step.writes.map(variables.places.written)
        for dataset in variables.datasets where step.reads.contains(dataset.name) {
            guard !step.writes.contains(dataset.name) else { continue }
            readable.append(dataset.version.location)
        }
        let place = variables.isCheck ? folder.policyFiles(key, attempt: attempt) : folder.files
        readable.append(place)
        let userHome = ProcessInfo.processInfo.environment["HOME"]
        return StepRequest(
            folder: folder.attempt(key, attempt: attempt), arguments: try step.run.arguments(in: environment),
            environment: environment, workingFolder: place, limits: step.limits,
            confinement: Confinement(
                writable: writable, readable: readable, hidden: [context.home.path, userHome].compactMap { $0 }))
    }

    private func places(of run: RunRecord) async throws -> DatasetPlaces {
        let project = try await context.catalog.read { try $0.project(run.project) }
        return DatasetPlaces(
            folder: RunFolder(id, home: context.home), bound: run.pinned?.policy.datasets ?? [:],
            dataFolder: project?.dataFolder ?? RunFolder(id, home: context.home).writable)
    }

    /// Stores how an attempt ended with the evidence that it left, and tells the run.
    private func store(
        _ end: AttemptEnd, _ step: PipelineStep, _ key: StepKey, attempt: Int, of run: RunRecord
    ) async throws {
        let mask = StepMasks.Key(run: id, step: key, attempt: attempt)
        let evidence = await StepEvidence.collect(
            end, step: step, key: key, attempt: attempt, places: try await places(of: run), datasets: context.datasets
        ).masked(by: try await context.mask(mask))
        let said = run.state.isCheck(key) ? await commandOutcome(of: end, key, attempt: attempt) : nil
        // Evidence that was gathered while the engine goes is worth nothing; the next one gathers it again.
        try Task.checkCancellation()
        var record = AttemptRecord(run: id, step: key, attempt: attempt, status: evidence.status, began: context.now())
        record.reason = evidence.reason
        record.finished = context.now()
        record.peakMemory = evidence.peakMemory
        record.cpuMilliseconds = evidence.cpuMilliseconds
        let finished = record
        try await apply { state in
            state.stepFinished(key, attempt: attempt, outcome: evidence.outcome)
        } storing: { [id] transaction, _ in
            try transaction.finishAttempt(finished, tests: evidence.tests)
            for dataset in evidence.written { try transaction.setRunDataset(dataset, of: id) }
            if let said { try transaction.insertCommandOutcome(said, of: id) }
        }
        context.masks[mask] = nil
    }

    /// Stores that an attempt was not even started, and why.
    private func storeRefusal(_ refused: StepRefused, _ key: StepKey, attempt: Int) async throws {
        let reason = "was not started: \(refused.reason)"
        var record = AttemptRecord(run: id, step: key, attempt: attempt, status: .failed, began: context.now())
        record.reason = reason
        record.finished = record.began
        let ended = record
        try await apply { state in
            state.stepFinished(key, attempt: attempt, outcome: .failed(reason: reason))
        } storing: { transaction, _ in
            _ = try transaction.insertAttempt(ended, tokenDigest: RunToken().digest)
            try transaction.finishAttempt(ended, tests: [])
        }
    }

    /// Asks an attempt to end. Whoever waits for its end stores it; after a restart nobody does, so it is waited for here.
    func stopStep(_ key: StepKey, attempt: Int, of run: RunRecord) async throws {
        // It may wait for a slot, or be about to start.
        if try await adopted(key, attempt: attempt) == nil { await takeBack(.runStep(key, attempt: attempt)) }
        guard let handle = try await adopted(key, attempt: attempt) else {
            try await apply { $0.stepFinished(key, attempt: attempt, outcome: .errored(reason: "was never started")) }
            return
        }
        try await context.runner.stop(handle, reason: run.state.reason)
        guard let step = run.pinned?.step(key.step) else { return }
        try await store(try await context.runner.end(of: handle), step, key, attempt: attempt, of: run)
    }
}

extension CatalogTransaction {
    /// The versions of the pipeline's model that this run registered (or copied), oldest first.
    func candidates(of run: RunRecord, model: ModelName) throws(CatalogError) -> [ModelVersion] {
        try modelVersions(registeredBy: run.id)
            .filter { $0.name == model.rawValue && $0.workspace == run.workspace }
    }
}
