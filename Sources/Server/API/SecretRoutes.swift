import Engine
import Foundation
import Hummingbird
import Promotion

/// The secrets of environments. They are set and removed; no route gives a value back.
struct SecretRoutes {
    let engine: Engine

    private static let secrets = "/api/v1/projects/{project}/environments/{environment}/secrets"
    /// A value in JSON takes up to six bytes for each of its own.
    private static let longestBody = 6 * SecretValue.mostBytes + 1024

    func add(to table: inout RouteTable) {
        table.add(.get, Self.secrets, .verb(.view)) { call in
            try .json(ListReport(items: await engine.secrets(call.environment(), of: call.project())))
        }
        table.add(.put, Self.secrets + "/{secret}", .verb(.secrets)) { call in
            let name: SecretName = try secretName(of: call)
            let request: SetSecretRequest = try await call.body(limit: Self.longestBody)
            let value: SecretValue
            do throws(InvalidSecret) { value = try SecretValue(validating: request.value) } catch {
                throw Rejection(.invalid, error.description)
            }
            return try .json(
                await engine.setSecret(
                    name, to: value, in: call.environment(), of: call.project(), by: call.actor))
        }
        table.add(.delete, Self.secrets + "/{secret}", .verb(.secrets)) { call in
            try await engine.removeSecret(
                secretName(of: call), in: call.environment(), of: call.project(), by: call.actor)
            return .noContent
        }
        table.add(.post, "/api/v1/secrets/rekey", .verb(.administer)) { call in
            try .json(await engine.rekeySecrets(by: call.actor))
        }
    }

    /// What cannot be a secret's name is told why: it is not the name of something that somebody may not see.
    private func secretName(of call: APIRequest) throws(Rejection) -> SecretName {
        let text = call.context.parameters.get("secret")?.removingPercentEncoding ?? ""
        do throws(InvalidName) { return try SecretName(validating: text) } catch {
            throw Rejection(.invalid, error.description)
        }
    }
}
