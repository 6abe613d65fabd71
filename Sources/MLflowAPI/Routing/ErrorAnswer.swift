internal import Artifacts
internal import Catalog
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore

/// Turns what went wrong into what a client understands. What is the server's own fault is logged, and told without its words.
enum ErrorAnswer {
    /// Bytes.
    private static let longestMessage = 16 << 10

    static func response(to error: any Error, logger: Logger) -> Response {
        let answer = self.answer(to: error)
        if answer.code.status.kind == .serverError, answer.code != .notImplemented {
            logger.error(
                "an MLflow request failed", metadata: ["error": "\(error)", "code": "\(answer.code.rawValue)"])
        }
        var body = JSONObject()
        body.set("error_code", answer.code.rawValue)
        // Some of MLflow's messages repeat what the client sent, which may be megabytes.
        body.set(
            "message",
            answer.message.utf8.count > longestMessage
                ? "\(answer.message.prefix(longestMessage / 4))…" : answer.message)
        var headers: HTTPFields = [.contentType: "application/json", .xContentTypeOptions: "nosniff"]
        if answer.code == .unauthenticated { headers[.wwwAuthenticate] = "Bearer" }
        return Response(
            status: answer.code.status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body.finished())))
    }

    private static func answer(to error: any Error) -> MLflowError {
        switch error {
        case let error as MLflowError: error
        case let error as CatalogError: answer(to: error)
        case let error as ArtifactError: answer(to: error)
        default: MLflowError(.internalError, "the request failed; the server's log says why")
        }
    }

    private static func answer(to error: CatalogError) -> MLflowError {
        switch error.code {
        case .busy, .full: MLflowError(.temporarilyUnavailable, "the catalog cannot be written now; try again later")
        case .damaged: MLflowError(.dataLoss, "what the catalog holds is damaged; the server's log says what")
        case .unopenable, .newerSchema, .duplicate, .brokenReference, .constraint, .readOnly, .failed:
            MLflowError(.internalError, "the catalog refused the request; the server's log says why")
        }
    }

    private static func answer(to error: ArtifactError) -> MLflowError {
        switch error.code {
        case .tooLarge, .digestMismatch: .invalid("\(error.message)")
        case .missing, .truncated, .changed, .notAFile:
            // Not a 5xx: trying again for minutes would not bring the bytes back.
            .missing("the stored bytes of the artifact are damaged: \(error.code.rawValue)")
        case .noSpace: MLflowError(.temporarilyUnavailable, "the artifact store is full")
        default: MLflowError(.internalError, "the artifact store failed; the server's log says why")
        }
    }
}
