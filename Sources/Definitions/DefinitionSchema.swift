/// The JSON Schemas (draft 2020-12) of the definition kinds, made of the same shapes that read them.
///
/// A schema cannot say everything: references between steps, circles and who claims a branch are `DefinitionReader`'s alone.
package enum DefinitionSchema {
    /// A kind of definition that has a schema.
    package enum Kind: String, CaseIterable, Sendable {
        case pipeline, environment, access
    }

    /// The schema as text that ends with a newline; the same at every call.
    package static func json(for kind: Kind) -> String {
        let (title, schema) =
            switch kind {
            case .pipeline: ("Sluice pipeline (sluice.yaml)", PipelineShape.document.schema)
            case .environment: ("Sluice environment (environments/*.yaml)", EnvironmentShape.document.schema)
            case .access: ("Sluice access (access.yaml)", AccessShape.document.schema)
            }
        let head = JSONText.object([
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")), ("title", .string(title)),
        ])
        guard case .members(let members) = schema else { return "" }
        let definitions: [(String, JSONText)] =
            kind == .environment ? [("$defs", .object([("check", GateCheckShape.definition)]))] : []
        return head.adding(members.map { ($0.key, $0.value) } + definitions).text() + "\n"
    }
}
