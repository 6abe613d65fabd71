internal import Artifacts
internal import Catalog
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Promotion

extension ArtifactOperations {
    /// A download whose query or path, by parameters, says which file is meant: what MLflow's own pages and old clients use.
    struct Download: Sendable {
        /// Below the server's root, or below `…/2.0/mlflow/`.
        let path: String
        let place: @Sendable (Call) throws -> ArtifactRoot
    }

    /// `GET /get-artifact` and its like, at the root of the server.
    static let pageDownloads: [Download] = [
        Download(path: "get-artifact") { call in
            let run = try call.run(call.runID())
            return try call.place(below: ArtifactRoot(run), "path")
        },
        Download(path: "model-versions/get-artifact") { call in
            let version = try call.readableVersion()
            guard let root = ArtifactRoot(uri: version.artifactURI) else {
                throw MLflowError.missing("The version has no artifacts on this server")
            }
            return try call.place(below: root, "path")
        },
    ]

    /// Downloads below `…/2.0/mlflow/`.
    static let downloads: [Download] = [
        Download(path: "logged-models/{model_id}/artifacts/files") { call in
            try call.place(below: call.modelRoot(), "artifact_file_path")
        }
    ]

    /// How often a file that is overwritten again and again is looked up before the download gives up.
    private static let attempts = 8

    /// Sends the file, a part of it, or only what is known of it, as the request asks. `place` is found in the transaction that checks
    /// who may read it.
    func download(
        _ request: Request, _ caller: Caller, parameters: JSON = .null,
        _ place: @escaping @Sendable (Call) throws -> ArtifactRoot
    ) async throws -> Response {
        var former: Digest?
        for _ in 0..<Self.attempts {
            let file = try await file(caller, parameters, place)
            let answer = Answer(file, request)
            guard let bytes = answer.bytes else { return Response(status: answer.status, headers: answer.headers) }
            do throws(ArtifactError) {
                let chunks = try await store.open(file.digest).chunks(bytes)
                let body = ResponseBody(contentLength: bytes.count) { writer in
                    for try await chunk in chunks { try await writer.write(ByteBuffer(bytes: chunk)) }
                    try await writer.finish(nil)
                }
                return Response(status: answer.status, headers: answer.headers, body: body)
            } catch {
                // Between the look-up and here the file may have got other bytes, and the former ones may have been collected.
                guard error.code == .missing, former != file.digest else { throw error }
                former = file.digest
            }
        }
        throw MLflowError.missing("The artifact changes too often to be read; try again")
    }

    private func file(
        _ caller: Caller, _ parameters: JSON, _ place: @escaping @Sendable (Call) throws -> ArtifactRoot
    ) async throws -> ArtifactFile {
        try await session.perform(caller, .readChampion, parameters: parameters) { call in
            let place = try place(call)
            try call.requireOwner(of: place)
            try call.requireReadable(place.owner)
            guard let file = try call.transaction.artifactFile(place.folder, of: place.owner) else {
                throw MLflowError.missing("No such artifact: \(place.folder.quotedForMessage)")
            }
            return file
        }
    }

    /// How one request for a file is answered.
    private struct Answer {
        var status = HTTPResponse.Status.ok
        var headers: HTTPFields
        /// nil if none are sent.
        var bytes: Swift.Range<Int64>?

        init(_ file: ArtifactFile, _ request: Request) {
            headers = ArtifactHeaders.fields(for: file)
            if ArtifactHeaders.isKnown(file, request.headers) {
                status = .notModified
                return
            }
            // Ranges are defined for GET only.
            guard request.method == .get else {
                headers[.contentLength] = String(file.size)
                return
            }
            var part = 0..<file.size
            switch ArtifactHeaders.range(of: file, request.headers) {
            case .whole: break
            case .unsatisfiable:
                status = .rangeNotSatisfiable
                headers[.contentRange] = "bytes */\(file.size)"
                return
            case .part(let asked):
                part = asked
                status = .partialContent
                headers[.contentRange] = "bytes \(asked.lowerBound)-\(asked.upperBound - 1)/\(file.size)"
            }
            headers[.contentLength] = String(part.count)
            bytes = part
        }
    }
}

extension Call {
    /// The root of the logged model that the path names, or of the copy that was carried to this workspace.
    func modelRoot() throws -> ArtifactRoot {
        let id = try carriedModel(requiredText("model_id"))
        guard let model = try transaction.loggedModel(id, in: name) else {
            throw MLflowError.missing("Logged model with ID '\(id)' not found.")
        }
        return ArtifactRoot(model)
    }

    /// The file or folder below `root` that a parameter names.
    fileprivate func place(below root: ArtifactRoot, _ key: String) throws -> ArtifactRoot {
        guard let place = root.appending(try requiredText(key)) else { throw MLflowError.invalid("Invalid path") }
        return place
    }
}
