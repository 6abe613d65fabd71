/// A JSON Schema (2020-12) of the kind that OpenAPI 3.1 takes.
indirect enum JSONSchema: Hashable, Sendable {
    /// One of `values`, or any text; `longest` is in characters.
    case string(values: [String]? = nil, longest: Int? = nil)
    /// Within the bounds, where there are some.
    case integer(from: Int? = nil, to: Int? = nil)
    /// A number, or one of the texts that stand for what JSON has no numbers for.
    case number
    case finiteNumber
    case boolean
    case array(JSONSchema)
    case dictionary(JSONSchema)
    /// `required` are the names of properties that are always there.
    case object(properties: [String: JSONSchema], required: [String])
    /// What one of several says, and none of the others.
    case oneOf([JSONSchema])
    /// One of the document's components.
    case component(String)
    /// Not said.
    case anything
}

extension JSONSchema: Encodable {
    private enum Key: String, CodingKey {
        case type, items, properties, required, additionalProperties, maxLength, minimum, maximum
        case values = "enum"
        case oneOf
        case reference = "$ref"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .string(let values, let longest):
            try container.encode("string", forKey: .type)
            try container.encodeIfPresent(values, forKey: .values)
            try container.encodeIfPresent(longest, forKey: .maxLength)
        case .integer(let least, let most):
            try container.encode("integer", forKey: .type)
            try container.encodeIfPresent(least, forKey: .minimum)
            try container.encodeIfPresent(most, forKey: .maximum)
        case .number:
            try container.encode([Self.finiteNumber, .string(values: Self.otherNumbers)], forKey: .oneOf)
        case .finiteNumber: try container.encode("number", forKey: .type)
        case .boolean: try container.encode("boolean", forKey: .type)
        case .array(let element):
            try container.encode("array", forKey: .type)
            try container.encode(element, forKey: .items)
        case .dictionary(let value):
            try container.encode("object", forKey: .type)
            try container.encode(value, forKey: .additionalProperties)
        case .object(let properties, let required):
            try container.encode("object", forKey: .type)
            try container.encode(properties, forKey: .properties)
            if !required.isEmpty { try container.encode(required, forKey: .required) }
        case .oneOf(let choices): try container.encode(choices, forKey: .oneOf)
        case .component(let name): try container.encode("#/components/schemas/\(name)", forKey: .reference)
        case .anything: break
        }
    }

    private static let otherNumbers = ["NaN", "Infinity", "-Infinity"]
}
