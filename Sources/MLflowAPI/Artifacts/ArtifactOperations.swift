internal import Artifacts
internal import Catalog
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Promotion

/// Files of runs and logged models: 5 routes on `mlflow-artifacts/artifacts`, and `artifacts/list`.
///
/// Bytes go to the store first, and get their name in one transaction when they are complete: an upload that breaks off leaves
/// nothing. Names are data; see `ArtifactPath`.
struct ArtifactOperations: Sendable {
    let store: ArtifactStore
    let session: CatalogSession
    let maximumSize: Int64?

    /// What a route does with the place that its path names.
    struct Route: Sendable {
        let method: HTTPRequest.Method
        let policy: RoutePolicy
        let handler: @Sendable (ArtifactOperations, Request, Caller, ArtifactRoot) async throws -> Response
    }

    static let routes: [Route] = [
        Route(method: .get, policy: .readChampion) { try await $0.download($1, $2, $3, withBody: true) },
        Route(method: .head, policy: .readChampion) { try await $0.download($1, $2, $3, withBody: false) },
        Route(method: .put, policy: .guarded) { try await $0.upload($1, $2, $3) },
        Route(method: .delete, policy: .guarded) { operations, _, caller, place in
            try await operations.delete(caller, place)
        },
    ]

    /// `GET mlflow-artifacts/artifacts?path=…`: what is in a folder, by names relative to it.
    func list(_ caller: Caller, _ path: String) async throws -> [UInt8] {
        let place = try Self.place(path)
        let files = try await session.perform(caller, .readChampion) { call in
            try call.requireOwner(of: place)
            try call.requireReadable(place.owner)
            return try call.transaction.artifactFiles(below: place.folder, of: place.owner)
        }
        var answer = JSONObject()
        ArtifactListing(files, in: place.folder).write(to: &answer, prefix: "")
        return answer.finished()
    }

    /// `artifacts/list`: the same for a run, by names relative to the run's root.
    static let listRun = Operation(.get, "artifacts/list", .read) { call, answer in
        let root = ArtifactRoot(try call.run(call.runID()))
        guard let place = root.appending(try call.text("path") ?? "") else {
            throw MLflowError.invalid("Invalid path")
        }
        answer.set("root_uri", root.uri)
        let files = try call.transaction.artifactFiles(below: place.folder, of: place.owner)
        ArtifactListing(files, in: place.folder).write(to: &answer, prefix: place.folder)
    }

    /// The place that a decoded path names.
    static func place(_ path: String) throws -> ArtifactRoot {
        guard let place = ArtifactRoot(path: path) else { throw MLflowError.invalid("Invalid path") }
        return place
    }

    private func upload(_ request: Request, _ caller: Caller, _ place: ArtifactRoot) async throws -> Response {
        guard !place.folder.isEmpty else { throw MLflowError.invalid("Invalid path") }
        try await session.perform(caller, .read) { try $0.requireChangeable(place) }
        var upload = try await store.makeUpload(maximumSize: maximumSize)
        for try await buffer in request.body { try await upload.write(buffer.readableBytesView) }
        let object = try await upload.finish()
        try await session.perform(caller, .guarded) { call in
            try call.requireChangeable(place)
            try call.requireNoFolder(place)
            let file = ArtifactFile(path: place.folder, digest: object.digest, size: object.size)
            try call.transaction.recordArtifactFile(file, of: place.owner, in: call.name, now: call.now)
        }
        return Response(
            status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(string: "{}")))
    }

    private func delete(_ caller: Caller, _ place: ArtifactRoot) async throws -> Response {
        guard !place.folder.isEmpty else { throw MLflowError.invalid("Invalid path") }
        try await session.perform(caller, .guarded) { call in
            try call.requireChangeable(place)
            try call.transaction.deleteArtifactFiles(at: place.folder, of: place.owner)
        }
        return Response(
            status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(string: "{}")))
    }

    private func download(
        _ request: Request, _ caller: Caller, _ place: ArtifactRoot, withBody: Bool
    ) async throws -> Response {
        let file = try await session.perform(caller, .readChampion) { call in
            try call.requireOwner(of: place)
            try call.requireReadable(place.owner)
            guard let file = try call.transaction.artifactFile(place.folder, of: place.owner) else {
                throw MLflowError.missing("No such artifact: \(place.folder.quotedForMessage)")
            }
            return file
        }
        var headers = ArtifactHeaders.fields(for: file)
        let range = ArtifactHeaders.range(request.headers[.range], size: file.size)
        if case .unsatisfiable = range {
            headers[.contentRange] = "bytes */\(file.size)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
        var bytes = 0..<file.size
        var status = HTTPResponse.Status.ok
        if case .part(let part) = range {
            bytes = part
            status = .partialContent
            headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(file.size)"
        }
        headers[.contentLength] = String(bytes.count)
        guard withBody else { return Response(status: status, headers: headers) }
        let reader = try await store.open(file.digest)
        let chunks = reader.chunks(bytes)
        let body = ResponseBody(contentLength: bytes.count) { writer in
            for try await chunk in chunks { try await writer.write(ByteBuffer(bytes: chunk)) }
            try await writer.finish(nil)
        }
        return Response(status: status, headers: headers, body: body)
    }
}

extension Call {
    /// Refuses a place whose run or logged model the workspace does not have.
    fileprivate func requireOwner(of place: ArtifactRoot) throws {
        guard try transaction.workspace(of: place.owner) == name else {
            throw MLflowError.missing("No such artifact root: \(place.uri.quotedForMessage)")
        }
    }

    /// Refuses changes of what a champion was made from.
    fileprivate func requireChangeable(_ place: ArtifactRoot) throws {
        try requireOwner(of: place)
        try askGuard(.changeArtifacts(of: place.owner))
    }

    /// Refuses a file where a folder is, or below a file: clients that download both could not.
    fileprivate func requireNoFolder(_ place: ArtifactRoot) throws {
        guard try transaction.artifactFiles(below: place.folder, of: place.owner).isEmpty else {
            throw MLflowError.invalid("\(place.folder.quotedForMessage) is a folder")
        }
        for folder in ArtifactPath(checked: place.folder).folders
        where try transaction.artifactFile(folder.rawValue, of: place.owner) != nil {
            throw MLflowError.invalid("\(folder.rawValue.quotedForMessage) is a file")
        }
    }
}
