import HTTPTypes
import Promotion

extension OperationNotes {
    private static let run = "/api/v1/runs/{run}"

    static let approvals: [OperationNote] = [
        OperationNote(
            .get, "/api/v1/approvals", "What waits for approval, the oldest first.",
            answer: .list(of: ApprovalReport.self)),
        OperationNote(
            .get, run + "/approvals", "What exactly a promotion is, who agreed, and who is waited for.",
            answer: .json(ApprovalReport.self)),
        OperationNote(
            .get, run + "/approvals/proofs", "Approvals with what it takes to check their signatures elsewhere.",
            answer: .list(of: ApprovalProof.self)),
        OperationNote(
            .post, run + "/approve", "Agrees to a promotion.", body: ApproveRequest.self,
            answer: .json(ApprovalReport.self)),
        OperationNote(
            .post, run + "/reject", "Says no to a promotion; the run ends.", body: ReasonRequest.self,
            answer: .json(RunReport.self)),
        OperationNote(
            .get, "/api/v1/overrides", "Checks that people let candidates past, newest first.", query: [.limit],
            answer: .list(of: CheckOverride.self)),
        OperationNote(
            .post, run + "/override", "Lets a candidate past checks that it did not pass.", body: OverrideRequest.self,
            answer: .json(OverrideAnswer.self)),
        OperationNote(
            .post, run + "/overrides/{override}/review", "Says that somebody looked at an override afterwards.",
            body: ReasonRequest.self, answer: .json(CheckOverride.self)),
        OperationNote(
            .get, environment + "/blocks", "Versions that can never become champion.",
            answer: .list(of: VersionBlock.self)),
        OperationNote(
            .post, environment + "/blocks",
            "Keeps a version from ever becoming champion; a dry run only tells what would come of it, with status 200.",
            body: BlockRequest.self, answer: .json(VersionBlock.self, status: 201)),
    ]
}
