import Catalog
import Promotion
import Testing

@testable import Engine

@Suite("access.yaml of the protected ref")
struct AccessFileTests {
    private let dee = UserName(checked: "dee")

    private func file(_ roles: String) -> String {
        "apiVersion: sluice/v1\nkind: Access\nspec:\n  roles: [\(roles)]\n"
    }

    /// Looks at the project once, and gives what keeps it from being worked on.
    private func pass(_ bench: EngineBench) async -> [String] {
        let reconciler = ProjectReconciler(EngineBench.project, context: bench.context) { _ in }
        await reconciler.pass()
        return await reconciler.problems
    }

    private func mayEdit(_ bench: EngineBench, in project: ProjectName = EngineBench.project) throws -> Bool {
        try Rights(grants: bench.context.access.policies().grants(of: dee)).allows(.edit, in: project, EngineBench.dev)
    }

    @Test func itCountsFromTheProtectedRefAlone() async throws {
        let bench = try await EngineBench()
        try bench.commitProject()
        _ = try await bench.insertProject()
        try bench.git("checkout", "--quiet", "-b", "mine")
        try bench.write(file("{role: engineer, user: dee}"), to: "access.yaml")
        try bench.commit()
        #expect(await pass(bench).isEmpty)
        #expect(try !mayEdit(bench))
        try bench.git("checkout", "--quiet", "main")
        try bench.git("merge", "--quiet", "mine")
        #expect(await pass(bench).isEmpty)
        #expect(try mayEdit(bench))
        #expect(try !mayEdit(bench, in: ProjectName(checked: "other")))
        let entries = try await bench.catalog.read { try $0.ledger() }.filter { $0.action == .accessChanged }
        #expect(entries.count == 1 && entries[0].details.contains("has role engineer"))
    }

    @Test func aBrokenFileLeavesTheLastGoodOneInForceAndSaysSo() async throws {
        let bench = try await EngineBench()
        try bench.commitProject()
        _ = try await bench.insertProject()
        try bench.write(file("{role: engineer, user: dee}"), to: "access.yaml")
        try bench.commit()
        #expect(await pass(bench).isEmpty)
        try bench.write(file("{role: administrator, user: dee}, {role: engineer, user: eve}"), to: "access.yaml")
        try bench.commit()
        for _ in 0..<2 {
            let problems = await pass(bench)
            #expect(problems.contains { $0.contains("access.yaml:4:") && $0.contains("stays in force") }, "\(problems)")
        }
        #expect(try mayEdit(bench))
        let eve = try bench.context.access.policies().grants(of: UserName(checked: "eve"))
        #expect(eve.isEmpty)
    }

    @Test func whatIsTakenOutOfTheFileIsTakenAway() async throws {
        let bench = try await EngineBench()
        try bench.commitProject()
        _ = try await bench.insertProject()
        try bench.write(file("{role: engineer, user: dee}"), to: "access.yaml")
        try bench.commit()
        _ = await pass(bench)
        #expect(try mayEdit(bench))
        // Also where the environments of the same commit cannot be used.
        try bench.git("rm", "--quiet", "access.yaml")
        try bench.write("nonsense", to: "environments/broken.yaml")
        try bench.commit()
        #expect(await !pass(bench).isEmpty)
        #expect(try !mayEdit(bench))
    }

    @Test func rolesEndWithTheirProject() async throws {
        let bench = try await EngineBench()
        try bench.commitProject()
        _ = try await bench.insertProject()
        try bench.write(file("{role: engineer, user: dee}"), to: "access.yaml")
        try bench.commit()
        _ = await pass(bench)
        try await bench.engine.removeProject(EngineBench.project, by: .person("ana"))
        #expect(try bench.catalog.lookUp { try $0.accessFiles() }.isEmpty)
        #expect(try !mayEdit(bench))
    }
}
