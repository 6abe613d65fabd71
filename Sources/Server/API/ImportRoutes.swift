import Catalog
import HTTPTypes
import Hummingbird
import MLflowAPI
import Promotion

/// Taking in what a client brings from another MLflow server. The server itself contacts nobody.
struct ImportRoutes {
    let imports: MLflowImports
    /// The most bytes of a batch.
    let batchLimit: Int

    private static let one = "/api/v1/imports/{import}"

    func add(to table: inout RouteTable) {
        addQuestions(to: &table)
        table.add(.post, "/api/v1/imports", .verb(.administer)) { call in
            let request: StartImportRequest = try await call.body()
            guard request.source.utf8.count <= 2048, request.options.count <= 32 else {
                throw Rejection(.invalid, "the source or the options are too long")
            }
            return try await answer(status: .created) { try await imports.start(request, by: call.actor) }
        }
        table.add(.post, Self.one + "/batches", .verb(.administer)) { call in
            let batch: ImportBatch = try await call.body(limit: batchLimit)
            return try await answer { try await imports.store(batch, of: call.importNumber()) }
        }
        table.add(.post, Self.one + "/end", .verb(.administer)) { call in
            let request: EndImportRequest = try await call.body(limit: batchLimit)
            return try await answer { try await imports.end(call.importNumber(), request.outcome, by: call.actor) }
        }
    }

    private func addQuestions(to table: inout RouteTable) {
        table.add(.get, "/api/v1/imports", .verb(.administer)) { call in
            let limit = try call.queryNumber("limit", in: 1...1000) ?? 20
            return try await answer { try await ListReport(items: imports.reports(limit: Int(limit))) }
        }
        table.add(.get, Self.one, .verb(.administer)) { call in
            try await answer { try await imports.report(call.importNumber()) }
        }
        table.add(.get, Self.one + "/files", .verb(.administer)) { call in
            try await answer { try await ListReport(items: files(call)) }
        }
        table.add(.post, "/api/v1/imports/conflicts", .verb(.administer)) { call in
            let request: ImportConflictsRequest = try await call.body(limit: batchLimit)
            return try await answer { try await ListReport(items: imports.conflicts(request)) }
        }
        table.add(.post, "/api/v1/imports/unchanged", .verb(.administer)) { call in
            let request: UnchangedObjectsRequest = try await call.body(limit: batchLimit)
            guard request.objects.count <= MLflowImports.mostObjects else {
                throw Rejection(.invalid, "at most \(MLflowImports.mostObjects) objects can be asked about at once")
            }
            return try await answer { try await ListReport(items: imports.unchanged(request)) }
        }
    }

    private func files(_ call: APIRequest) async throws -> [TracedFile] {
        let owner: ArtifactOwner
        switch (call.query("run"), call.query("model")) {
        case (let run?, nil): owner = .run(id: run)
        case (nil, let model?): owner = .model(id: model)
        default: throw Rejection(.invalid, "name one 'run' or one 'model'")
        }
        return try await imports.files(of: owner, in: call.importNumber())
            .map { TracedFile(path: $0.path, digest: $0.digest, size: $0.size) }
    }

    /// The value as JSON, or what MLflow's rules say against it as a problem of this API.
    private func answer(
        status: HTTPResponse.Status = .ok, _ body: () async throws -> some Encodable
    ) async throws -> Response {
        do { return try .json(await body(), status: status) } catch let error as MLflowError {
            switch error.code.status {
            case .badRequest: throw Rejection(.invalid, error.message)
            case .forbidden: throw Rejection(.refused, error.message)
            case .notFound: throw Rejection(.notFound, error.message)
            default: throw error
            }
        }
    }
}

extension APIRequest {
    /// The number of an import in the path.
    fileprivate func importNumber() throws(Rejection) -> Int64 {
        guard let number = context.parameters.get("import").flatMap({ Int64($0) }) else {
            throw Rejection(.notFound, "there is no such import")
        }
        return number
    }
}
