import Promotion
import Testing

@testable import Catalog

@Suite("Query plans of searches")
struct SearchPlanTests {
    private let workspace: WorkspaceName

    init() throws { workspace = try WorkspaceName(validating: "shop-dev") }

    /// Orders that an index has, with what may stand beside it.
    private static let ordered: [Search] = [
        Search(),
        Search(order: [SearchOrder(field: .metric("f1"), ascending: false)]),
        Search(order: [SearchOrder(field: .metric("f1"), ascending: true)]),
        Search(order: [SearchOrder(field: .param("lr"), ascending: false)]),
        Search(order: [SearchOrder(field: .tag("team"), ascending: true)]),
        Search(order: [SearchOrder(field: .attribute("end_time"), ascending: false)]),
        Search(order: [SearchOrder(field: .attribute("status"), ascending: true)]),
        Search(conditions: [SearchCondition(field: .param("lr"), comparison: .equal(.text("0.1")))]),
        Search(
            conditions: [SearchCondition(field: .metric("f1"), comparison: .greater(.real(0.5)))],
            order: [SearchOrder(field: .metric("f1"), ascending: false)]),
        Search(
            conditions: [SearchCondition(field: .metric("loss"), comparison: .less(.integer(1)))],
            order: [SearchOrder(field: .metric("f1"), ascending: false)]),
    ]

    @Test func runsAreReadInTheOrderOfAnIndexAndNothingIsSorted() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let workspace = workspace
        let problems = try await catalog.read { transaction in
            var problems: [String] = []
            for search in Self.ordered {
                let stretches = try #require(
                    try RunStretches(transaction: transaction, experiment: 1, stage: .active, search: search).all())
                let runs = RunSearch(transaction, in: workspace, search, after: nil, limit: 100)
                // A place in the middle of the first stretch: its constants, and anything for the rest.
                let place = stretches[0].constants + Array(repeating: CatalogValue.integer(5), count: 4)
                for stretch in stretches.flatMap({ $0.parts(behind: nil) + $0.parts(behind: place) }) {
                    let query = stretch.query("mlflow_runs.id", where: runs.conditions, limit: 100)
                    let plan = try transaction.plan(of: query)
                    let isWrong = plan.contains {
                        $0.contains("TEMP B-TREE") || $0.contains("MATERIALIZE") || Self.readsAll($0)
                    }
                    if isWrong { problems.append("\(query.text): \(plan)") }
                }
            }
            return problems
        }
        #expect(problems == [])
    }

    /// Of several keys the index has the first, and only what is equal by it is sorted.
    @Test func theFirstOfSeveralKeysComesFromAnIndex() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        try await catalog.read { transaction in
            for order in [
                [
                    SearchOrder(field: .metric("f1"), ascending: false),
                    SearchOrder(field: .param("lr"), ascending: true),
                ],
                [SearchOrder(field: .attribute("start_time"), ascending: true)],
            ] {
                let search = Search(order: order)
                let stretches = try #require(
                    try RunStretches(transaction: transaction, experiment: 1, stage: .active, search: search).all())
                let plan = try transaction.plan(of: stretches[0].query("mlflow_runs.id", where: "", limit: 100))
                #expect(plan.contains("USE TEMP B-TREE FOR RIGHT PART OF ORDER BY"), "\(plan)")
            }
        }
    }

    @Test(arguments: [
        SearchCondition(field: .metric("f1"), comparison: .greater(.real(0.5))),
        SearchCondition(field: .metric("f1"), comparison: .notEqual(.real(0.5))),
        SearchCondition(field: .param("lr"), comparison: .equal(.text("0.1"))),
        SearchCondition(field: .tag("team"), comparison: .like("a%")),
        SearchCondition(field: .tag("team"), comparison: .isSet),
        SearchCondition(field: .attribute("status"), comparison: .equal(.text("FAILED"))),
        SearchCondition(field: .attribute("run_id"), comparison: .oneOf([.text("a"), .text("b")])),
        SearchCondition(field: .attribute("start_time"), comparison: .greater(.integer(5))),
        SearchCondition(field: .attribute("end_time"), comparison: .less(.integer(5))),
        SearchCondition(field: .dataset("name"), comparison: .equal(.text("d"))),
    ])
    func aConditionLeadsToItsRunsThroughAnIndex(condition: SearchCondition) async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        try await catalog.read { transaction in
            let source = try #require(RunSource(condition, experiment: 1))
            let plan = try transaction.plan(of: "SELECT COUNT(*) FROM (SELECT 1 \(sql: source.rows) LIMIT 100)")
            #expect(!plan.contains { Self.readsAll($0) }, "\(plan)")
            #expect(plan.contains { $0.contains("SEARCH") }, "\(plan)")
        }
    }

    @Test func theIndexIsBroughtUpToDateByTheRunsThatChanged() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let statements = RunIndex.indexing(batch: .list(ofAnyLength: ["a", "b", "c"]))
        let problems = try await catalog.read { transaction in
            try statements.compactMap { statement in
                let plan = try transaction.plan(of: statement)
                return plan.contains { Self.readsAll($0) } ? "\(statement.text): \(plan)" : nil
            }
        }
        #expect(problems == [])
    }

    @Test func theRegistryIsReadThroughIndexes() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let workspace = workspace
        let tables: [(SearchTarget, SQL, SQL)] = [
            (.modelVersions, "model_versions", "workspace = \(workspace)"),
            (.registeredModels, "registered_models", "workspace = \(workspace)"),
            (.experiments, "experiments", "workspace = \(workspace)"),
            (.loggedModels, "logged_models", "experiment_id = 1"),
        ]
        try await catalog.read { transaction in
            for (target, name, scope) in tables {
                let table = TableSearch(
                    transaction: transaction, target: target, table: name, columns: "1", scope: scope, join: "1 = 1")
                let query = table.query(Search(), from: nil, after: nil, limit: 100)
                let plan = try transaction.plan(of: query)
                #expect(!plan.contains { $0.contains("TEMP B-TREE") || Self.readsAll($0) }, "\(query.text): \(plan)")
            }
            for condition in [
                SearchCondition(field: .attribute("name"), comparison: .equal(.text("a"))),
                SearchCondition(field: .attribute("run_id"), comparison: .oneOf([.text("a")])),
                SearchCondition(field: .tag("a"), comparison: .equal(.text("b"))),
            ] {
                let source = try #require(CatalogTransaction.source(of: condition, in: workspace))
                let plan = try transaction.plan(of: source)
                #expect(plan.count == 1 && plan[0].contains("SEARCH"), "\(plan)")
                let isNarrow = ["name=?", "run_id=?", "key=?"].contains { plan[0].contains($0) }
                #expect(isNarrow, "\(plan)")
            }
        }
    }

    /// Whether a line says that a table is read from end to end. The values of the recursive expression are no table, and what is
    /// asked for with an order and a limit is not read to its end.
    private static func readsAll(_ line: String) -> Bool {
        line.hasPrefix("SCAN") && !["SCAN d", "SCAN s", "SCAN w", "SCAN c", "SCAN i"].contains(line)
            && !line.contains("CONSTANT ROW") && !line.contains("subquery")
    }
}

extension CatalogTransaction {
    fileprivate func plan(of query: SQL) throws -> [String] {
        try rows(("EXPLAIN QUERY PLAN \(sql: query)" as SQL).preparedOnce).map { try $0["detail"] as String }
    }
}
