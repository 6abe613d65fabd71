import ChildProcess
import Definitions
import Foundation
import Promotion
import Testing

/// A Python with `jsonschema` and `yaml`, if there is one: `SLUICE_TEST_PYTHON`, or the first on the path.
private let python: String? = [ProcessInfo.processInfo.environment["SLUICE_TEST_PYTHON"], "python3"].compactMap { $0 }
    .first { (try? FinishedProcess.run("/usr/bin/env", [$0, "-c", "import jsonschema, yaml"]))?.status == 0 }

@Suite struct DefinitionSchemaTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func theShippedEnvironmentsAreReadWithoutAWord() throws {
        let files = try ["dev", "staging", "prod"].map { name in
            let url = Self.root.appendingPathComponent("environments/\(name).yaml")
            return (name: "environments/\(name).yaml", bytes: Array(try Data(contentsOf: url)))
        }
        let decoded = DefinitionReader().environments(in: files)
        #expect(decoded.lines == [])
        #expect(decoded.value?.map(\.name.rawValue) == ["dev", "staging", "prod"])
        for environment in decoded.value ?? [] {
            let pipeline = try #require(Fixtures.readPipeline(Fixtures.pipeline).value)
            #expect(DefinitionCheck.problems(pipeline: pipeline, environment: environment) == [])
        }
    }

    @Test(.enabled(if: python != nil)) func anotherValidatorAcceptsWhatTheReaderAccepts() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = """
            import sys, json, yaml, jsonschema
            schema = json.load(open(sys.argv[1]))
            jsonschema.Draft202012Validator.check_schema(schema)
            errors = list(jsonschema.Draft202012Validator(schema).iter_errors(yaml.safe_load(open(sys.argv[2]))))
            print([e.message for e in errors]); sys.exit(1 if errors else 0)
            """
        let typo = Fixtures.pipeline.replacing("needs: [train]", with: "need: [train]")
        let cases: [(DefinitionSchema.Kind, String, Bool)] = [
            (.pipeline, Fixtures.pipeline, true), (.pipeline, typo, false),
            (.pipeline, Fixtures.pipeline(steps: ["{name: 'a b', run: x}"]), false),
            (.pipeline, Fixtures.pipeline(steps: ["{name: a, run: x, limits: {timeout: 30m, memory: 4Gi}}"]), true),
            (.pipeline, Fixtures.pipeline(steps: ["{name: a, run: x, limits: {memory: 4GB}}"]), false),
            (.environment, Fixtures.environment, true),
            (.environment, Fixtures.environment.replacing("threshold: 0.55", with: "threshold: high"), false),
            (.environment, Fixtures.environment.replacing("{delta: data/prod/holdout}", with: "{}"), false),
            (.environment, withGate(GateReadingTests.spellings.map(\.0)), true),
            (.environment, withGate(["{soak: 24}"]), false),
            (.environment, withGate(["{soak: 1h, metric: f1}"]), false),
            (.environment, withGate(["{any: [{any: [{window: {never: 'Sat 00:00-24:00'}}]}]}"]), true),
            (.environment, withGate(["{any: [{any: [{windows: {}}]}]}"]), false),
            (
                .environment,
                withGate([
                    "{window: {inside: {days: [1-3, 15, last], months: Nov-Feb, times: 'Mon-Fri 09:00-17:00'}}}",
                    "{window: {never: [{from: '2026-12-19', to: '2027-01-04 08:00'}, {days: 31}, 'Sat 00:00-24:00']}}",
                ]), true
            ),
            (.environment, withGate(["{window: {inside: {days: 32}}}"]), false),
            (.environment, withGate(["{window: {inside: {}}}"]), false),
            (.environment, withGate(["{window: {never: {from: '19.12.2026'}}}"]), false),
        ]
        let shipped = try ["dev", "staging", "prod"].map { name in
            let url = Self.root.appendingPathComponent("environments/\(name).yaml")
            return (DefinitionSchema.Kind.environment, try String(contentsOf: url, encoding: .utf8), true)
        }
        for (index, (kind, text, isValid)) in (cases + shipped).enumerated() {
            let schema = folder.appendingPathComponent("\(index).json")
            let document = folder.appendingPathComponent("\(index).yaml")
            try DefinitionSchema.json(for: kind).write(to: schema, atomically: true, encoding: .utf8)
            try text.write(to: document, atomically: true, encoding: .utf8)
            let result = try FinishedProcess.run(
                "/usr/bin/env", [#require(python), "-c", program, schema.path, document.path])
            #expect((result.status == 0) == isValid, "case \(index): \(result.text)\(result.complaint)")
            let read = kind == .pipeline ? Fixtures.readPipeline(text).isUsable : isValid
            #expect(read == isValid)
        }
    }

    private func withGate(_ checks: [String]) -> String {
        let lines = checks.map { "    - \($0)\n" }.joined()
        return Fixtures.environment.replacing("    - {metric: f1, threshold: 0.55}\n", with: lines)
    }

    /// Every key that the schema has is one that the reader knows, and the reader refuses any other with the schema's list.
    @Test(arguments: DefinitionSchema.Kind.allCases)
    func theReaderKnowsExactlyTheKeysOfTheSchema(kind: DefinitionSchema.Kind) throws {
        let json = try JSONSerialization.jsonObject(with: Data(DefinitionSchema.json(for: kind).utf8))
        var records = 0
        func visit(_ schema: Any) {
            guard let schema = schema as? [String: Any] else { return }
            if let properties = schema["properties"] as? [String: Any] {
                records += 1
                #expect(schema["additionalProperties"] as? Bool == false)
                for (key, value) in properties {
                    #expect((value as? [String: Any])?["description"] is String, "\(key) has no description")
                    visit(value)
                }
                for key in schema["required"] as? [String] ?? [] { #expect(properties[key] != nil) }
            }
            visit(schema["items"] as Any)
            visit(schema["additionalProperties"] as Any)
            for part in schema["oneOf"] as? [Any] ?? [] { visit(part) }
            for part in (schema["$defs"] as? [String: Any] ?? [:]).values { visit(part) }
        }
        visit(json)
        // An environment has five records of its own; a check has one for each of 13 kinds, two for what a model and a window must be like,
        // and one for predictions in each of the three kinds that read them. A span with dates has one, in a list or alone, under each of two keys.
        let expected: [DefinitionSchema.Kind: Int] = [.pipeline: 6, .environment: 5 + 13 + 2 + 3 + 4, .access: 4]
        #expect(records == expected[kind])
        let top = try #require((json as? [String: Any])?["properties"] as? [String: Any])
        let decoded =
            switch kind {
            case .pipeline: Fixtures.readPipeline("zzz: 1\n").diagnostics
            case .environment: Fixtures.readEnvironments([("a", "zzz: 1\n")]).diagnostics
            case .access: DefinitionReader().access(in: Array("zzz: 1\n".utf8), file: "access.yaml").diagnostics
            }
        #expect(Set(decoded.first { $0.found == "zzz" }?.allowed ?? []) == Set(top.keys))
    }
}
