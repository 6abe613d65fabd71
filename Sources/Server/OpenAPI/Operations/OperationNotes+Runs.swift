import HTTPTypes
import Promotion

extension OperationNotes {
    private static let pages: [QueryNote] = [
        .text("environment", "Only runs of this environment."), .limit, .cursor,
    ]

    static let runs: [OperationNote] = [
        OperationNote(
            .get, "/api/v1/runs", "Runs of all projects, newest first.", query: pages,
            answer: .list(of: RunReport.self)),
        OperationNote(
            .get, project + "/runs", "Runs of a project, newest first.", query: pages,
            answer: .list(of: RunReport.self)),
        OperationNote(.get, "/api/v1/runs/{run}", "One run.", answer: .json(RunReport.self)),
        OperationNote(
            .post, "/api/v1/runs/{run}/abort", "Stops a run.", body: ReasonRequest.self,
            answer: .json(RunReport.self)),
        OperationNote(
            .get, "/api/v1/runs/{run}/steps/{step}/log", "The log of a step's last attempt, or of another one.",
            query: [
                QueryNote(name: "attempt", schema: .integer(from: 1, to: 1_000_000), summary: "Which attempt."),
                QueryNote(name: "from", schema: .integer(from: 0), summary: "The offset to begin at, in bytes."),
                .text("follow", "'true' to go on until the step ends."),
            ], answer: .bytes("application/octet-stream")),
        OperationNote(
            .post, environment + "/runs", "Starts a run now.", body: StartRunRequest.self,
            answer: .json(RunReport.self, status: 201)),
    ]
}
