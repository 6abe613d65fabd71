import Catalog
import Promotion
import Testing

@testable import Engine

@Suite("Adding and removing projects")
struct EngineProjectTests {
    private func add(_ name: String, to bench: EngineBench, source: String? = nil) async throws -> ProjectReport {
        try await bench.engine.addProject(
            AddProjectRequest(name: ProjectName(checked: name), source: source ?? bench.repository), by: .person("ana"))
    }

    @Test func namesWhoseWorkspacesCouldBeOneAreRefused() async throws {
        let bench = try await EngineBench()
        try bench.commitProject()
        #expect(try await add("churn", to: bench).source == bench.repository)
        for name in ["churn", "churn-eu", "churn-eu-west"] {
            let error = await #expect(throws: EngineError.self) { _ = try await add(name, to: bench) }
            #expect(error?.code == .conflict, "\(name)")
        }
        _ = try await add("churns", to: bench)
        _ = try await add("eu-churn", to: bench)
        let error = await #expect(throws: EngineError.self) { _ = try await add("eu", to: bench) }
        #expect(error?.message.contains("'eu' is ambiguous beside project 'eu-churn'") == true)
        for name in ["churn", "churns", "eu-churn"] {
            try await bench.engine.removeProject(ProjectName(checked: name), by: .person("ana"))
        }
    }

    @Test func whatIsNoRepositoryIsInvalid() async throws {
        let bench = try await EngineBench()
        for source in [bench.folder, "/nonexistent", "ext::sh -c id", "http://127.0.0.1:1\n/x"] {
            let error = await #expect(throws: EngineError.self) {
                _ = try await add("churn", to: bench, source: source)
            }
            #expect(error?.code == .invalid, "\(source)")
        }
        #expect(try await bench.engine.projects().isEmpty)
    }

    @Test func aRemovedProjectLeavesNoRunThatWaits() async throws {
        let bench = try await EngineBench()
        try bench.commitProject()
        let project = try await bench.insertProject()
        let reconciler = ProjectReconciler(project.name, context: bench.context) { _ in }
        await reconciler.pass()
        try await bench.engine.removeProject(project.name, by: .person("ana"))
        let run = try await bench.run(RunID(checked: "churn-dev-1"))
        #expect(run.state.status == .aborted)
        #expect(run.state.reason == "project 'churn' was removed by ana")
        try await bench.engine.waitUntilIdle()
        let error = await #expect(throws: EngineError.self) {
            try await bench.engine.removeProject(project.name, by: .person("ana"))
        }
        #expect(error?.code == .notFound)
    }
}
