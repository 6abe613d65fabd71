import Promotion
import SluiceClient
import Synchronization

extension ImportFlow {
    /// Registered models with all their versions and aliases.
    func bring(_ models: [SourceRegisteredModel]) async throws {
        tally.enter("\(models.count) registered models")
        tally.count(.registeredModel) { $0.found += models.count }
        let prints = try models.map { model in
            ImportFingerprint(
                id: model.name,
                fingerprint: try Fingerprint.of([model.imported, model.importedAliases], withFiles: false))
        }
        let unchanged = try await unchangedModels(prints)
        let changed = models.filter { !unchanged.contains($0.name) }
        let answer = try await push(
            changed.map(\.imported), .registeredModel, into: \.registeredModels, id: \.name, size: Self.size)
        let updated = changed.count - answer.refused.count - (answer.new[.registeredModel]?.count ?? 0)
        tally.count(.registeredModel) {
            $0.unchanged += unchanged.count
            $0.updated += updated
        }
        let refused = Set(answer.refused.map(\.id))
        try await bringVersions(of: Set(models.map(\.name)).subtracting(refused))
        let aliases = changed.filter { !refused.contains($0.name) }.flatMap(\.importedAliases)
        let placed = try await push(
            aliases, .registeredModel, into: \.aliases, id: { "\($0.name)@\($0.alias)" }, size: { _ in 400 })
        var open = answer.incomplete
        for problem in placed.refused {
            open.insert(problem.id.lastIndex(of: "@").map { String(problem.id[..<$0]) } ?? problem.id)
        }
        let whole = Set(changed.map(\.name)).subtracting(open)
        for some in prints.filter({ whole.contains($0.id) }).chunks(of: 1000) {
            try await complete(.registeredModel, some)
        }
    }

    private func unchangedModels(_ prints: [ImportFingerprint]) async throws -> Set<String> {
        var unchanged: Set<String> = []
        for some in prints.chunks(of: 1000) {
            unchanged.formUnion(try await self.unchanged(.registeredModel, some))
        }
        return unchanged
    }

    private func bringVersions(of models: Set<String>) async throws {
        guard !models.isEmpty else { return }
        tally.enter("model versions")
        try await source.versions().forEachPage { page, broken in
            for id in broken { tally.refuse(ImportProblem(.modelVersion, id, "it cannot be read")) }
            let versions = page.filter { models.contains($0.name) }
            tally.count(.modelVersion) { $0.found += versions.count + broken.count }
            let prints = try versions.map { version in
                ImportFingerprint(
                    id: version.id,
                    fingerprint: try Fingerprint.of([version.imported], withFiles: options.bringsFiles))
            }
            let unchanged = try await unchanged(.modelVersion, prints)
            let placed = try await withPlaces(versions.filter { !unchanged.contains($0.id) })
            let answer = try await push(placed, .modelVersion, into: \.versions, id: \.id, size: Self.size)
            let updated = placed.count - answer.refused.count - (answer.new[.modelVersion]?.count ?? 0)
            tally.count(.modelVersion) {
                $0.unchanged += unchanged.count
                $0.updated += updated
            }
            noteElsewhere(answer.elsewhere, placed)
            let open = answer.incomplete.union(answer.elsewhere)
            let whole = Set(placed.map(\.id)).subtracting(open)
            try await complete(.modelVersion, prints.filter { whole.contains($0.id) })
        }
    }

    /// The versions with the place that the source resolves their own source to, in their order.
    private func withPlaces(_ versions: [SourceVersion]) async throws -> [ImportedVersion] {
        let places = Mutex<[String: String]>([:])
        try await concurrently(versions, limit: options.concurrency) { version in
            _ = try await tolerating(.modelVersion, version.id) {
                let place = try await source.place(ofVersion: version.version.value, of: version.name)
                if let place { places.withLock { $0[version.id] = place } }
            }
        }
        let found = places.withLock { $0 }
        return versions.map { version in
            var imported = version.imported
            imported.place = found[version.id]
            return imported
        }
    }

    private func noteElsewhere(_ ids: [String], _ versions: [ImportedVersion]) {
        guard options.bringsFiles else { return }
        let elsewhere = Set(ids)
        for version in versions where elsewhere.contains(version.id) {
            let place = (version.place ?? version.source).quotedForMessage
            tally.refuse(
                ImportProblem(
                    .modelVersion, version.id,
                    "its files are at \(place), which the source does not serve or which was not imported"),
                counted: false)
        }
    }

    private static func size(of model: ImportedRegisteredModel) -> Int {
        400 + (model.description?.utf8.count ?? 0)
            + model.tags.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 24 }
    }

    private static func size(of version: ImportedVersion) -> Int {
        800 + (version.description?.utf8.count ?? 0) + version.source.utf8.count * 2
            + version.tags.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 24 }
    }
}
