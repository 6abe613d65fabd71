import HTTPTypes
import Promotion

extension OperationNotes {
    private static let login = "/api/v1/logins/{provider}"

    static let logins: [OperationNote] = [
        OperationNote(
            .get, "/api/v1/logins", "The identity providers at which people can log in.",
            answer: .list(of: LoginProviderName.self)),
        OperationNote(
            .get, login, "Where a browser is sent to log in, and with what.",
            answer: .json(LoginProviderReport.self)),
        OperationNote(
            .post, login, "Redeems the code that a browser brought back to this machine, and begins a session.",
            body: LoginRequest.self, answer: .json(NewSessionReport.self, status: 201)),
        OperationNote(
            .get, "/api/v1/session", "Who is logged in, and until when.", answer: .json(SessionReport.self)),
        OperationNote(.delete, "/api/v1/session", "Ends the session.", answer: .empty()),
    ]
}
