package import Promotion

extension CatalogTransaction {
    /// One page of the workspace's models, by name if `search` has no order. Prompts are shown only if it asks for them.
    package func searchRegisteredModels(
        in workspace: WorkspaceName, search: Search, limit: Int, after: SearchCursor?
    ) throws(CatalogError) -> SearchPage<RegisteredModel> {
        let (search, hidesPrompts) = search.hidingPrompts()
        let prompts: SQL = """
            AND NOT EXISTS (
                SELECT 1 FROM registered_model_tags p WHERE p.workspace = registered_models.workspace
                AND p.name = registered_models.name AND p.key = \(SearchTarget.promptTag) AND p.value = 'true')
            """
        let table = TableSearch(
            transaction: self, target: .registeredModels, table: "registered_models", columns: RegisteredModel.columns,
            scope: "workspace = \(workspace)\(sql: hidesPrompts ? " \(sql: prompts)" : "")",
            join: "registered_models.workspace = \(workspace) AND registered_models.name = w.w_name")
        let sources = search.conditions.compactMap { condition -> SQL? in
            switch condition.field {
            case .attribute("name"):
                guard let bound = condition.bound(on: "name") else { return nil }
                return "SELECT name AS w_name FROM registered_models WHERE workspace = \(workspace)\(sql: bound)"
            case .tag(let key):
                guard let bound = condition.boundOnPrefix(of: "value") else { return nil }
                return """
                    SELECT name AS w_name FROM registered_model_tags
                    WHERE workspace = \(workspace) AND key = \(key)\(sql: bound)
                    """
            case .attribute, .metric, .param, .dataset: return nil
            }
        }
        let page = try SearchPage(
            table.hits(search, sources: sources, after: after, limit: limit + 1, RegisteredModel.init(row:)),
            limit: limit)
        return page.with(try complete(page.elements, in: workspace))
    }

    /// One page of the workspace's versions; last updated first if `search` has no order. Versions of prompts are shown only if it asks
    /// for them. The versions have their aliases only if that is asked for.
    package func searchModelVersions(
        in workspace: WorkspaceName, search: Search, limit: Int, after: SearchCursor?, withAliases: Bool = true
    ) throws(CatalogError) -> SearchPage<ModelVersion> {
        let (search, hidesPrompts) = search.hidingPrompts()
        let prompts: SQL = """
            AND NOT EXISTS (
                SELECT 1 FROM model_version_tags p WHERE p.workspace = model_versions.workspace
                AND p.name = model_versions.name AND p.key = \(SearchTarget.promptTag) AND p.value = 'true')
            """
        let table = TableSearch(
            transaction: self, target: .modelVersions, table: "model_versions", columns: ModelVersion.columns,
            scope: "workspace = \(workspace)\(sql: hidesPrompts ? " \(sql: prompts)" : "")",
            join: """
                model_versions.workspace = \(workspace) AND model_versions.name = w.w_name
                AND model_versions.version = w.w_version
                """)
        let sources = search.conditions.compactMap { Self.source(of: $0, in: workspace) }
        var page = try SearchPage(
            table.hits(search, sources: sources, after: after, limit: limit + 1, ModelVersion.init(row:)), limit: limit)
        try addTags(to: &page.elements)
        if withAliases { try addAliases(to: &page.elements) }
        return page
    }

    /// The versions that a condition leads to through an index; nil if it leads to none.
    static func source(of condition: SearchCondition, in workspace: WorkspaceName) -> SQL? {
        let keys: SQL = "SELECT name AS w_name, version AS w_version"
        switch condition.field {
        case .attribute("name"):
            guard let bound = condition.bound(on: "name") else { return nil }
            return "\(sql: keys) FROM model_versions WHERE workspace = \(workspace)\(sql: bound)"
        case .attribute("run_id"):
            guard let bound = condition.bound(on: "run_id"), condition.values != nil else { return nil }
            // The plus keeps SQLite from the index by workspace.
            return "\(sql: keys) FROM model_versions WHERE +workspace = \(workspace)\(sql: bound)"
        case .tag(let key):
            guard let bound = condition.boundOnPrefix(of: "value") else { return nil }
            return """
                \(sql: keys) FROM model_version_tags WHERE workspace = \(workspace) AND key = \(key)\(sql: bound)
                """
        case .attribute, .metric, .param, .dataset: return nil
        }
    }

    /// Tags, aliases and latest versions, by a query per kind for 500 models.
    private func complete(
        _ found: [RegisteredModel], in workspace: WorkspaceName
    ) throws(CatalogError) -> [RegisteredModel] {
        var models = found
        var places: [String: Int] = [:]
        for (index, model) in models.enumerated() { places[model.name] = index }
        for start in stride(from: 0, to: models.count, by: 500) {
            let names = SQL.list(ofAnyLength: models[start..<min(start + 500, models.count)].map(\.name))
            let chosen: SQL = "workspace = \(workspace) AND name IN \(sql: names)"
            for row in try rows(
                "SELECT name, key, value FROM registered_model_tags WHERE \(sql: chosen) ORDER BY name, key")
            {
                guard let place = places[try row[0]] else { continue }
                models[place].tags.append(Entry(key: try row[1], value: try row[2]))
            }
            for row in try rows(
                "SELECT name, alias, version FROM model_aliases WHERE \(sql: chosen) ORDER BY name, alias")
            {
                guard let place = places[try row[0]] else { continue }
                models[place].aliases.append(ModelAlias(alias: try row[1], version: try row[2]))
            }
            for version in try latestVersions(ofModels: chosen) {
                guard let place = places[version.name] else { continue }
                models[place].latestVersions.append(version)
            }
        }
        return models
    }

    /// The newest version of each stage of the chosen models, in the order of the stages.
    private func latestVersions(ofModels chosen: SQL) throws(CatalogError) -> [ModelVersion] {
        let latest = try modelVersions(
            where: """
                \(sql: chosen) AND (name, version) IN (
                    SELECT name, MAX(version) FROM model_versions WHERE \(sql: chosen) GROUP BY name, stage)
                """,
            order: "name, version")
        return ModelVersion.Stage.allCases.flatMap { stage in latest.filter { $0.stage == stage } }
    }
}
