import HTTPTypes
import Promotion

extension OperationNotes {
    static let server: [OperationNote] = [
        OperationNote(.get, "/api/v1/health", "Whether the server answers.", answer: .json([String: String].self)),
        OperationNote(.get, "/api/v1/version", "Which program and API answer.", answer: .json(ServerReport.self)),
        OperationNote(.get, "/api/v1/openapi.json", "This document.", answer: .document),
    ]

    static let projects: [OperationNote] = [
        OperationNote(
            .get, "/api/v1/projects", "The projects that the caller may see.", answer: .list(of: ProjectReport.self)),
        OperationNote(
            .post, "/api/v1/projects", "Watches a repository.", body: AddProjectRequest.self,
            answer: .json(ProjectReport.self, status: 201)),
        OperationNote(
            .get, project, "A project with its environments, tips, runs and champions.",
            answer: .json(ProjectReport.self)),
        OperationNote(
            .patch, project, "Watches the repository at another address; its secrets are dropped.",
            body: MoveProjectRequest.self, answer: .json(ProjectReport.self)),
        OperationNote(.delete, project, "Stops watching a repository; what it led to stays.", answer: .empty()),
        OperationNote(
            .get, project + "/plan", "What would happen next, and what keeps it from happening.",
            answer: .json(Plan.self)),
        OperationNote(
            .post, project + "/wake", "Looks at the repository now.", answer: .empty(status: 202)),
    ]
}
