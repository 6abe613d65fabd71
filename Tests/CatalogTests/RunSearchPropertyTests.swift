import Promotion
import Testing

@testable import Catalog

/// Random runs, part of them indexed, part of them changed since, part of them not indexed at all.
private struct RunWorld {
    static let texts = [
        "", "a", "ab", "abc", "Abc", "b%", "b_", "é", "é\u{301}x", String(repeating: "x", count: 130) + "1",
        String(repeating: "x", count: 130) + "2", String(repeating: "x", count: 128),
    ]
    static let numbers: [Double] = [0, -1, 0.5, 0.25, 3, .nan, .infinity, -.infinity, 1e300, 1.5]
    static let patterns = ["%", "a%", "%b%", "_b%", "ABC", "abc", "x%1", "b\\%", "", "é%", "%\u{301}%"]
    static let keys = ["k", "K", "a.b", "c d/e"]

    var random: SeededGenerator
    var items: [String: PlainItem] = [:]
    var experiments: [String: Int64] = [:]
    var deleted: Set<String> = []
    let workspace: WorkspaceName

    mutating func create(_ index: Int, in experiment: Int64, _ transaction: CatalogTransaction) throws {
        let id = "r\(random.next() % 1000)-\(index)"
        let start: Timestamp? =
            random.chance(15) ? nil : Timestamp(milliseconds: Int64.random(in: -3...12, using: &random))
        let name = random.pick(Self.texts)
        let run = MLflowRun(
            id: id, workspace: workspace, experimentID: experiment, name: name,
            userID: random.pick(["", "ann", "bob"]),
            status: .running, startTime: start, origin: nil)
        let tags = [Entry(key: "mlflow.runName", value: name)]
        try transaction.createMLflowRun(run, tags: tags, now: Timestamp(milliseconds: 1))
        var item = PlainItem(id: id)
        item.attributes = [
            "run_id": .text(id), "run_name": .text(name), "user_id": .text(run.userID), "status": .text("RUNNING"),
            "artifact_uri": .text("mlflow-artifacts:/\(experiment)/\(id)/artifacts"),
        ]
        if let start { item.attributes["start_time"] = .number(start.milliseconds) }
        item.tags["mlflow.runName"] = name
        items[id] = item
        experiments[id] = experiment
        for _ in 0..<Int.random(in: 0...6, using: &random) { try change(id, transaction) }
    }

    mutating func change(_ id: String, _ transaction: CatalogTransaction) throws {
        guard var item = items[id] else { return }
        let key = random.pick(Self.keys)
        switch Int.random(in: 0..<8, using: &random) {
        case 0...2:
            let value = random.pick(Self.numbers)
            // A later step each time, so that the last one is the latest.
            let metric = Metric(
                key: key, value: value, timestamp: Timestamp(milliseconds: 1), step: Int64(random.next() % 1 + step()))
            try transaction.logMetrics([metric], onMLflowRun: id)
            item.metrics[key] = [(value, SearchDataset(name: "", digest: ""))]
        case 3:
            let value = random.pick(Self.texts)
            guard item.params[key] == nil else { return }
            _ = try transaction.logParams([Entry(key: key, value: value)], onMLflowRun: id)
            item.params[key] = value
        case 4:
            let value = random.pick(Self.texts)
            try transaction.setTags([Entry(key: key, value: value)], onMLflowRun: id)
            item.tags[key] = value
        case 5:
            _ = try transaction.deleteTag(key, onMLflowRun: id)
            item.tags[key] = nil
        case 6:
            let context: String? = random.chance(60) ? random.pick(["train", "eval"]) : nil
            let (name, digest) = (random.pick(["d1", "d2"]), random.pick(["x", "y"]))
            guard !item.datasets.contains(where: { $0["name"] == name && $0["digest"] == digest }) else { return }
            let tags = context.map { [Entry(key: "mlflow.data.context", value: $0)] } ?? []
            let input = DatasetInput(
                name: name, digest: digest, sourceType: "s", source: "s", schema: nil, profile: nil, tags: tags)
            try transaction.logDatasetInput(input, onMLflowRun: id)
            var dataset = ["name": name, "digest": digest]
            dataset["context"] = context
            item.datasets.append(dataset)
        default:
            guard var run = try transaction.mlflowRun(id, in: workspace) else { return }
            let end = Int64.random(in: 0...9, using: &random)
            run.endTime = Timestamp(milliseconds: end)
            run.status = random.pick([.finished, .failed])
            try transaction.updateMLflowRun(run)
            item.attributes["end_time"] = .number(end)
            item.attributes["status"] = .text(run.status.rawValue)
        }
        items[id] = item
    }

    private var steps: UInt64 = 0

    private mutating func step() -> UInt64 {
        steps += 1
        return steps
    }

    init(seed: UInt64, workspace: WorkspaceName) {
        random = SeededGenerator(seed: seed)
        self.workspace = workspace
    }
}

