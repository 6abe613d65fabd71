import Foundation
import Promotion

extension String: SelfDescribing {
    static func schema(by probe: SchemaProbe) -> JSONSchema { .string() }
    static var example: String { "" }
}

extension Bool: SelfDescribing {
    static func schema(by probe: SchemaProbe) -> JSONSchema { .boolean }
    static var example: Bool { false }
}

extension Double: SelfDescribing {
    static func schema(by probe: SchemaProbe) -> JSONSchema { .number }
    static var example: Double { 0 }
}

extension Int: SelfDescribing {
    static func schema(by probe: SchemaProbe) -> JSONSchema { .integer() }
    static var example: Int { 0 }
}

extension Int32: SelfDescribing {
    static func schema(by probe: SchemaProbe) -> JSONSchema { .integer() }
    static var example: Int32 { 0 }
}

extension Int64: SelfDescribing {
    static func schema(by probe: SchemaProbe) -> JSONSchema { .integer() }
    static var example: Int64 { 0 }
}

extension Array: SelfDescribing where Element: Decodable {
    static func schema(by probe: SchemaProbe) throws -> JSONSchema { .array(try probe.schema(of: Element.self)) }
    static var example: [Element] { [] }
}

extension Set: SelfDescribing where Element: Decodable {
    static func schema(by probe: SchemaProbe) throws -> JSONSchema { .array(try probe.schema(of: Element.self)) }
    static var example: Set<Element> { [] }
}

extension Dictionary: SelfDescribing where Key: Decodable, Value: Decodable {
    static func schema(by probe: SchemaProbe) throws -> JSONSchema { .dictionary(try probe.schema(of: Value.self)) }
    static var example: [Key: Value] { [:] }
}

extension Timestamp: SelfDescribing {
    static func schema(by probe: SchemaProbe) -> JSONSchema { .integer() }
    static var example: Timestamp { Timestamp(milliseconds: 0) }
}

extension VersionSelector: SelfDescribing {
    static func schema(by probe: SchemaProbe) -> JSONSchema { .string() }
    static var example: VersionSelector { .number(1) }
}

extension DatasetBinding: SelfDescribing {
    static func schema(by probe: SchemaProbe) -> JSONSchema {
        let place = JSONSchema.object(properties: ["path": .string()], required: ["path"])
        return .oneOf(["delta", "files"].map { .object(properties: [$0: place], required: [$0]) })
    }
    static var example: DatasetBinding { .files(path: "") }
}
