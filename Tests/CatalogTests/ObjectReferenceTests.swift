import Foundation
import Promotion
import Testing

@testable import Catalog

@Suite("What refers to stored artifacts")
struct ObjectReferenceTests {
    /// Digests of other things than stored objects: of definitions, tokens, lists of files, versions of datasets, datasets as clients name them.
    private static let others: Set<String> = [
        "mlflow_dataset_inputs.digest", "mlflow_dataset_input_tags.digest", "mlflow_latest_metrics.dataset_digest",
        "logged_model_metrics.dataset_digest", "policies.digest", "environments.policy_digest", "runs.policy_digest",
        "runs.candidate_digest", "run_tokens.digest", "run_datasets.digest", "gate_decisions.candidate_digest",
        "gate_decisions.policy_digest", "promotions.artifact_digest", "model_manifests.digest",
        "model_version_manifests.digest", "unreferenced_objects.digest", "access_tokens.digest", "sessions.digest",
        "gate_evidence.gate_digest", "dataset_contents.digest", "version_blocks.artifact_digest",
    ]

    @Test(
        "R-45: the collector asks every column that holds digests of stored objects, or it is known that it holds others"
    )
    func everyColumnIsKnown() async throws {
        let folder = NSTemporaryDirectory() + "sluice-references-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let catalog = try await Catalog.open(folder + "/catalog.sqlite") { Timestamp(milliseconds: 1) }
        let columns = try await catalog.read { transaction in
            var found: Set<String> = []
            for row in try transaction.rows(
                """
                SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
                WHERE m.type = 'table' AND (c.name LIKE '%digest%' OR c.name LIKE '%sha256%')
                """)
            {
                let table: String = try row[0]
                let column: String = try row[1]
                found.insert("\(table).\(column)")
            }
            return found
        }
        try catalog.close()
        #expect(columns.subtracting(Self.others) == CatalogTransaction.objectReferences)
        #expect(Self.others.isSubset(of: columns))
    }
}
