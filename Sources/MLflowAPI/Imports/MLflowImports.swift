package import Catalog
package import Promotion

/// Takes in what came from another MLflow server: records with their own ids, marked as imported and not witnessed.
///
/// Invariants:
/// - Each record is checked by the rules of the API, and one that breaks them does not keep the others from coming.
/// - A batch is one transaction, and storing it twice is storing it once.
/// - What was not imported from the same source is never changed, and no guarded alias or stage is moved.
package struct MLflowImports: Sendable {
    private let session: CatalogSession

    init(session: CatalogSession) { self.session = session }

    /// The most objects that one request may name.
    package static let mostObjects = 20_000

    /// Names that are taken in the workspace by what did not come from this source, a sentence each.
    package func conflicts(_ request: ImportConflictsRequest) async throws -> [String] {
        try await inWorkspace(request.workspace, .read) { call in
            var conflicts: [String] = []
            for name in request.experiments where name != ImportWriter.defaultExperiment {
                guard let found = try call.transaction.experiment(named: name, in: call.name),
                    try !call.transaction.isImported(experiment: found.id, from: request.source)
                else { continue }
                conflicts.append("experiment \(name.quotedForMessage) exists, and did not come from this source")
            }
            for name in request.models where try call.transaction.hasRegisteredModel(name, in: call.name) {
                let mark = try call.transaction.importMark(ofRegisteredModel: name, in: call.name)
                guard mark?.source != request.source else { continue }
                conflicts.append("model \(name.quotedForMessage) exists, and did not come from this source")
            }
            return conflicts
        }
    }

    /// Begins an import, or goes on with one that was broken off.
    package func start(_ request: StartImportRequest, by actor: Actor) async throws -> ImportReport {
        try await inWorkspace(request.workspace, .write) { call in
            try call.transaction.startImport(request, by: actor, at: call.now)
        }
    }

    /// The ids of those objects that came completely and have not changed since.
    package func unchanged(_ request: UnchangedObjectsRequest) async throws -> [String] {
        try await inWorkspace(request.workspace, .read) { try $0.transaction.unchanged(request) }
    }

    /// Stores a batch; what cannot be stored is said in the answer.
    package func store(_ batch: ImportBatch, of id: Int64) async throws -> ImportBatchReport {
        let report = try await report(id)
        return try await inWorkspace(report.workspace, .write) { call in
            var writer = ImportWriter(call: call, report: report, intoExisting: batch.intoExisting)
            try writer.store(batch)
            return writer.answer
        }
    }

    /// The files that a run or a logged model has here.
    package func files(of owner: ArtifactOwner, in id: Int64) async throws -> [ArtifactFile] {
        let report = try await report(id)
        return try await inWorkspace(report.workspace, .read) { call in
            guard try call.transaction.workspace(of: owner) == call.name else { return [] }
            return try call.transaction.artifactFiles(below: "", of: owner)
        }
    }

    /// Writes down how it ended.
    package func end(_ id: Int64, _ outcome: ImportOutcome, by actor: Actor) async throws -> ImportReport {
        let report = try await report(id)
        try await inWorkspace(report.workspace, .write) { call in
            try call.transaction.endImport(id, outcome: outcome, by: actor, at: call.now)
        }
        return try await self.report(id)
    }

    /// One import; throws a 404 if there is none.
    package func report(_ id: Int64) async throws -> ImportReport {
        try await inWorkspace(.sandbox, .read) { call in
            guard let report = try call.transaction.importReport(id) else {
                throw MLflowError.missing("there is no import \(id)")
            }
            return report
        }
    }

    /// Imports, newest first.
    package func reports(limit: Int) async throws -> [ImportReport] {
        try await inWorkspace(.sandbox, .read) { try $0.transaction.imports(limit: limit) }
    }

    private func inWorkspace<Result: Sendable>(
        _ workspace: WorkspaceName, _ policy: RoutePolicy, _ body: @escaping @Sendable (Call) throws -> Result
    ) async throws -> Result {
        try await session.perform(Caller(principal: .administrator, workspace: workspace), policy, body)
    }
}

extension MLflowAPI {
    /// What takes in the records of other servers, by the same rules and with the same guard.
    package var imports: MLflowImports { MLflowImports(session: session) }
}
