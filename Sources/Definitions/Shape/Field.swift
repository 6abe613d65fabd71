import Promotion

/// One key of a mapping.
struct Field<Value> {
    let key: String
    let about: String
    let shape: Shape<Value>
    /// nil if the key must be there.
    let absent: Value?

    /// A key that must be there.
    init(_ key: String, _ about: String, _ shape: Shape<Value>) {
        self.key = key
        self.about = about
        self.shape = shape
        absent = nil
    }

    /// A key that may be left out, and what that means.
    init(_ key: String, _ about: String, _ shape: Shape<Value>, or absent: Value) {
        self.key = key
        self.about = about
        self.shape = shape
        self.absent = .some(absent)
    }

    var isRequired: Bool { absent == nil }

    var schema: JSONText { shape.schema.adding([("description", .string(about))]) }

    func read(from entries: [YAMLNode.Entry], of node: YAMLNode, _ path: FieldPath, _ reading: Reading) -> Value {
        guard let entry = entries.first(where: { $0.key == key }) else {
            if let absent { return absent }
            reading.report(at: node.position, path: path[key], "the key \(key.quotedForMessage) is missing")
            return shape.placeholder
        }
        reading.note(path[key], at: entry.value.position)
        return shape.read(entry.value, path[key], reading)
    }
}

extension Shape {
    /// A mapping with fixed keys. Unknown ones are errors.
    static func record<each Part>(
        _ noun: String, _ fields: repeat Field<each Part>, make: @escaping (repeat each Part) -> Value
    ) -> Shape {
        var keys: [String] = []
        var required: [JSONText] = []
        var properties: [(String, JSONText)] = []
        for field in repeat each fields {
            keys.append(field.key)
            properties.append((field.key, field.schema))
            if field.isRequired { required.append(.string(field.key)) }
        }
        let schema = JSONText.object(
            [("type", .string("object")), ("additionalProperties", .bool(false))]
                + (required.isEmpty ? [] : [("required", .array(required))]) + [("properties", .object(properties))])
        let known = keys
        return Shape(schema: schema, placeholder: make(repeat (each fields).shape.placeholder)) { node, path, reading in
            guard let entries = reading.entries(of: node, path, noun: noun, known: known) else {
                return make(repeat (each fields).shape.placeholder)
            }
            return make(repeat (each fields).read(from: entries, of: node, path, reading))
        }
    }
}

extension Reading {
    /// The entries of a mapping with fixed keys; reports the unknown ones. nil if `node` is something else.
    fileprivate func entries(of node: YAMLNode, _ path: FieldPath, noun: String, known: [String]) -> [YAMLNode.Entry]? {
        guard case .mapping(let entries) = node.content else {
            mismatch(node, path, expected: "a mapping (\(noun))")
            return nil
        }
        let given = Set(entries.map(\.key))
        let missing = known.filter { !given.contains($0) }
        for entry in entries.lazy.filter({ !known.contains($0.key) }).prefix(Self.mostDiagnostics) {
            report(
                at: entry.keyPosition, path: path[entry.key], found: entry.key,
                "\(entry.key.quotedForMessage) is not a key of \(noun)", allowed: known,
                suggestion: Spelling.nearest(to: entry.key, in: missing))
        }
        return entries
    }
}
