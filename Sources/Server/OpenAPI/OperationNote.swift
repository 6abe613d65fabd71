import HTTPTypes
import Promotion

/// What the published document says of a route, besides its policy.
struct OperationNote: Sendable {
    let method: HTTPRequest.Method
    let path: String
    /// One sentence.
    let summary: String
    var query: [QueryNote] = []
    var body: (any (Decodable & SendableMetatype).Type)?
    var answer: AnswerNote

    init(
        _ method: HTTPRequest.Method, _ path: String, _ summary: String, query: [QueryNote] = [],
        body: (any (Decodable & SendableMetatype).Type)? = nil, answer: AnswerNote
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.query = query
        self.body = body
        self.answer = answer
    }
}

/// A parameter of the query; none is required unless it says so.
struct QueryNote: Sendable {
    let name: String
    let schema: JSONSchema
    let summary: String
    var isRequired = false

    static func text(_ name: String, _ summary: String, isRequired: Bool = false) -> QueryNote {
        QueryNote(name: name, schema: .string(), summary: summary, isRequired: isRequired)
    }

    /// Which page of a list.
    static let cursor = QueryNote.text("cursor", "The 'next' of the page before; without it the first page.")

    /// How many items a page has at most.
    static let limit = QueryNote(
        name: "limit", schema: .integer(from: 1, to: 1000), summary: "The most items to give; 20 without it.")
}

/// What a route answers where nothing is wrong.
enum AnswerNote: Sendable {
    case json(any (Decodable & SendableMetatype).Type, status: Int = 200)
    /// Bytes of this media type.
    case bytes(String)
    case empty(status: Int = 204)
    /// JSON whose form another standard says.
    case document

    static func list(of type: any (Codable & Sendable).Type) -> AnswerNote { .json(listType(of: type)) }

    private static func listType<Item: Codable & Sendable>(of type: Item.Type) -> any (
        Decodable & SendableMetatype
    ).Type {
        ListReport<Item>.self
    }

    var status: Int {
        switch self {
        case .json(_, let status), .empty(let status): status
        case .bytes, .document: 200
        }
    }
}
