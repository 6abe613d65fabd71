package import Promotion

/// Reads the `MLmodel` file of a model: its flavors and its signature. Of a definition's strictness only the bounds remain: keys that are
/// not looked for may be anything, since other programs write the file.
package struct ModelDescriptionReader: Sendable {
    /// Why a file is no `MLmodel`: a clause that names the line where it can.
    package struct Problem: Error, Hashable, Sendable {
        package let reason: String
    }

    /// Creates a reader; it keeps nothing between files.
    package init() {}

    /// Reads the file's bytes.
    package func description(in bytes: [UInt8]) throws(Problem) -> ModelDescription {
        let root = try Self.mapping(Self.node(in: bytes, named: "MLmodel"), "MLmodel")
        let flavors = try Self.mapping(root["flavors"], "'flavors'").keys.sorted()
        guard let signature = root["signature"], !signature.isNothing else { return ModelDescription(flavors: flavors) }
        let parts = try Self.mapping(signature, "'signature'")
        guard let inputs = try Self.fields(parts["inputs"], "'signature.inputs'") else {
            return ModelDescription(flavors: flavors)
        }
        return ModelDescription(
            flavors: flavors, inputs: inputs, outputs: try Self.fields(parts["outputs"], "'signature.outputs'"))
    }

    private static func node(in bytes: [UInt8], named name: String) throws(Problem) -> YAMLNode {
        let reading = Reading(file: name)
        guard let (root, _) = YAMLReader.read(bytes, into: reading), reading.diagnostics.isEmpty else {
            let first = reading.sortedDiagnostics.first
            throw Problem(reason: first.map { "line \($0.line): \($0.message)" } ?? "\(name) has no content")
        }
        return root
    }

    private static func mapping(_ node: YAMLNode?, _ what: String) throws(Problem) -> [String: YAMLNode] {
        guard case .mapping(let entries) = node?.content else { throw Problem(reason: "\(what) is no mapping") }
        return Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
    }

    /// The fields of a side of the signature, which MLflow writes as JSON in a text; nil if there is none. JSON is YAML as well.
    private static func fields(_ node: YAMLNode?, _ what: String) throws(Problem) -> [ModelDescription.Field]? {
        guard let node, !node.isNothing else { return nil }
        guard case .scalar(let text, _) = node.content else { throw Problem(reason: "\(what) is no text") }
        guard case .sequence(let items) = try Self.node(in: Array(text.utf8), named: what).content else {
            throw Problem(reason: "\(what) is no list")
        }
        var fields: [ModelDescription.Field] = []
        for item in items {
            let keys = try mapping(item, "an element of \(what)")
            guard let type = keys["type"]?.text else { throw Problem(reason: "an element of \(what) has no type") }
            let isOptional = keys["required"]?.text == "false" || keys["optional"]?.text == "true"
            fields.append(
                ModelDescription.Field(
                    name: keys["name"]?.text ?? "", type: typeText(type, keys), isOptional: isOptional))
        }
        return fields
    }

    /// A tensor's element type and shape; of other types that have parts, all of them in one spelling.
    private static func typeText(_ type: String, _ keys: [String: YAMLNode]) -> String {
        if type == "tensor", case .mapping(let spec) = keys["tensor-spec"]?.content,
            let element = spec.first(where: { $0.key == "dtype" })?.value.text,
            case .sequence(let shape) = spec.first(where: { $0.key == "shape" })?.value.content
        {
            return "\(element) (\(shape.compactMap(\.text).joined(separator: ", ")))"
        }
        let parts = keys.filter { !["type", "name", "required", "optional"].contains($0.key) }
            .sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.flowText)" }
        return parts.isEmpty ? type : "\(type) {\(parts.joined(separator: ", "))}"
    }
}

extension YAMLNode {
    /// The text of a scalar; nil for anything else.
    fileprivate var text: String? { if case .scalar(let text, _) = content { text } else { nil } }

    fileprivate var isNothing: Bool {
        if case .scalar(let text, isPlain: true) = content { PlainScalar(text) == .null } else { false }
    }

    /// The value in one line, the keys of mappings sorted.
    fileprivate var flowText: String {
        switch content {
        case .scalar(let text, _): text
        case .sequence(let items): "[\(items.map(\.flowText).joined(separator: ", "))]"
        case .mapping(let entries):
            "{\(entries.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.flowText)" }.joined(separator: ", "))}"
        }
    }
}
