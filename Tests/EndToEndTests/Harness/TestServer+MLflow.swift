import Foundation
import FoundationNetworking
import SluiceClient

/// A status with the answer's text.
struct HTTPAnswer: Sendable {
    let status: Int
    let text: String

    /// The value at a dotted path of the answer's JSON; numbers are list indices.
    func value(_ path: String) -> String? {
        var value = try? JSONSerialization.jsonObject(with: Data(text.utf8))
        for part in path.split(separator: ".") {
            if let index = Int(part), let list = value as? [Any] {
                value = list.indices.contains(index) ? list[index] : nil
            } else {
                value = (value as? [String: Any])?[String(part)]
            }
        }
        return value.map { "\($0)" }
    }
}

extension TestServer {
    static let artifacts = "/api/2.0/mlflow-artifacts/artifacts/"

    /// Sends a request as any client could; `token` nil is the administrator's.
    nonisolated func send(
        _ method: String, _ path: String, _ body: String? = nil, token: String? = nil, workspace: String? = nil
    ) async throws -> HTTPAnswer {
        let address = try await client.address
        guard let target = URL(string: address.url + path) else { throw URLError(.badURL) }
        var request = URLRequest(url: target)
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.setValue("Bearer \(token ?? address.token)", forHTTPHeaderField: "Authorization")
        if let workspace { request.setValue(workspace, forHTTPHeaderField: "X-MLFLOW-WORKSPACE") }
        let (data, response) = try await URLSession.shared.data(for: request)
        return HTTPAnswer(
            status: (response as? HTTPURLResponse)?.statusCode ?? 0, text: String(decoding: data, as: UTF8.self))
    }

    /// Calls an operation of MLflow's protocol.
    nonisolated func mlflow(
        _ method: String, _ operation: String, _ body: String? = nil, token: String? = nil,
        workspace: String? = "mini-prod"
    ) async throws -> HTTPAnswer {
        try await send(method, "/api/2.0/mlflow/" + operation, body, token: token, workspace: workspace)
    }
}
