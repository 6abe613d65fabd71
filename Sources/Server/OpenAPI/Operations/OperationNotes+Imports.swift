import HTTPTypes
import Promotion

extension OperationNotes {
    private static let one = "/api/v1/imports/{import}"

    static let imports: [OperationNote] = [
        OperationNote(
            .get, "/api/v1/imports", "Imports from other MLflow servers, newest first.", query: [.limit],
            answer: .list(of: ImportReport.self)),
        OperationNote(
            .post, "/api/v1/imports", "Begins an import, or goes on with it.", body: StartImportRequest.self,
            answer: .json(ImportReport.self, status: 201)),
        OperationNote(.get, one, "One import.", answer: .json(ImportReport.self)),
        OperationNote(
            .post, one + "/batches", "Takes in a batch of objects.", body: ImportBatch.self,
            answer: .json(ImportReport.self)),
        OperationNote(
            .post, one + "/end", "Ends an import.", body: EndImportRequest.self, answer: .json(ImportReport.self)),
        OperationNote(
            .get, one + "/files", "The files that came of one run or model.",
            query: [.text("run", "The run's id."), .text("model", "The model's id.")],
            answer: .list(of: TracedFile.self)),
        OperationNote(
            .post, "/api/v1/imports/conflicts", "Which names are taken.", body: ImportConflictsRequest.self,
            answer: .list(of: String.self)),
        OperationNote(
            .post, "/api/v1/imports/unchanged", "Which objects came as they are before.",
            body: UnchangedObjectsRequest.self, answer: .list(of: String.self)),
    ]
}
