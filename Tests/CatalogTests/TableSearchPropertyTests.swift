import Promotion
import Testing

@testable import Catalog

@Suite("Searches of experiments, logged models and the registry compared with searches of plain arrays")
struct TableSearchPropertyTests {
    private static let texts = ["", "a", "ab", "Ab", "b%", "é", String(repeating: "x", count: 130) + "1", "true"]
    private static let keys = ["k", "K", "a.b"]
    private static let now = Timestamp(milliseconds: 1)
    private let workspace: WorkspaceName

    init() throws { workspace = try WorkspaceName(validating: "shop-dev") }

    private static func comparison(ofText random: inout SeededGenerator, _ texts: [String])
        -> SearchCondition.Comparison
    {
        let values = (0..<2).map { _ in CatalogValue.text(random.pick(texts)) }
        return random.pick([
            .equal(values[0]), .notEqual(values[0]), .like("a%"), .like("%b%"), .likeIgnoringCase("AB"),
            .like("_" + "%"), .oneOf(values), .noneOf(values),
        ])
    }

    private static func comparison(
        ofNumber random: inout SeededGenerator, in range: ClosedRange<Int64>
    ) -> SearchCondition.Comparison {
        let value = CatalogValue.integer(Int64.random(in: range, using: &random))
        return random.pick([
            .equal(value), .notEqual(value), .less(value), .lessOrEqual(value), .greater(value), .greaterOrEqual(value),
        ])
    }

    private static func tags(_ random: inout SeededGenerator) -> [Entry] {
        keys.compactMap { key in random.chance(60) ? Entry(key: key, value: random.pick(texts)) : nil }
    }

    /// Makes up searches and says what is wrong with the pages that come back.
    private func mismatches(
        _ count: Int, _ random: inout SeededGenerator, _ plain: PlainSearch, _ items: [PlainItem],
        search make: (inout SeededGenerator) -> Search,
        page: (Search, Int, SearchCursor?) throws -> (ids: [String], next: SearchCursor?)
    ) rethrows -> [String] {
        var wrong: [String] = []
        for _ in 0..<count {
            let search = make(&random)
            let size = Int.random(in: 1...9, using: &random)
            let expected = plain.results(search.hidingPrompts().search, in: items)
            var (found, after): ([String], SearchCursor?) = ([], nil)
            repeat {
                let next = try page(search, size, after)
                found += next.ids
                after = next.next
                if found.count > expected.count + size { break }
            } while after != nil
            if found != expected { wrong.append("\(search) size \(size): \(found) is not \(expected)") }
        }
        return wrong
    }

