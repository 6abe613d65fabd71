import Catalog
import Execution
import Foundation
import Promotion
import Supervision

extension PinnedDefinitions {
    /// A step of the pipeline, or a command of the gate as one. Commands read what the evaluation reads.
    func step(_ name: StepName) -> PipelineStep? {
        guard let check = policy.gate.commands.first(where: { $0.path.stepName == name })?.check else {
            return pipeline[name]
        }
        return PipelineStep(
            name: name, kind: .task, run: check.run, reads: pipeline.evaluateStep?.reads ?? [],
            limits: StepLimits(seconds: Int(check.timeout)), retries: check.retries ?? 0)
    }

    /// Why the commands of the gate cannot be told from the steps of the pipeline; nil if they can.
    var ambiguousStep: String? {
        let commands = Set(policy.gate.commands.map(\.path.stepName))
        return pipeline.steps.first { commands.contains($0.name) }.map {
            "step '\($0.name)' has the name of a command of the gate of '\(policy.name)'; give it another"
        }
    }
}

extension RunDriver {
    /// The most bytes of a verdict file.
    private static let longestVerdict = 64 << 10

    /// Writes the files of the commit that the policy comes from into a folder where no step of the pipeline could have changed them: a
    /// command of the gate must not be what the judged commit makes of it.
    func checkOutPolicy(_ key: StepKey, attempt: Int, of run: RunRecord, _ definitions: PinnedDefinitions) async throws
    {
        guard let project = try await context.catalog.read({ try $0.project(run.project) }) else {
            throw UnusableRun(reason: "project '\(run.project)' is gone")
        }
        let folder = RunFolder(id, home: context.home).policyFiles(key, attempt: attempt)
        try await FileWork.run {
            let files = FileManager.default
            if files.fileExists(atPath: folder) { try files.removeItem(atPath: folder) }
            try files.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        let repository = try ProjectSource(project, home: context.home).repository
        try await export(definitions.policyCommit, from: repository, to: folder)
    }

    /// What an attempt of a command says to the gate. Its checkout goes.
    func commandOutcome(of end: AttemptEnd, _ key: StepKey, attempt: Int) async -> CommandOutcomeRecord {
        let folder = RunFolder(id, home: context.home)
        // What cannot be removed now goes with the attempt's log.
        try? await FileWork.run {
            try FileManager.default.removeItem(atPath: folder.policyFiles(key, attempt: attempt))
        }
        func unfinished(_ reason: String) -> CommandOutcomeRecord {
            CommandOutcomeRecord(step: key, attempt: attempt, exitCode: nil, verdict: nil, reason: reason)
        }
        switch end {
        case .lost(let reason): return unfinished("was lost: \(reason)")
        case .finished(let exit):
            guard case .exited(let code) = exit.outcome else { return unfinished(exit.summary) }
            do {
                let bytes = try await FileWork.run {
                    try ConfinedFile.read(
                        StepVariables.verdictName, beneath: folder.output(key, attempt: attempt),
                        limit: Self.longestVerdict)
                }
                let text = bytes.map { String(validating: $0, as: UTF8.self) }
                if case .some(.none) = text { return unfinished("its verdict file is not UTF-8 text") }
                return CommandOutcomeRecord(
                    step: key, attempt: attempt, exitCode: code, verdict: text.flatMap(\.self), reason: "")
            } catch { return unfinished("its verdict file cannot be used: \(error)") }
        }
    }
}
