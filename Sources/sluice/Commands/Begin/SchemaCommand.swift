import ArgumentParser
import Definitions

/// `sluice schema KIND`
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Write the JSON Schema of a kind of definition.",
        discussion: """
            Editors complete and check sluice.yaml, environments/*.yaml and access.yaml with it.

            Examples:
              sluice schema pipeline > .vscode/sluice.schema.json
              sluice schema environment > .vscode/environment.schema.json
            """)

    @Argument(help: "pipeline, environment or access.")
    var kind: Kind

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case pipeline, environment, access
    }

    mutating func run() throws {
        switch kind {
        case .pipeline: writeOutput(DefinitionSchema.json(for: .pipeline))
        case .environment: writeOutput(DefinitionSchema.json(for: .environment))
        case .access: writeOutput(DefinitionSchema.json(for: .access))
        }
    }
}
