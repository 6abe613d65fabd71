import Catalog
package import Promotion

extension Engine {
    /// Everything that led to a version: commit, data, tests, gate, people, and what it replaced. The version's bytes are verified on
    /// the way; what does not fit is a warning.
    package func trace(
        _ project: ProjectName, _ environment: EnvironmentName, model: ModelName?, version: VersionSelector
    ) async throws -> TraceReport {
        let workspace = try await self.environment(environment, of: project).workspace
        let now = context.now()
        let (found, files, report, registered) = try await context.catalog.read { transaction in
            let found = try transaction.version(version, of: model, project, environment, workspace)
            return (
                found, try ModelFiles(of: found, in: transaction),
                try transaction.trace(of: found, project, environment, at: now),
                try transaction.manifest(ofVersion: found.version, of: found.name, in: workspace)
            )
        }
        var trace = report
        guard let files else {
            trace.warnings.append("version \(found.version) has no files")
            return trace
        }
        trace.files = files.files.map { TracedFile(path: $0.path, digest: $0.digest, size: $0.size) }
        do throws(EngineError) {
            try await files.verify(in: context.artifacts)
        } catch {
            trace.warnings.append("version \(found.version) is damaged: \(error.message)")
        }
        if let registered, let path = files.change(since: registered) {
            trace.warnings.append("file \(path.quotedForMessage) is not what it was when the version was registered")
        }
        for promotion in trace.promotions where promotion.artifactDigest != files.digest {
            trace.warnings.append(
                "its files are not those that were promoted: then \(promotion.artifactDigest.short), now \(files.digest.short)"
            )
        }
        return trace
    }
}

extension CatalogTransaction {
    fileprivate func version(
        _ selector: VersionSelector, of model: ModelName?, _ project: ProjectName, _ environment: EnvironmentName,
        _ workspace: WorkspaceName
    ) throws -> ModelVersion {
        let name = try model ?? onlyModel(project, environment)
        let number: Int64?
        switch selector {
        case .number(let version): number = Int64(version)
        case .alias(let alias): number = try version(ofAlias: alias, of: name.rawValue, in: workspace)
        }
        guard let number, let found = try modelVersion(number, of: name.rawValue, in: workspace) else {
            throw EngineError(
                .notFound,
                "there is no '\(name)@\(selector)' in '\(environment)'; 'sluice models --env \(environment)' lists versions"
            )
        }
        return found
    }

    func onlyModel(_ project: ProjectName, _ environment: EnvironmentName) throws -> ModelName {
        if let last = try promotions(project: project, environment: environment, limit: 1).first { return last.model }
        let latest = try runs(of: project, environment: environment, limit: 20).compactMap(\.pinned).first
        guard let latest else { throw EngineError(.notFound, "'\(environment)' has no model yet") }
        return latest.pipeline.model
    }

    fileprivate func trace(
        of version: ModelVersion, _ project: ProjectName, _ environment: EnvironmentName, at now: Timestamp
    ) throws -> TraceReport {
        let report = try report(of: version)
        let run = try report.run.flatMap { try self.run($0) }
        let training = try trainingRun(of: report)
        let shown = try run.map { try self.report(of: $0, at: now) }
        let trained = try training.flatMap { training in
            training.id == run?.id ? nil : try self.report(of: training, at: now)
        }
        var params: [String: String] = [:]
        if let training {
            for logged in try mlflowRuns(loggedBy: training.id)
            where training.pinned?.pipeline[logged.origin?.step ?? StepName(checked: "none")]?.kind == .train {
                for param in try details(of: logged).params { params[param.key] = param.value }
            }
        }
        let warnings = ((shown?.inputs ?? []) + (trained?.inputs ?? [])).compactMap { input in
            input.mismatch.map { "dataset '\(input.name)': \($0)" }
        }
        return TraceReport(
            version: report, run: shown, trainingRun: trained, params: params, files: [],
            promotions: try promotions(project: project, environment: environment, model: report.model)
                .filter { $0.version == report.version },
            warnings: warnings)
    }

    /// The run that trained a version: its own, or at the end of a chain of copies.
    private func trainingRun(of version: ModelVersionReport) throws -> RunRecord? {
        var current = version
        for _ in 0..<16 {
            guard let origin = current.origin else { return try current.run.flatMap { try run($0) } }
            guard
                let original = try modelVersion(
                    Int64(origin.version), of: origin.model.rawValue, in: origin.workspace)
            else { return nil }
            current = try report(of: original)
        }
        return nil
    }
}
