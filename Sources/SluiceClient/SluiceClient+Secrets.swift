package import Promotion

extension SluiceClient {
    /// The environment's secrets by name; never their values.
    package func secrets(
        _ project: ProjectName, _ environment: EnvironmentName
    ) async throws(ClientError) -> [SecretReport] {
        let list: ListReport<SecretReport> = try await answer(
            Call(operation: "reading the secrets", path: path(project, environment)))
        return list.items
    }

    /// Sets a secret.
    package func setSecret(
        _ project: ProjectName, _ environment: EnvironmentName, _ name: SecretName, to value: SecretValue
    ) async throws(ClientError) -> SecretReport {
        try await send(
            .put, path(project, environment) + "/\(name)", SetSecretRequest(value: value.text),
            operation: "setting secret '\(name)'")
    }

    /// Forgets a secret.
    package func removeSecret(
        _ project: ProjectName, _ environment: EnvironmentName, _ name: SecretName
    ) async throws(ClientError) {
        try await bytes(
            Call(
                operation: "removing secret '\(name)'", verb: .delete, path: path(project, environment) + "/\(name)"))
    }

    /// Seals all secrets with a new key.
    package func rekeySecrets() async throws(ClientError) -> RekeyReport {
        try await answer(Call(operation: "changing the key of the secrets", verb: .post, path: "/secrets/rekey"))
    }

    private func path(_ project: ProjectName, _ environment: EnvironmentName) -> String {
        "/projects/\(project)/environments/\(environment)/secrets"
    }
}
