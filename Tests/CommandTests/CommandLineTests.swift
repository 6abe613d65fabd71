import ArgumentParser
import Promotion
import Testing

@testable import sluice

struct CommandLineTests {
    @Test func everyCommandTeachesWithExamples() {
        let groups = SluiceCommand.configuration.groupedSubcommands.flatMap(\.subcommands)
        let leaves = groups.flatMap { $0.configuration.subcommands.isEmpty ? [$0] : $0.configuration.subcommands }
        #expect(leaves.count >= 20)
        for command in leaves {
            #expect(!command.configuration.abstract.isEmpty)
            #expect(command.configuration.discussion.contains("Examples:"), "\(command)")
        }
    }

    @Test(arguments: [
        ["promote", "churn@3", "--env", "prod"], ["trace", "--env", "prod"], ["runs", "UPPER"], ["nonsense"],
        ["runs", "--limit", "0"], ["wait", "--env", "dev"], ["wait", "--env", "dev", "--commit", "xyz"], ["run"],
        ["rollback", "--env", "prod", "--reason", "  "], ["schema", "model"], ["completion", "tcsh"],
        ["up", "--listen", "x"],
        ["promote", "churn", "--env", "prod", "--reason", "r"], ["init", "--template", "churn"],
        ["logs", "a-b-1", "--attempt", "1"],
    ])
    func wrongCommandLinesAreUsageErrors(_ arguments: [String]) async {
        #expect(await Program.run(arguments) == .usage)
    }

    @Test(arguments: [
        ["--help"], ["help", "trace"], ["version"], ["version", "-o", "json"], ["schema", "pipeline"],
        ["completion", "bash"],
    ])
    func whatNeedsNoServerWorksWithoutOne(_ arguments: [String]) async {
        #expect(await Program.run(arguments) == .done)
    }

    @Test func withoutAServerItCannotBeFoundOut() async {
        #expect(await Program.run(["status", "--home", "/nonexistent/sluice"]) == .unknown)
    }

    @Test(arguments: [
        ("churn@champion", "churn", VersionSelector.alias("champion")), ("churn@3", "churn", .number(3)),
        ("churn/3", "churn", .number(3)),
        ("churn", "churn", VersionSelector?.none), ("@champion", "", .alias("champion")), ("3", "", .number(3)),
        ("a@b@2", "a@b", .number(2)),
    ])
    func modelsAreNamedAsPeopleTypeThem(_ text: String, _ model: String, _ version: VersionSelector?) {
        let selector = ModelSelector(argument: text)
        #expect(selector?.model?.rawValue ?? "" == model)
        #expect(selector?.version == version)
    }

    @Test(arguments: ["", "churn@", "churn@0", "churn@-1", "churn@a b", "/", "a:b"])
    func whatNamesNoModelIsRefused(_ text: String) { #expect(ModelSelector(argument: text) == nil) }
}
