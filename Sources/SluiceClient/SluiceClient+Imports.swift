package import Promotion

extension SluiceClient {
    /// Imports, newest first.
    package func imports(limit: Int = 20) async throws(ClientError) -> [ImportReport] {
        let list: ListReport<ImportReport> = try await answer(
            Call(operation: "reading the imports", path: "/imports", query: [("limit", String(limit))]))
        return list.items
    }

    /// Names that are taken by what did not come from the source, a sentence each.
    package func importConflicts(_ request: ImportConflictsRequest) async throws(ClientError) -> [String] {
        let list: ListReport<String> = try await send(
            .post, "/imports/conflicts", request, operation: "comparing names with '\(request.workspace)'")
        return list.items
    }

    /// Begins an import, or goes on with the one of the same source that was broken off.
    package func startImport(_ request: StartImportRequest) async throws(ClientError) -> ImportReport {
        try await send(.post, "/imports", request, operation: "beginning the import")
    }

    /// The ids of those objects that came completely and have not changed since.
    package func unchanged(_ request: UnchangedObjectsRequest) async throws(ClientError) -> [String] {
        let list: ListReport<String> = try await send(
            .post, "/imports/unchanged", request, operation: "asking what is there already")
        return list.items
    }

    /// Has records stored, in one transaction.
    package func importBatch(_ batch: ImportBatch, _ id: Int64) async throws(ClientError) -> ImportBatchReport {
        try await send(.post, "/imports/\(id)/batches", batch, operation: "storing imported records")
    }

    /// The files that an imported run or logged model has on the server.
    package func importedFiles(_ id: Int64, of owner: ImportedOwner) async throws(ClientError) -> [TracedFile] {
        let query: (String, String?) =
            switch owner {
            case .run(let run): ("run", run)
            case .model(let model): ("model", model)
            }
        let list: ListReport<TracedFile> = try await answer(
            Call(operation: "reading the files of \(owner.id)", path: "/imports/\(id)/files", query: [query]))
        return list.items
    }

    /// Has the end of an import written down.
    package func endImport(_ id: Int64, _ outcome: ImportOutcome) async throws(ClientError) -> ImportReport {
        try await send(.post, "/imports/\(id)/end", EndImportRequest(outcome: outcome), operation: "ending the import")
    }
}

/// What files hang at.
package enum ImportedOwner: Hashable, Sendable {
    case run(String)
    case model(String)

    package var id: String {
        switch self {
        case .run(let id), .model(let id): id
        }
    }
}
