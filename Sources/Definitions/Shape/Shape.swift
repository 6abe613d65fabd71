import Promotion

/// The one description of a part of a definition: how it is read from YAML, and its JSON Schema.
///
/// Reading always gives a value. What is missing or wrong is reported and replaced by `placeholder`, so that one mistake hides no
/// other; a definition with a reported error is never used.
struct Shape<Value> {
    let schema: JSONText
    let placeholder: Value
    let read: (YAMLNode, FieldPath, Reading) -> Value

    /// The same with one more condition, which the schema cannot express or expresses by `adding`.
    func checked(
        adding more: [(String, JSONText)] = [], _ check: @escaping (Value, YAMLNode, FieldPath, Reading) -> Void
    ) -> Shape {
        Shape(schema: schema.adding(more), placeholder: placeholder) { node, path, reading in
            let value = read(node, path, reading)
            check(value, node, path, reading)
            return value
        }
    }

    func map<Other>(_ transform: @escaping (Value) -> Other) -> Shape<Other> {
        Shape<Other>(schema: schema, placeholder: transform(placeholder)) { node, path, reading in
            transform(read(node, path, reading))
        }
    }

    /// The same for a field that may be left out.
    var optional: Shape<Value?> { map { $0 } }
}

extension Reading {
    /// Reports that `node` is of another type than what is expected there.
    func mismatch(_ node: YAMLNode, _ path: FieldPath, expected: String) {
        report(at: node.position, path: path, found: node.shown, "found \(node.shown) where \(expected) is expected")
    }
}
