import Foundation
import SluiceClient
import WebClient

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
        let answer = try await WebRequest(
            method, address.url + path, json: body.map { Data($0.utf8) }, token: token ?? address.token,
            workspace: workspace
        ).answer()
        return HTTPAnswer(status: answer.status, text: answer.text)
    }

    /// Calls an operation of MLflow's protocol.
    nonisolated func mlflow(
        _ method: String, _ operation: String, _ body: String? = nil, token: String? = nil,
        workspace: String? = "mini-prod"
    ) async throws -> HTTPAnswer {
        try await send(method, "/api/2.0/mlflow/" + operation, body, token: token, workspace: workspace)
    }
}