    private static func order(
        _ random: inout SeededGenerator, _ fields: [SearchField],
        dataset: (inout SeededGenerator) -> SearchDataset? = { _ in nil }
    ) -> [SearchOrder] {
        fields.shuffled(using: &random).prefix(random.pick([0, 1, 1, 2])).map { field in
            let isMetric = if case .metric = field { true } else { false }
            return SearchOrder(
                field: field, ascending: random.chance(50), dataset: isMetric ? dataset(&random) : nil)
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func experiments(seed: UInt64) async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let workspace = workspace
        let wrong = try await catalog.write { transaction in
            var random = SeededGenerator(seed: seed)
            var items: [PlainItem] = []
            try transaction.ensureDefaultExperiment(in: .sandbox, now: Self.now)
            for index in 0..<40 {
                let (name, tags) = (random.pick(["a", "ab", "Ab", "b"]) + "\(index)", Self.tags(&random))
                let created = Timestamp(milliseconds: Int64.random(in: 0...9, using: &random))
                let id = try transaction.createExperiment(named: name, in: workspace, tags: tags, now: created)
                var item = PlainItem(id: "\(id)")
                item.attributes = [
                    "name": .text(name), "experiment_id": .number(id), "creation_time": .number(created.milliseconds),
                    "last_update_time": .number(created.milliseconds),
                ]
                for tag in tags { item.tags[tag.key] = tag.value }
                items.append(item)
            }
            let plain = PlainSearch(
                ties: [("experiment_id", false)],
                defaultOrder: [
                    SearchOrder(field: .attribute("creation_time"), ascending: false),
                    SearchOrder(field: .attribute("experiment_id"), ascending: true),
                ])
            let times = ["creation_time", "last_update_time"]
            return try mismatches(120, &random, plain, items) { random in
                let conditions = (0..<random.pick([0, 1, 2])).map { _ in
                    random.pick([
                        SearchCondition(
                            field: .tag(random.pick(Self.keys)),
                            comparison: random.pick([
                                .isSet, .isNotSet, Self.comparison(ofText: &random, Self.texts),
                            ])),
                        SearchCondition(
                            field: .attribute("name"), comparison: Self.comparison(ofText: &random, ["a1", "ab2"])),
                        SearchCondition(
                            field: .attribute("experiment_id"),
                            comparison: random.pick([.oneOf([.integer(3), .integer(9)]), .notEqual(.integer(4))])),
                        SearchCondition(
                            field: .attribute(random.pick(times)),
                            comparison: Self.comparison(ofNumber: &random, in: 0...9)),
                    ])
                }
                let fields = (["name", "experiment_id"] + times).map(SearchField.attribute)
                return Search(conditions: conditions, order: Self.order(&random, fields))
            } page: { search, size, after in
                let page = try transaction.searchExperiments(
                    in: workspace, view: .activeOnly, search: search, limit: size, after: after)
                return (page.elements.map { "\($0.id)" }, page.next)
            }
        }
        #expect(wrong.isEmpty, "seed \(seed): \(wrong.count) of 120, such as \(wrong.first ?? "")")
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func registeredModelsAndVersions(seed: UInt64) async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let workspace = workspace
        let wrong = try await catalog.write { transaction in
            var random = SeededGenerator(seed: seed)
            var (models, versions): ([PlainItem], [PlainItem]) = ([], [])
            for index in 0..<20 {
                let (name, tags) = (random.pick(["a", "ab", "Ab"]) + "\(index)", Self.tags(&random))
                let created = Timestamp(milliseconds: Int64(index))
                try transaction.createRegisteredModel(
                    name, in: workspace, description: nil, tags: tags, now: created)
                for number in 1...Int64.random(in: 1...3, using: &random) {
                    let updated = Timestamp(milliseconds: Int64.random(in: 20...29, using: &random))
                    let tags = Self.tags(&random)
                    let run = random.chance(70) ? random.pick(["r1", "r2"]) : nil
                    _ = try transaction.createModelVersion(
                        ModelVersion(
                            workspace: workspace, name: name, description: nil, source: "s/\(number)", artifactURI: "u",
                            runID: run, runLink: nil, modelID: nil, createdAt: updated, origin: nil, tags: tags))
                    var item = PlainItem(id: "\(name)/\(number)")
                    item.attributes = [
                        "name": .text(name), "version_number": .number(number), "source_path": .text("s/\(number)"),
                        "creation_timestamp": .number(updated.milliseconds),
                        "last_updated_timestamp": .number(updated.milliseconds),
                    ]
                    if let run { item.attributes["run_id"] = .text(run) }
                    for tag in tags { item.tags[tag.key] = tag.value }
                    versions.append(item)
                }
                let model = try #require(try transaction.registeredModel(name, in: workspace))
                var item = PlainItem(id: name)
                item.attributes = [
                    "name": .text(name), "creation_timestamp": .number(model.createdAt.milliseconds),
                    "last_updated_timestamp": .number(model.updatedAt.milliseconds),
                ]
                for tag in tags { item.tags[tag.key] = tag.value }
                models.append(item)
            }
            let times = ["creation_timestamp", "last_updated_timestamp"]
            let name = { (random: inout SeededGenerator) in
                SearchCondition(
                    field: .attribute("name"), comparison: Self.comparison(ofText: &random, ["a1", "ab2", "Ab3"]))
            }
            let tag = { (random: inout SeededGenerator) in
                SearchCondition(
                    field: .tag(random.pick(Self.keys)), comparison: Self.comparison(ofText: &random, Self.texts))
            }
            let byName = PlainSearch(ties: [("name", true)], defaultOrder: [])
            let wrongModels = try mismatches(120, &random, byName, models) { random in
                let conditions = (0..<random.pick([0, 1, 2])).map { _ in
                    random.chance(50) ? name(&random) : tag(&random)
                }
                let fields = (["name"] + times).map(SearchField.attribute)
                return Search(conditions: conditions, order: Self.order(&random, fields))
            } page: { search, size, after in
                let page = try transaction.searchRegisteredModels(
                    in: workspace, search: search, limit: size, after: after)
                return (page.elements.map(\.name), page.next)
            }
            let byTime = PlainSearch(
                ties: [("name", true), ("version_number", false)],
                defaultOrder: [SearchOrder(field: .attribute("last_updated_timestamp"), ascending: false)])
            return try wrongModels
                + mismatches(120, &random, byTime, versions) { random in
                    let conditions = (0..<random.pick([0, 1, 2])).map { _ in
                        random.pick([
                            name(&random), tag(&random),
                            SearchCondition(
                                field: .attribute("version_number"),
                                comparison: Self.comparison(ofNumber: &random, in: 1...3)),
                            SearchCondition(
                                field: .attribute("run_id"), comparison: Self.comparison(ofText: &random, ["r1", "r2"])),
                            SearchCondition(
                                field: .attribute("source_path"),
                                comparison: Self.comparison(ofText: &random, ["s/1", "s/2"])),
                        ])
                    }
                    let fields = (["name", "version_number"] + times).map(SearchField.attribute)
                    return Search(conditions: conditions, order: Self.order(&random, fields))
                } page: { search, size, after in
                    let page = try transaction.searchModelVersions(
                        in: workspace, search: search, limit: size, after: after)
                    return (page.elements.map { "\($0.name)/\($0.version)" }, page.next)
                }
        }
        #expect(wrong.isEmpty, "seed \(seed): \(wrong.count) of 240, such as \(wrong.first ?? "")")
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func loggedModels(seed: UInt64) async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let workspace = workspace
        let wrong = try await catalog.write { transaction in
            var random = SeededGenerator(seed: seed)
            var items: [PlainItem] = []
            let experiments = try ["one", "two", "other"].map {
                try transaction.createExperiment(named: $0, in: workspace, tags: [], now: Self.now)
            }
            let run = MLflowRun(
                id: "r", workspace: workspace, experimentID: experiments[0], name: "r", userID: "", status: .running,
                startTime: nil, origin: nil)
            try transaction.createMLflowRun(run, tags: [], now: Self.now)
            for index in 0..<40 {
                let experiment = experiments[index % 3]
                let created = Timestamp(milliseconds: Int64.random(in: 0...9, using: &random))
                var model = LoggedModel(
                    id: "m-\(index)", workspace: workspace, experimentID: experiment,
                    name: random.pick(["a", "ab", "b"]),
                    modelType: random.pick(["", "agent"]), sourceRunID: random.pick(["", "r"]), createdAt: created,
                    origin: nil)
                model.tags = Self.tags(&random)
                model.params = Self.tags(&random)
                try transaction.createLoggedModel(model)
                var item = PlainItem(id: model.id)
                item.attributes = [
                    "model_id": .text(model.id), "name": .text(model.name), "model_type": .text(model.modelType),
                    "status": .text(model.status.rawValue), "source_run_id": .text(model.sourceRunID),
                    "creation_timestamp": .number(created.milliseconds),
                    "last_updated_timestamp": .number(created.milliseconds),
                ]
                for tag in model.tags { item.tags[tag.key] = tag.value }
                for param in model.params { item.params[param.key] = param.value }
                for step in 0..<Int64.random(in: 0...4, using: &random) {
                    let key = random.pick(["f1", "loss"])
                    let value = random.pick([0, 0.5, -1, 2, .nan, .infinity])
                    let dataset = SearchDataset(name: random.pick(["", "d1", "d2"]), digest: random.pick(["", "x"]))
                    var metric = Metric(
                        key: key, value: value, timestamp: Timestamp(milliseconds: step), step: step)
                    metric.modelID = model.id
                    metric.datasetName = dataset.name ?? ""
                    metric.datasetDigest = dataset.digest ?? ""
                    try transaction.logMetrics([metric], onMLflowRun: "r")
                    item.metrics[key, default: []].append((value, dataset))
                }
                if index % 3 < 2 { items.append(item) }
            }
            let plain = PlainSearch(ties: [("creation_timestamp", false), ("model_id", true)], defaultOrder: [])
            let dataset = { (random: inout SeededGenerator) in
                random.chance(50)
                    ? SearchDataset(name: random.pick(["d1", "d2"]), digest: random.chance(30) ? "x" : nil) : nil
            }
            let times = ["creation_timestamp", "last_updated_timestamp"]
            let names = ["model_id", "name", "model_type", "status", "source_run_id"]
            return try mismatches(150, &random, plain, items) { random in
                let conditions = (0..<random.pick([0, 1, 2])).map { _ in
                    random.pick([
                        SearchCondition(
                            field: .metric(random.pick(["f1", "loss"])),
                            comparison: Self.comparison(ofNumber: &random, in: -1...2)),
                        SearchCondition(
                            field: random.pick([.tag(random.pick(Self.keys)), .param(random.pick(Self.keys))]),
                            comparison: Self.comparison(ofText: &random, Self.texts)),
                        SearchCondition(
                            field: .attribute(random.pick(names)),
                            comparison: Self.comparison(ofText: &random, ["m-1", "a", "ab", "agent", "r", ""])),
                        SearchCondition(
                            field: .attribute(random.pick(times)),
                            comparison: Self.comparison(ofNumber: &random, in: 0...9)),
                    ])
                }
                let fields =
                    (names + times).map(SearchField.attribute) + [.metric("f1"), .metric("loss"), .metric("f1")]
                var order = Self.order(&random, fields, dataset: dataset)
                if order.count == 2, order[0].field == order[1].field { order.removeLast() }
                return Search(
                    conditions: conditions, order: order,
                    datasets: (0..<random.pick([0, 0, 1, 2])).compactMap { _ in dataset(&random) })
            } page: { search, size, after in
                let page = try transaction.searchLoggedModels(
                    in: workspace, experiments: [experiments[0], experiments[1]], search: search, limit: size,
                    after: after)
                return (page.elements.map(\.id), page.next)
            }
        }
        #expect(wrong.isEmpty, "seed \(seed): \(wrong.count) of 150, such as \(wrong.first ?? "")")
    }
}
