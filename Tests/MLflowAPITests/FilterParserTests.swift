import HTTPTypes
import Testing

@testable import Catalog
@testable import MLflowAPI

/// What MLflow 3.17's own parser said to the same texts, unless a comment says otherwise.
@Suite("MLflow's search language")
struct FilterParserTests {
    private func conditions(_ filter: String, _ grammar: SearchGrammar = .runs) throws -> [SearchCondition] {
        try FilterParser.conditions(in: filter, grammar)
    }

    private func refusal(of filter: String, _ grammar: SearchGrammar = .runs) -> String? {
        do {
            _ = try FilterParser.conditions(in: filter, grammar)
            return nil
        } catch let error as MLflowError {
            return error.code == .invalidParameterValue ? error.message : "\(error.code)"
        } catch {
            return "\(error)"
        }
    }

    @Test(
        arguments: [
            ("metrics.acc>0.5", .metric("acc"), .greater(.real(0.5))),
            ("metric.a.b > 1", .metric("a.b"), .greater(.integer(1))),
            ("metrics.`val/loss` > -1", .metric("val/loss"), .greater(.integer(-1))),
            ("metrics.\"val loss\" <= .5", .metric("val loss"), .lessOrEqual(.real(0.5))),
            ("metrics.'a b' != 1.", .metric("a b"), .notEqual(.real(1))),
            ("`metrics`.`a` = 1E-5", .metric("a"), .equal(.real(1e-5))),
            ("metrics.1a >= -.5", .metric("1a"), .greaterOrEqual(.real(-0.5))),
            ("metrics.é < 1e400", .metric("é"), .less(.real(.infinity))),
            ("param.x='1'", .param("x"), .equal(.text("1"))), ("parameters.x like 'x%'", .param("x"), .like("x%")),
            ("params.select ILIKE 'X%'", .param("select"), .likeIgnoringCase("X%")),
            ("params.a is not null", .param("a"), .isSet), ("tag.a IS NULL", .tag("a"), .isNotSet),
            ("tags.it = 'it''s'", .tag("it"), .equal(.text("it''s"))),
            (#"tags.it = 'it\'s'"#, .tag("it"), .equal(.text(#"it\'s"#))),
            (#"tags.it = 'x\'"#, .tag("it"), .equal(.text(#"x\"#))),
            ("tags.it = \"it's\"", .tag("it"), .equal(.text("it's"))),
            ("tags.`a``b` = ''", .tag("a``b"), .equal(.text(""))),
            ("tags.mlflow.source.name != 'x'", .tag("mlflow.source.name"), .notEqual(.text("x"))),
            ("tags.\"`a`\" = 'x'", .tag("a"), .equal(.text("x"))),
            ("`run_id` = 'x'", .attribute("run_id"), .equal(.text("x"))),
            ("run_id in ('a' , \"b\",)", .attribute("run_id"), .oneOf([.text("a"), .text("b")])),
            ("attr.run_id NOT IN ('a')", .attribute("run_id"), .noneOf([.text("a")])),
            ("\"run name\" = 'x'", .tag("mlflow.runName"), .equal(.text("x"))),
            ("attribute.`Run Name` LIKE 'x'", .tag("mlflow.runName"), .like("x")),
            ("run.status = 'FINISHED'", .attribute("status"), .equal(.text("FINISHED"))),
            ("created > 1.5", .attribute("start_time"), .greater(.real(1.5))),
            ("Created = 1", .attribute("start_time"), .equal(.integer(1))),
            ("attributes.artifact_uri LIKE '%x'", .attribute("artifact_uri"), .like("%x")),
            ("dataset.name IN ('a')", .dataset("name"), .oneOf([.text("a")])),
            ("datasets.context = 'train'", .dataset("context"), .equal(.text("train"))),
        ] as [(String, SearchField, SearchCondition.Comparison)])
    func aComparisonIsReadAsMLflowReadsIt(
        filter: String, field: SearchField, comparison: SearchCondition.Comparison
    ) throws {
        #expect(try conditions(filter) == [SearchCondition(field: field, comparison: comparison)])
    }

    @Test func comparisonsAreJoinedByAndInAnyCase() throws {
        let two = try conditions("tags.a='x'AND tags.b='y'")
        #expect(two.map(\.field) == [.tag("a"), .tag("b")])
        #expect(try conditions("tags.a = 'x'\n\tand\n tags.b = \"y\"") == two)
        // MLflow takes these too.
        #expect(try conditions("AND tags.a = 'x' AND and tags.b = 'y' AND") == two)
        #expect(try conditions("tags.a = 'x' tags.b = 'y'") == two)
        #expect(try conditions("").isEmpty)
        // MLflow refuses this one; a filter of nothing but space asks for nothing.
        #expect(try conditions("  \n").isEmpty)
    }

    @Test(
        "S-37 a refused filter names the word it stumbled over, as MLflow does",
        arguments: [
            ("metrics.a > 1 OR metrics.b > 2", "Invalid clause(s) in filter string: 'OR'"),
            ("(metrics.a > 1)", "Invalid clause(s) in filter string: '('"),
            ("metrics.a", "Invalid clause(s) in filter string: 'metrics.a'"),
            ("metrics.a > 1; metrics.b > 1", "Invalid clause(s) in filter string: ';'"),
            ("metrics.a > 1 -- c", "Invalid clause(s) in filter string: '--'"),
            ("metrics.a between 1 and 2", "Invalid clause(s) in filter string: 'metrics.a'"),
            ("metrics.val-loss > 1", "Invalid clause(s) in filter string: 'metrics.val-loss'"),
            ("tags.a = 'b", "Invalid clause(s) in filter string: the quote ' is not closed"),
            ("run name = 'x'", "Invalid clause(s) in filter string: 'run'"),
            ("1 < metrics.a", "Invalid comparison clause. Expected 'Identifier' found '1'"),
            ("'FINISHED' = status", "Invalid comparison clause. Expected 'Identifier' found ''FINISHED''"),
            ("metrics.a > '1'", "Expected numeric value type for metric. Found '1'"),
            ("metrics.a > inf", "Expected numeric value type for metric. Found inf"),
            ("metrics.a > 0x1F", "Expected numeric value type for metric. Found 0x1F"),
            ("metrics.a > 1_000", "Expected numeric value type for metric. Found 1_000"),
            ("start_time > '1'", "Expected numeric value type for numeric attribute: start_time. Found '1'"),
            ("tags.a = 1", "Expected a quoted string value for tag (e.g. 'my-value'). Got value 1"),
            ("tags.a = x", "Parameter value is either not quoted or unidentified quote types"),
            ("tags.a = `x`", "Parameter value is either not quoted or unidentified quote types"),
            ("run_id IN ()", "While parsing a list in the query, expected a non-empty list of string values"),
            ("run_id IN (1)", "While parsing a list in the query, expected string value, punctuation"),
            ("run_id IN 'a'", "Invalid clause(s) in filter string: ''a''"),
            ("status IN ('a')", "Invalid comparator 'IN'"), ("tags.a IN ('a')", "Invalid comparator 'IN'"),
            ("tags.a > 'b'", "Invalid comparator '>'"), ("metrics.a LIKE 1", "Invalid comparator 'LIKE'"),
            ("metrics.a == 1", "Invalid comparator '=='"), ("metrics.a <> 1", "Invalid comparator '<>'"),
            ("tags.a RLIKE 'x'", "Invalid comparator 'RLIKE'"),
            ("tags.a NOT LIKE 'x'", "Invalid comparator 'NOT LIKE'"),
            ("metrics.a IS NULL", "IS NULL / IS NOT NULL is only supported for tags and params"),
            ("status IS NULL", "IS NULL / IS NOT NULL is only supported for tags and params"),
            ("Metrics.a > 1", "Invalid entity type 'Metrics'. Valid values are 'metric', 'parameter'"),
            ("\"metrics\".a > 1", "Invalid entity type '\"metrics\"'"),
            ("foo = 'a'", "Invalid attribute key 'foo' specified. Valid keys are "),
            ("dataset.foo = 'x'", "Invalid dataset key 'foo' specified. Valid keys are "),
        ])
    func aRefusalNamesTheWord(filter: String, begin: String) {
        let message = refusal(of: filter) ?? "accepted"
        #expect(message.hasPrefix(begin), "\(filter): \(message)")
    }

    @Test func eachKindOfThingHasItsOwnFields() throws {
        #expect(
            try conditions("experiment_id IN ('1', '2') AND creation_time >= 5", .experiments).map(\.comparison) == [
                .oneOf([.integer(1), .integer(2)]), .greaterOrEqual(.integer(5)),
            ])
        #expect(refusal(of: "experiment_id = 1", .experiments)?.hasPrefix("Expected a quoted string value") == true)
        #expect(refusal(of: "experiment_id = 'x'", .experiments)?.hasPrefix("Invalid experiment ID 'x'") == true)
        #expect(
            refusal(of: "creation_time > 1.5", .experiments)?.hasPrefix("Invalid value for numeric attribute") == true)
        #expect(refusal(of: "name IN ('a')", .experiments)?.hasPrefix("Invalid comparator 'IN'") == true)
        #expect(refusal(of: "metrics.a > 1", .experiments)?.hasPrefix("Invalid entity type 'metrics'") == true)
        #expect(try conditions("name IN ('a') and tags.x != 'y'", .registeredModels).count == 2)
        #expect(refusal(of: "creation_timestamp > 1", .registeredModels)?.hasPrefix("Invalid attribute key") == true)
        #expect(refusal(of: "tags.a IS NULL", .registeredModels)?.hasPrefix("IS NULL") == true)
        let version = SearchCondition(field: .attribute("version_number"), comparison: .equal(.integer(3)))
        #expect(try conditions("version_number = 3", .modelVersions) == [version])
        #expect(try conditions("version_number = '3'", .modelVersions) == [version])
        #expect(refusal(of: "version_number > 1.5", .modelVersions)?.hasPrefix("Invalid value for numeric") == true)
        #expect(refusal(of: "source_path IN ('a')", .modelVersions)?.hasPrefix("Invalid comparator 'IN'") == true)
    }

