internal import Artifacts
internal import Catalog
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Promotion

/// Files of runs and logged models: 5 routes on `mlflow-artifacts/artifacts`, listings, and the downloads of MLflow's own pages.
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
        Route(method: .get, policy: .readChampion) { operations, request, caller, place in
            try await operations.download(request, caller) { _ in place }
        },
        Route(method: .head, policy: .readChampion) { operations, request, caller, place in
            try await operations.download(request, caller) { _ in place }
        },
        Route(method: .put, policy: .guarded) { try await $0.upload($1, $2, $3) },
        Route(method: .delete, policy: .guarded) { operations, _, caller, place in
            try await operations.delete(caller, place)
        },
    ]

    /// The place that a decoded path names.
    static func place(_ path: String) throws -> ArtifactRoot {
        guard let place = ArtifactRoot(path: path) else { throw MLflowError.invalid("Invalid path") }
        return place
    }

    private func upload(_ request: Request, _ caller: Caller, _ place: ArtifactRoot) async throws -> Response {
        guard !place.folder.isEmpty else { throw MLflowError.invalid("Invalid path") }
        let announced = try AnnouncedContent(request.headers)
        try await session.perform(caller, .read, byKey: true) { try $0.requireChangeable(place) }
        var upload = try await store.makeUpload(maximumSize: maximumSize)
        do {
            for try await var part in request.body {
                while part.readableBytes > 0 {
                    part.moveReaderIndex(forwardBy: try upload.take(part.readableBytesSpan))
                    try await upload.flushIfFull()
                }
            }
        } catch let error as ArtifactError {
            throw error
        } catch {
            throw MLflowError.invalid("The upload broke off after \(upload.byteCount) bytes; nothing of it is kept")
        }
        try announced.requireLength(upload.byteCount)
        try await upload.finish(expected: announced.digest) { object in
            try await session.perform(caller, .guarded, byKey: true) { call in
                try call.requireChangeable(place)
                try call.requireNoFolder(place)
                let file = ArtifactFile(path: place.folder, digest: object.digest, size: object.size)
                try call.transaction.recordArtifactFile(file, of: place.owner, in: call.name, now: call.now)
            }
        }
        return Self.done
    }

    private func delete(_ caller: Caller, _ place: ArtifactRoot) async throws -> Response {
        guard !place.folder.isEmpty else { throw MLflowError.invalid("Invalid path") }
        try await session.perform(caller, .guarded) { call in
            try call.requireChangeable(place)
            try call.transaction.deleteArtifactFiles(at: place.folder, of: place.owner)
        }
        return Self.done
    }

    private static var done: Response {
        Response(
            status: .ok, headers: [.contentType: "application/json", .xContentTypeOptions: "nosniff"],
            body: .init(byteBuffer: ByteBuffer(string: "{}")))
    }
}

extension Call {
    /// Refuses a place whose run or logged model the workspace does not have.
    func requireOwner(of place: ArtifactRoot) throws {
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
        guard try !transaction.hasArtifactFiles(below: place.folder, of: place.owner) else {
            throw MLflowError.invalid("\(place.folder.quotedForMessage) is a folder")
        }
        for folder in ArtifactPath(checked: place.folder).folders
        where try transaction.artifactFile(folder.rawValue, of: place.owner) != nil {
            throw MLflowError.invalid("\(folder.rawValue.quotedForMessage) is a file")
        }
    }
}