extension RunWorld {
    mutating func condition() -> SearchCondition {
        let key = random.pick(Self.keys)
        let number = random.pick(Self.numbers.filter { !$0.isNaN })
        let value: CatalogValue =
            number == number.rounded() && abs(number) < 10 ? .integer(Int64(number)) : .real(number)
        let text = CatalogValue.text(random.pick(Self.texts))
        let ordered: SearchCondition.Comparison = random.pick([
            .equal(value), .notEqual(value), .less(value), .lessOrEqual(value), .greater(value), .greaterOrEqual(value),
        ])
        let pattern = random.pick(Self.patterns)
        let texts: [SearchCondition.Comparison] = [
            .equal(text), .notEqual(text), .like(pattern), .likeIgnoringCase(pattern),
        ]
        let nullable = random.pick(texts + [.isSet, .isNotSet])
        switch Int.random(in: 0..<9, using: &random) {
        case 0...2: return SearchCondition(field: .metric(key), comparison: ordered)
        case 3: return SearchCondition(field: .param(key), comparison: nullable)
        case 4: return SearchCondition(field: .tag(random.pick([key, "mlflow.runName"])), comparison: nullable)
        case 5:
            let time = random.pick(["start_time", "end_time"])
            return SearchCondition(field: .attribute(time), comparison: ordered)
        case 6:
            let ids = (0..<3).map { _ in CatalogValue.text(random.pick(items.keys.sorted())) }
            return SearchCondition(
                field: .attribute("run_id"),
                comparison: random.pick([.equal(ids[0]), .oneOf(ids), .noneOf(ids), .like("r1%"), .notEqual(ids[1])]))
        case 7:
            let words = ["d1", "x", "train"].map(CatalogValue.text)
            return SearchCondition(
                field: .dataset(random.pick(["name", "digest", "context"])),
                comparison: random.pick([
                    .equal(random.pick(words)), .notEqual(random.pick(words)), .oneOf(words), .noneOf(words),
                    .like("%a%"),
                ]))
        default:
            let status = random.pick(["RUNNING", "FAILED", "ann", ""])
            return SearchCondition(
                field: .attribute(random.pick(["status", "user_id", "artifact_uri"])),
                comparison: random.pick([.equal(.text(status)), .notEqual(.text(status)), .like("%n%"), .like("R%")]))
        }
    }

    mutating func search() -> Search {
        var search = Search()
        for _ in 0..<random.pick([0, 1, 1, 2, 3]) { search.conditions.append(condition()) }
        for _ in 0..<random.pick([0, 1, 1, 1, 2]) {
            let key = random.pick(Self.keys)
            let field: SearchField = random.pick([
                .metric(key), .metric("k"), .param(key), .tag(key), .attribute("start_time"), .attribute("end_time"),
                .attribute("status"), .attribute("run_name"), .attribute("user_id"), .attribute("run_id"),
                .attribute("artifact_uri"),
            ])
            guard !search.order.contains(where: { $0.field == field }) else { continue }
            search.order.append(SearchOrder(field: field, ascending: random.chance(50)))
        }
        return search
    }
}

@Suite("Searches of runs compared with searches of plain arrays")
struct RunSearchPropertyTests {
    private static let plain = PlainSearch(ties: [("start_time", false), ("run_id", true)], defaultOrder: [])

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func randomSearchesFindWhatArraysSay(seed: UInt64) async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let workspace = try WorkspaceName(validating: "shop-dev")
        let (world, experiments) = try await catalog.write { transaction in
            var world = RunWorld(seed: seed, workspace: workspace)
            let ids = try ["one", "two", "other"].map {
                try transaction.createExperiment(
                    named: $0, in: workspace, tags: [], now: Timestamp(milliseconds: 1))
            }
            for index in 0..<60 { try world.create(index, in: ids[index % 3], transaction) }
            let created = world.items.keys.sorted()
            if seed > 1 { _ = try transaction.indexPendingRuns(limit: seed.isMultiple(of: 2) ? 1000 : 30) }
            if seed > 2 {
                for id in created where world.random.chance(40) {
                    for _ in 0..<3 { try world.change(id, transaction) }
                }
            }
            if seed > 4 { while try transaction.indexPendingRuns(limit: 7) > 0 {} }
            for id in created where world.random.chance(20) {
                try transaction.setLifecycle(ofMLflowRun: id, to: .deleted)
                world.deleted.insert(id)
            }
            return (world, ids)
        }
        let mismatches = try await catalog.read { transaction in
            var world = world
            return try (0..<200).compactMap { _ in try Self.mismatch(&world, experiments, transaction) }
        }
        #expect(mismatches.isEmpty, "seed \(seed): \(mismatches.count) of 200, such as \(mismatches.first ?? "")")
    }

    /// Makes up a search, pages through it, and says what is wrong; nil if nothing is.
    private static func mismatch(
        _ world: inout RunWorld, _ experiments: [Int64], _ transaction: CatalogTransaction
    ) throws -> String? {
        let search = world.search()
        let searched = world.random.chance(50) ? [experiments[0]] : [experiments[0], experiments[1]]
        let view = world.random.pick([LifecycleView.activeOnly, .activeOnly, .deletedOnly, .all])
        let deleted = world.deleted
        let items = world.items.values.filter { item in
            guard let experiment = world.experiments[item.id], searched.contains(experiment) else { return false }
            return switch view {
            case .activeOnly: !deleted.contains(item.id)
            case .deletedOnly: deleted.contains(item.id)
            case .all: true
            }
        }
        let expected = plain.results(search, in: items)
        let size = Int.random(in: 1...12, using: &world.random)
        let followsOrder = world.random.chance(60)
        var found: [String] = []
        var after: SearchCursor?
        repeat {
            let runs = RunSearch(
                transaction, in: world.workspace, search, after: after, limit: size + 1, few: followsOrder ? 0 : nil,
                many: followsOrder ? 0 : 65_536)
            let page = SearchPage(try runs.hits(in: searched, view.stages), limit: size)
            found += page.elements.map(\.id)
            after = page.next
            if found.count > expected.count + size { break }
        } while after != nil
        guard found != expected else { return nil }
        return "\(search) \(view) size \(size) followsOrder \(followsOrder): \(found) is not \(expected)"
    }
}
