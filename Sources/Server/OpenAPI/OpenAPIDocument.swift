import Foundation
import HTTPTypes
import Promotion

/// The OpenAPI 3.1 document of Sluice's own API, made from the routes that are served and the types that they take and give.
///
/// MLflow's routes are not in it: their protocol is MLflow's.
struct OpenAPIDocument: Encodable {
    private let openapi = "3.1.0"
    private let info = Info()
    private let paths: [String: [String: Operation]]
    private let components: Components

    /// - Throws: `ProbeError` where a note names a type without a schema.
    init(_ entries: [RouteTable.Entry], notes: [OperationNote]) throws {
        let probe = SchemaProbe()
        var paths: [String: [String: Operation]] = [:]
        let problem = try probe.schema(of: Problem.self)
        for entry in entries where entry.path.hasPrefix("/api/v1/") {
            guard let note = notes.first(where: { $0.method == entry.method && $0.path == entry.path }) else {
                continue
            }
            paths[entry.path, default: [:]][entry.method.rawValue.lowercased()] = try Operation(
                note, of: entry, by: probe, problem: problem)
        }
        self.paths = paths
        components = Components(schemas: probe.components)
    }

    /// The routes of the API that no note is about, and the notes about no route: both are mistakes.
    static func gaps(_ entries: [RouteTable.Entry], notes: [OperationNote]) -> [String] {
        let routes = Set(entries.filter { $0.path.hasPrefix("/api/v1/") }.map { "\($0.method) \($0.path)" })
        let noted = Set(notes.map { "\($0.method) \($0.path)" })
        return routes.subtracting(noted).map { "\($0) has no note" }.sorted()
            + noted.subtracting(routes).map { "\($0) is no route" }.sorted()
    }

    private struct Info: Encodable {
        let title = "Sluice"
        let version = ServerReport.current.version
        let summary = "Promotion of machine-learning models by git, gates and people."
    }

    private struct Components: Encodable {
        let schemas: [String: JSONSchema]
        let securitySchemes = ["token": ["type": "http", "scheme": "bearer"]]
    }
}

extension OpenAPIDocument {
    fileprivate struct Operation: Encodable {
        let summary: String
        let parameters: [Parameter]
        let requestBody: Body?
        let responses: [String: Answer]
        let security: [[String: [String]]]

        init(
            _ note: OperationNote, of entry: RouteTable.Entry, by probe: SchemaProbe, problem: JSONSchema
        ) throws {
            summary = note.summary
            parameters =
                Self.names(in: note.path).map {
                    Parameter(name: $0, place: "path", required: true, schema: .string(), description: nil)
                }
                + note.query.map {
                    Parameter(
                        name: $0.name, place: "query", required: $0.isRequired, schema: $0.schema,
                        description: $0.summary)
                }
            requestBody = try note.body.map {
                Body(required: true, content: ["application/json": Media(schema: try probe.schema(of: $0))])
            }
            let good =
                switch note.answer {
                case .json(let type, _):
                    Answer("The answer.", ["application/json": Media(schema: try probe.schema(of: type))])
                case .bytes(let media): Answer("The bytes.", [media: Media(schema: .string())])
                case .document: Answer("The document.", ["application/json": Media(schema: .anything)])
                case .empty: Answer("Done.", nil)
                }
            responses = [
                String(note.answer.status): good,
                "default": Answer("Why not.", ["application/problem+json": Media(schema: problem)]),
            ]
            security = entry.policy == .open ? [] : [["token": []]]
        }

        private static func names(in path: String) -> [String] {
            path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
        }
    }

    fileprivate struct Parameter: Encodable {
        let name: String
        let place: String
        let required: Bool
        let schema: JSONSchema
        let description: String?

        private enum CodingKeys: String, CodingKey {
            case name, required, schema, description
            case place = "in"
        }
    }

    fileprivate struct Body: Encodable {
        let required: Bool
        let content: [String: Media]
    }

    fileprivate struct Media: Encodable {
        let schema: JSONSchema
    }

    fileprivate struct Answer: Encodable {
        let description: String
        let content: [String: Media]?

        init(_ description: String, _ content: [String: Media]?) {
            self.description = description
            self.content = content
        }
    }
}
