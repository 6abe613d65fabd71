import HTTPTypes
import HTTPTypes
import Promotion

extension OperationNotes {
    private static let environmentSecrets = environment + "/secrets"

    static let secrets: [OperationNote] = [
        OperationNote(
            .get, environmentSecrets, "The names of an environment's secrets, and who set them; never a value.",
            answer: .list(of: SecretReport.self)),
        OperationNote(
            .put, environmentSecrets + "/{secret}", "Sets a secret. Nothing gives the value back.",
            body: SetSecretRequest.self,
            answer: .json(SecretReport.self)),
        OperationNote(.delete, environmentSecrets + "/{secret}", "Forgets a secret.", answer: .empty()),
        OperationNote(
            .post, "/api/v1/secrets/rekey", "Seals all secrets with a new key.", answer: .json(RekeyReport.self)),
    ]
}
