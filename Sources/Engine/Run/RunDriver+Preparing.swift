import Catalog
import Datasets
import Definitions
import Execution
import Foundation
import Git
import Promotion

/// A definite no to a run as it is defined, found before anything ran.
struct UnusableRun: Error, CustomStringConvertible {
    let reason: String

    var description: String { reason }
}

extension RunDriver {
    /// Checks the commit out, pins definitions and datasets, and sees to the Python environment.
    func prepare(_ run: RunRecord) async throws {
        do {
            let prepared = try await preparation(of: run)
            let isolation = context.runner.sandbox.line
            try await apply { state in
                state.prepared(
                    outline: prepared.definitions.pipeline.steps.map(StepOutline.init),
                    strategy: prepared.definitions.policy.strategy,
                    checks: prepared.definitions.policy.gate.commandSteps)
            } storing: { [id] transaction, _ in
                try transaction.pinDefinitions(prepared.definitions, of: id, isolation: isolation)
                for dataset in prepared.datasets { try transaction.setRunDataset(dataset, of: id) }
            }
        } catch let unusable as UnusableRun {
            // What is cancelled while the engine goes is no answer.
            try Task.checkCancellation()
            try await apply { $0.preparationFailed(.init(.failed, unusable.reason)) }
        }
    }

    private struct Preparation: Sendable {
        let definitions: PinnedDefinitions
        let datasets: [RunDatasetRecord]
    }

    private func preparation(of run: RunRecord) async throws -> Preparation {
        let known = try await context.catalog.read { transaction in
            (try transaction.project(run.project), try transaction.environments(of: run.project))
        }
        guard let project = known.0, let policyCommit = project.policyCommit,
            let record = known.1.first(where: { $0.environment.name == run.environment })
        else {
            throw UnusableRun(reason: "project '\(run.project)' or its environment '\(run.environment)' is gone")
        }
        let repository = try ProjectSource(project, home: context.home).repository
        let pipeline = try await pipeline(of: run, project: project, repository: repository)
        let problems = DefinitionCheck.problems(pipeline: pipeline, environment: record.environment)
            .filter { $0.severity == .error }
        guard problems.isEmpty else {
            throw UnusableRun(reason: problems.map(\.description).joined(separator: "; "))
        }
        let definitions = PinnedDefinitions(
            pipeline: pipeline, policy: record.environment, policyDigest: record.policyDigest,
            policyCommit: policyCommit)
        if let ambiguous = definitions.ambiguousStep { throw UnusableRun(reason: ambiguous) }
        try await expectSecrets(of: run, pipeline, record.environment)
        let folder = RunFolder(id, home: context.home)
        try await folder.create()
        try await export(run.commit.id, from: repository, to: folder.files)
        let datasets = try await pinnedDatasets(pipeline, record.environment, dataFolder: project.dataFolder)
        _ = try await pythonEnvironment(pipeline, folder: folder)
        return Preparation(definitions: definitions, datasets: datasets)
    }

    /// A secret that nobody has set is found before hours of training. To a run that may have none it makes no difference: its steps
    /// without secrets go ahead.
    private func expectSecrets(of run: RunRecord, _ pipeline: Pipeline, _ environment: Environment) async throws {
        guard case .given = SecretPolicy(ref: run.ref, environment: environment, name: run.environment) else { return }
        let used = Set(pipeline.steps.map(StepOutline.init).used(under: environment.strategy).map(\.name))
        let steps = pipeline.steps.filter { used.contains($0.name) }
        let reason = try await context.catalog.read { try $0.missingSecrets(of: steps, run) }
        if let reason { throw UnusableRun(reason: reason) }
    }

    /// Writes the commit's files. A tree that the rules forbid is a no; anything else is worth another try.
    func export(_ commit: CommitID, from repository: GitRepository, to folder: String) async throws {
        do throws(GitError) {
            _ = try await repository.export(commit, to: folder)
        } catch {
            switch error.code {
            case .refused, .tooLarge, .unsupported: throw UnusableRun(reason: error.description)
            default: throw error
            }
        }
    }

    /// The pipeline comes from the commit that is built; for a pull request's head, whose code nobody has accepted yet, from the
    /// protected ref.
    private func pipeline(
        of run: RunRecord, project: ProjectRecord, repository: GitRepository
    ) async throws -> Pipeline {
        let source = run.ref.isUntrusted ? project.policyCommit ?? run.commit.id : run.commit.id
        guard let bytes = try await repository.file("sluice.yaml", at: source, limit: 1 << 20) else {
            throw UnusableRun(
                reason: "commit \(source.short) has no 'sluice.yaml'; add one, 'sluice validate' checks it")
        }
        let decoded = DefinitionReader().pipeline(in: bytes, file: "sluice.yaml")
        let errors = decoded.diagnostics.filter { $0.severity == .error }
        guard let pipeline = decoded.value, errors.isEmpty else {
            throw UnusableRun(reason: errors.map(\.description).joined(separator: "; "))
        }
        return pipeline
    }

    /// The versions of everything that the environment binds and a step reads, as they are now.
    private func pinnedDatasets(
        _ pipeline: Pipeline, _ environment: Environment, dataFolder: String
    ) async throws -> [RunDatasetRecord] {
        var pinned: [RunDatasetRecord] = []
        for name in Set(pipeline.steps.flatMap(\.reads)).sorted() {
            guard let binding = environment.datasets[name] else { continue }
            do {
                let found = try await context.datasets.inspectInBackground(binding, dataFolder: dataFolder)
                pinned.append(RunDatasetRecord(name: name, version: found.version, contents: found.contents))
            } catch {
                throw UnusableRun(reason: "dataset '\(name)': \(error.description)")
            }
        }
        return pinned
    }

    /// The environment of the commit's requirements file; built if no run needed it before.
    func pythonEnvironment(_ pipeline: Pipeline, folder: RunFolder) async throws -> PythonEnvironment? {
        guard let path = pipeline.requirements else { return nil }
        do {
            guard
                let bytes = try ConfinedFile.read(path, beneath: folder.files, limit: 1 << 20)
            else { throw UnusableRun(reason: "requirements file \(path.quotedForMessage) is not in the commit") }
            return try await context.python.environment(for: bytes)
        } catch let error as ExecutionError {
            switch error.code {
            case .rejected, .installation: throw UnusableRun(reason: error.description)
            case .system: throw error
            }
        }
    }
}
