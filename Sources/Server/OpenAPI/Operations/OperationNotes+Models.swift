import HTTPTypes
import Promotion

extension OperationNotes {
    static let models: [OperationNote] = [
        OperationNote(
            .get, environment + "/models", "The versions of an environment.",
            answer: .list(of: ModelVersionReport.self)),
        OperationNote(
            .get, environment + "/trace", "What a version came from.",
            query: [
                .text("model", "The model; without it the project's only one."),
                .text("version", "A number or an alias; 'champion' without it."),
            ], answer: .json(TraceReport.self)),
        OperationNote(
            .get, environment + "/promotions", "Champions and how they came to be, newest first.",
            query: [.limit, .cursor],
            answer: .list(of: PromotionReport.self)),
        OperationNote(
            .post, environment + "/promote",
            "Makes a version that the gate let through the champion; a dry run only tells what would come of it.",
            body: PromoteRequest.self, answer: .json(PromotionReport.self)),
        OperationNote(
            .post, environment + "/rollback",
            "Makes an earlier champion the champion again and holds the environment; a dry run only tells what would come of it.",
            body: RollbackRequest.self, answer: .json(PromotionReport.self)),
        OperationNote(
            .post, environment + "/hold", "Pins an environment.", body: ReasonRequest.self,
            answer: .json(EnvironmentReport.self)),
        OperationNote(
            .delete, environment + "/hold", "Ends a hold.", body: ReasonRequest.self,
            answer: .json(EnvironmentReport.self)),
    ]
}