    @Test func loggedModelsHaveALanguageOfTheirOwn() throws {
        let lr = SearchCondition(field: .param("lr"), comparison: .equal(.text("0.01")))
        #expect(try conditions("params.lr = 0.01", .loggedModels) == [lr])
        #expect(try conditions("params.lr = '0.01'", .loggedModels) == [lr])
        #expect(
            try conditions("tags.a in ('x','y') AND name = m AND status = 'READY'", .loggedModels).map(\.comparison)
                == [
                    .oneOf([.text("x"), .text("y")]), .equal(.text("m")), .equal(.text("LOGGED_MODEL_READY")),
                ])
        #expect(
            try conditions("creation_timestamp_ms > 5", .loggedModels).first?.field == .attribute("creation_timestamp"))
        #expect(refusal(of: "metric.a > 1", .loggedModels)?.hasPrefix("Invalid entity type 'metric'") == true)
        #expect(refusal(of: "metrics.a > '1'", .loggedModels)?.hasPrefix("Expected numeric value type") == true)
        #expect(refusal(of: "tags.a IS NULL", .loggedModels)?.hasPrefix("IS NULL") == true)
    }

    @Test("S-38 filters without an end are refused before they cost anything")
    func filtersWithoutAnEndAreRefused() throws {
        let comparison = "metrics.a > 1"
        let many = Array(repeating: comparison, count: 10_000).joined(separator: " AND ")
        #expect(refusal(of: many)?.hasPrefix("Invalid filter: longer than") == true)
        let more = Array(repeating: comparison, count: 101).joined(separator: " AND ")
        #expect(refusal(of: more) == "Invalid filter: more than 100 comparisons")
        #expect(try conditions(Array(repeating: comparison, count: 100).joined(separator: " AND ")).count == 100)
        #expect(refusal(of: String(repeating: "(", count: 60_000)) != nil)
        #expect(refusal(of: "run_id IN (" + String(repeating: "(", count: 60_000)) != nil)
        let list = (0...2000).map { "'\($0)'" }.joined(separator: ",")
        #expect(refusal(of: "run_id IN (\(list))") == "Invalid filter: a list of more than 2000 values")
        #expect(refusal(of: "tags.a LIKE '\(String(repeating: "%a", count: 2501))'")?.contains("pattern") == true)
    }

    @Test(
        arguments: [
            ("metrics.a", .metric("a"), true), ("metrics.`a b` desc", .metric("a b"), false),
            ("metrics.\"a b\"  ASC", .metric("a b"), true), ("created DESC", .attribute("start_time"), false),
            ("tags.a.b DESC", .tag("a.b"), false), ("params.`x/y`", .param("x/y"), true),
            ("attribute.run_name DESC", .attribute("run_name"), false),
        ] as [(String, SearchField, Bool)])
    func aKeyOfAnOrderIsReadAsMLflowReadsIt(text: String, field: SearchField, ascending: Bool) throws {
        #expect(try OrderParser.order([text], .runs) == [SearchOrder(field: field, ascending: ascending)])
    }

    @Test(arguments: [
        ("metrics.a down", "Invalid ordering key in order_by clause 'metrics.a down'."),
        ("metrics.a DESC ASC", "Invalid order_by clause 'metrics.a DESC ASC'. Could not be parsed."),
        ("metrics.a, metrics.b", "Invalid order_by clause 'metrics.a, metrics.b'. Could not be parsed."),
        ("", "Invalid order_by clause ''. Could not be parsed."), ("foo", "Invalid attribute key 'foo' specified."),
        ("dataset.name", "Invalid order_by entity type 'dataset'"),
    ])
    func anOrderThatIsNoneIsRefused(text: String, begin: String) throws {
        let error = #expect(throws: MLflowError.self) { try OrderParser.order([text], .runs) }
        #expect(error?.message.hasPrefix(begin) == true, "\(error?.message ?? "")")
        #expect(error?.code == .invalidParameterValue)
    }

    @Test func anOrderNamesAFieldOnce() {
        let error = #expect(throws: MLflowError.self) {
            try OrderParser.order(["start_time", "attributes.created DESC"], .runs)
        }
        #expect(error?.message.hasPrefix("`order_by` contains duplicate fields") == true)
    }
}
