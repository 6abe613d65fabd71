import Promotion

/// Finds out a type's JSON schema from what it asks of a decoder, so that the published document cannot differ from the program.
///
/// A property that is asked for with `decodeIfPresent` is optional, all others are required. Types that check the text that they are
/// decoded from say themselves what they take, by `SelfDescribing`.
final class SchemaProbe {
    /// The objects that were met, by the name of their type.
    private(set) var components: [String: JSONSchema] = [:]

    /// The schema of `type`; objects are put among the components. Throws where a type cannot be probed, with its name.
    func schema(of type: any Decodable.Type) throws -> JSONSchema {
        if let described = type as? any SelfDescribing.Type { return try described.schema(by: self) }
        if let name = type as? any Name.Type { return name.nameSchema }
        let title = Self.title(of: type)
        // A type that has itself in a list is named before it is known.
        if components[title] != nil { return .component(title) }
        components[title] = .anything
        do { return try probe(type, title).schema } catch {
            components[title] = nil
            throw ProbeError(description: "the schema of \(title) cannot be found out: \(error)")
        }
    }

    /// A value that decoding can go on with, and its schema.
    fileprivate func example<Value: Decodable>(of type: Value.Type) throws -> (schema: JSONSchema, value: Value) {
        if let described = type as? any SelfDescribing.Type, let value = described.example as? Value {
            return (try described.schema(by: self), value)
        }
        if let name = type as? any Name.Type, let value = name.init(checked: "x") as? Value {
            return (name.nameSchema, value)
        }
        let (schema, value) = try probe(type, Self.title(of: type))
        guard let value = value as? Value else { throw ProbeError(description: "\(type) is of another type") }
        return (schema, value)
    }

    private func probe(
        _ type: any Decodable.Type, _ title: String
    ) throws -> (schema: JSONSchema, value: any Decodable) {
        let decoder = ProbingDecoder(probe: self)
        if let cases = Self.cases(of: type), let first = cases.first {
            components[title] = .string(values: cases.map(\.text))
            return (.component(title), first.value)
        }
        let value = try type.init(from: decoder)
        components[title] = .object(
            properties: decoder.properties, required: decoder.required.sorted())
        return (.component(title), value)
    }

    /// The name of a component: letters and digits only.
    private static func title(of type: any Any.Type) -> String {
        let text = String(describing: type)
        let parts = text.split { !($0.isLetter || $0.isNumber || $0 == "_") }
        return parts.joined(separator: "Of")
    }

    /// The values of an enumeration of texts; nil for other types.
    private static func cases(of type: any Decodable.Type) -> [(text: String, value: any Decodable)]? {
        func list<Case: RawRepresentable & CaseIterable & Decodable>(
            _ type: Case.Type
        ) -> [(text: String, value: any Decodable)] {
            Case.allCases.compactMap { value in (value.rawValue as? String).map { ($0, value) } }
        }
        guard let type = type as? any (RawRepresentable & CaseIterable & Decodable).Type else { return nil }
        return list(type)
    }
}

/// Why a type has no schema.
struct ProbeError: Error, CustomStringConvertible {
    let description: String
}

extension Name {
    fileprivate static var nameSchema: JSONSchema { .string() }
}

/// A type that knows its schema, because what it is decoded from is checked, or because it is one of the language's own.
protocol SelfDescribing: Decodable {
    static func schema(by probe: SchemaProbe) throws -> JSONSchema
    static var example: Self { get }
}

/// Answers everything that a type asks, and notes what it was.
private final class ProbingDecoder: Decoder {
    let probe: SchemaProbe
    var properties: [String: JSONSchema] = [:]
    var required: Set<String> = []

    init(probe: SchemaProbe) { self.probe = probe }

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(ProbingContainer<Key>(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw ProbeError(description: "it is read as a list; conform it to SelfDescribing")
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        throw ProbeError(description: "it is read as a single value; conform it to SelfDescribing")
    }
}

private struct ProbingContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: ProbingDecoder

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }
    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let (schema, value) = try decoder.probe.example(of: type)
        decoder.properties[key.stringValue] = schema
        decoder.required.insert(key.stringValue)
        return value
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try note(type, optional: key)
    }

    // The protocol's own way for these would ask as if they were required.
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try note(type, optional: key) }
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try note(type, optional: key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try note(type, optional: key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try note(type, optional: key) }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? { try note(type, optional: key) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try note(type, optional: key) }

    private func note<Value: Decodable>(_ type: Value.Type, optional key: Key) throws -> Value? {
        decoder.properties[key.stringValue] = try decoder.probe.schema(of: type)
        return nil
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        throw ProbeError(description: "'\(key.stringValue)' is read by hand; conform it to SelfDescribing")
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw ProbeError(description: "'\(key.stringValue)' is read by hand; conform it to SelfDescribing")
    }

    func superDecoder() throws -> any Decoder { throw ProbeError(description: "it has a superclass") }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw ProbeError(description: "it has a superclass") }
}
