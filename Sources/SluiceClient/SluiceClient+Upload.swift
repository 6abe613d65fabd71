import AsyncHTTPClient
import FoundationEssentials
package import NIOCore
import NIOHTTP1
package import Promotion

extension SluiceClient {
    /// Stores a file of a run or a logged model as MLflow's clients do. `body` is sent as it comes; if it throws, or has another length
    /// than `length`, nothing is stored.
    package func upload<Body: AsyncSequence & Sendable>(
        _ body: Body, length: Int64?, to path: String, of owner: ImportedOwner, experiment: String,
        in workspace: WorkspaceName
    ) async throws where Body.Element == ByteBuffer {
        let folder =
            switch owner {
            case .run(let id): "\(experiment)/\(id)/artifacts/"
            case .model(let id): "\(experiment)/models/\(id)/artifacts/"
            }
        let encoded = (folder + path).split(separator: "/").map { Self.percentEncoded(String($0)) }
            .joined(separator: "/")
        var request = HTTPClientRequest(url: "\(address.url)/api/2.0/mlflow-artifacts/artifacts/\(encoded)")
        request.method = .PUT
        request.headers.add(name: "authorization", value: "Bearer \(address.token)")
        request.headers.add(name: "x-mlflow-workspace", value: workspace.rawValue)
        request.headers.add(name: "content-type", value: "application/octet-stream")
        request.body = .stream(body, length: length.map { .known($0) } ?? .unknown)
        let response = try await Self.transport.execute(request, timeout: .hours(24))
        let answer = try await response.body.collect(upTo: 1 << 20)
        guard response.status == .ok else {
            let message = try? JSONDecoder().decode(Refusal.self, from: Data(answer.readableBytesView)).message
            throw ClientError(
                .problem(.refused), operation: "storing \(path.quotedForMessage)",
                message: message ?? "the server answered \(response.status.code)")
        }
    }
}

/// An error as MLflow's protocol has it.
private struct Refusal: Decodable {
    let message: String
}
