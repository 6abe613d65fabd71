import Artifacts
import Catalog
import Foundation
import Hummingbird
import LoopbackServer
import MLflowAPI
import Promotion
import WebClient
import Webhooks

/// The API on a real server at a free loopback port, over a catalog and a store in a temporary folder. `shop-prod` promotes from
/// `shop-staging`. `perform` runs a body while it listens.
struct TestServer: Sendable {
    let url: String
    let catalog: Catalog
    let folder: URL

    static let administrator = "admin-token"
    static let prodRun = "prod-run-token"
    static let stagingRun = "staging-run-token"

    /// May send to loopback.
    private static let webhooks = WebhookSender(
        policy: DestinationPolicy(allowing: [AllowedDestination("127.0.0.0/8")].compactMap(\.self)),
        secrets: WebhookSecrets { [UInt8](repeating: 7, count: 32) })

    static func perform(
        limits: MLflowAPI.Limits = MLflowAPI.Limits(), _ body: @Sendable @escaping (TestServer) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mlflow-api-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let now: @Sendable () -> Timestamp = { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
        let catalog = try await Catalog.open(folder.appending(path: "catalog.sqlite").path, now: now)
        let store = try ArtifactStore(root: folder.appending(path: "artifacts").path)
        let api = MLflowAPI(
            catalog: catalog, artifacts: store, authenticator: TokenTable(), workspaces: ShopWorkspaces(),
            guardian: ChampionGuard(), webhooks: webhooks, limits: limits, now: now)
        let router = Router()
        api.addRoutes(to: router)
        try await serve(router) { port in
            try await body(TestServer(url: "http://127.0.0.1:\(port)", catalog: catalog, folder: folder))
        }
    }

    /// Sends one request and gives status, headers and body.
    func send(
        _ method: String, _ path: String, body: Data? = nil, token: String? = administrator, workspace: String? = nil,
        headers: [String: String] = [:]
    ) async throws -> (status: Int, headers: [String: String], body: Data) {
        var request = WebRequest(method, url + path, json: body, token: token, workspace: workspace)
        for (name, value) in headers {
            request.headers.removeAll { $0.name == name.lowercased() }
            request.headers.append((name, value))
        }
        let answer = try await request.answer()
        return (answer.status, Dictionary(answer.headers.map { ($0.name, $0.value) }) { $1 }, answer.body)
    }

    /// Calls an operation of `/api/2.0/mlflow` with JSON and gives status and the decoded answer.
    func call(
        _ method: String, _ operation: String, _ body: String? = nil, token: String? = administrator,
        workspace: String? = nil
    ) async throws -> Answer {
        let answer = try await send(
            method, "/api/2.0/mlflow/\(operation)", body: body.map { Data($0.utf8) }, token: token, workspace: workspace
        )
        return Answer(status: answer.status, json: try? JSONSerialization.jsonObject(with: answer.body))
    }

    /// A status with decoded JSON.
    struct Answer: @unchecked Sendable {  // The JSON is decoded once and only read: no one else holds it.
        let status: Int
        let json: Any?

        /// The value at a dotted path; numbers are list indices.
        subscript(path: String) -> Any? {
            var value = json
            for part in path.split(separator: ".") {
                if let index = Int(part) {
                    guard let list = value as? [Any], list.indices.contains(index) else { return nil }
                    value = list[index]
                } else {
                    value = (value as? [String: Any])?[String(part)]
                }
            }
            return value
        }

        func text(_ path: String) -> String? { self[path] as? String }
        var code: String? { text("error_code") }
        var message: String? { text("message") }
    }
}

/// A small real table of tokens.
private struct TokenTable: Authenticator {
    func principal(bearing token: String) async throws -> Principal? {
        switch token {
        case TestServer.administrator: .administrator
        case TestServer.prodRun: .run(try Self.run("prod"))
        case TestServer.stagingRun: .run(try Self.run("staging"))
        default: try UserTokens.principal(token)
        }
    }

    private static func run(_ environment: String) throws -> RunIdentity {
        let project = try ProjectName(validating: "shop")
        let environment = try EnvironmentName(validating: environment)
        let workspace = WorkspaceName(project: project, environment: environment)
        return RunIdentity(
            project: project, environment: environment, workspace: workspace,
            run: RunID(workspace: workspace, number: 1), step: StepKey(try StepName(validating: "train")), attempt: 1)
    }
}

private struct ShopWorkspaces: WorkspaceDirectory {
    func workspace(_ name: WorkspaceName, _ transaction: CatalogTransaction) throws -> Workspace? {
        switch name.rawValue {
        case "shop-prod":
            Workspace(
                name: name, project: try ProjectName(validating: "shop"),
                environment: try EnvironmentName(validating: "prod"),
                upstream: try WorkspaceName(validating: "shop-staging"))
        case "shop-staging":
            Workspace(
                name: name, project: try ProjectName(validating: "shop"),
                environment: try EnvironmentName(validating: "staging"), upstream: nil)
        case "vault-prod":
            Workspace(
                name: name, project: try ProjectName(validating: "vault"),
                environment: try EnvironmentName(validating: "prod"), upstream: nil)
        default: nil
        }
    }

    func workspaces(_ transaction: CatalogTransaction) throws -> [Workspace] {
        try ["shop-staging", "shop-prod"].compactMap { try workspace(WorkspaceName(validating: $0), transaction) }
    }
}
