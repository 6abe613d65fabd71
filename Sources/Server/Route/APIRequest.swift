package import Engine
import Foundation
import HTTPTypes
package import Hummingbird
import NIOCore
package import Promotion

/// A request that its route's policy let through.
package struct APIRequest: Sendable {
    package let request: Request
    package let context: ServerContext
    /// Who asks, what they may do everywhere, and until when that is proved. The route's policy has been checked against it.
    package let bearer: KnownBearer
    /// What is said of what the path names and the caller may not see.
    let missing: Rejection
    /// Whether the policy lets the caller through at this moment, for answers that take long.
    let isStillAllowed: @Sendable () async -> Bool
    let bodyLimit: Int

    /// Who asks, and how that is known.
    package var actor: Actor { bearer.actor }
    /// What they may do, everywhere.
    package var rights: Rights { bearer.rights }

    /// A name in the path. Text that cannot be such a name is answered as one that does not exist.
    func name<Value: Name>(_ parameter: String) throws(Rejection) -> Value { try context.parameters.name(parameter) }

    /// Whether the caller has `verb` in `environment` of `project`, for handlers that tell or change a part of what there is.
    func allows(_ verb: Verb, in project: ProjectName?, _ environment: EnvironmentName?) -> Bool {
        rights.allows(verb, in: project, environment)
    }

    /// Throws what the request is answered with if the caller has not `verb` in `environment` of `project`: for what the path does
    /// not name.
    func require(_ verb: Verb, in project: ProjectName?, _ environment: EnvironmentName?) throws(Rejection) {
        guard !allows(verb, in: project, environment) else { return }
        guard allows(.view, in: project, environment) else {
            throw Rejection(.notFound, "there is no such project or environment that you may see")
        }
        throw Rejection(
            .forbidden,
            "this needs '\(verb.rawValue)' in \(environment.map { "environment '\($0)'" } ?? "all environments") of "
                + "\(project.map { "project '\($0)'" } ?? "all projects"), "
                + rights.lack(of: verb, in: project, environment))
    }

    func project() throws(Rejection) -> ProjectName { try name("project") }

    func environment() throws(Rejection) -> EnvironmentName { try name("environment") }

    func run() throws(Rejection) -> RunID { try name("run") }

    /// A name in the query; nil if it is not there.
    func queryName<Value: Name>(_ key: String) throws(Rejection) -> Value? {
        guard let text = query(key) else { return nil }
        do { return try Value(validating: text) } catch { throw Rejection(.invalid, error.description) }
    }

    /// A number in the query; nil if it is not there.
    func queryNumber(_ key: String, in range: ClosedRange<Int64>) throws(Rejection) -> Int64? {
        guard let text = query(key) else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw Rejection(
                .invalid,
                "'\(key)' is \(text.quotedForMessage), not a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// How many items a page may have: the query's `limit`.
    func pageLimit(_ standard: Int = 20) throws(Rejection) -> Int {
        try queryNumber("limit", in: 1...1000).map { Int($0) } ?? standard
    }

    /// The query's `cursor` of a list whose pages end with a number.
    func numberCursor() throws(Rejection) -> Int64? { try queryNumber("cursor", in: 0...Int64.max) }

    func query(_ key: String) -> String? { request.uri.queryParameters[key[...]].map { String($0) } }

    /// The body as JSON. Unknown keys are passed over, so that an older server can answer a newer client.
    /// `limit` is for routes that take more than others.
    func body<Value: Decodable>(as type: Value.Type = Value.self, limit: Int? = nil) async throws -> Value {
        try await Self.body(of: request, as: type, limit: limit ?? bodyLimit)
    }

    /// The same for a request of which nobody has asked whose it is.
    static func body<Value: Decodable>(
        of request: Request, as type: Value.Type = Value.self, limit bodyLimit: Int
    ) async throws -> Value {
        let media = request.headers[.contentType]?.split(separator: ";").first.map { String($0) }
        guard media?.lowercased() == "application/json" else {
            throw Rejection(.invalid, status: .unsupportedMediaType, "the body must be application/json")
        }
        if let length = request.headers[.contentLength].flatMap({ Int64($0) }), length > bodyLimit {
            throw Rejection(.tooLarge, "the body has \(length) bytes, and \(bodyLimit) are allowed")
        }
        let buffer = try await request.body.collect(upTo: bodyLimit)
        let bytes = Array(buffer.readableBytesView)
        guard JSONNesting.depth(of: bytes) <= 64 else { throw Rejection(.invalid, "the body is nested too deeply") }
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        do { return try decoder.decode(type, from: Data(bytes)) } catch {
            throw Rejection(.invalid, explanation(of: error))
        }
    }

    private static func explanation(of error: any Error) -> String {
        func place(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
            return path.isEmpty ? "the body" : path.quotedForMessage
        }
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            return "\(place(context)) has no \(key.stringValue.quotedForMessage)"
        case DecodingError.typeMismatch(let type, let context): return "\(place(context)) is not a \(type)"
        case DecodingError.valueNotFound(_, let context): return "\(place(context)) is null"
        case let error as InvalidName: return error.description
        case DecodingError.dataCorrupted(let context):
            return context.codingPath.isEmpty
                ? "the body is not JSON" : "\(place(context)): \(context.debugDescription)"
        default: return "the body is not what was expected"
        }
    }
}

extension ListReport {
    /// A page of at most `limit` items; there may be more behind one that is full.
    init(page items: [Item], limit: Int, cursor: (Item) -> String) {
        self.init(items: items, next: items.count == limit ? items.last.map(cursor) : nil)
    }
}

extension Response {
    /// A value as JSON. Figures that JSON has no numbers for are spelled as MLflow spells them.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = Array(try encoder.encode(value))
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    static var noContent: Response { Response(status: .noContent) }

    /// The same answer, which says in `Sluice-Dry-Run` that nothing was changed, if the request asked for that.
    func ofDryRun(_ isDry: Bool?) -> Response {
        guard isDry == true else { return self }
        var response = self
        response.headers[.sluiceDryRun] = "true"
        return response
    }

    /// See `ofDryRun`.
    var isOfDryRun: Bool { headers[.sluiceDryRun] != nil }
}

extension HTTPField.Name {
    fileprivate static let sluiceDryRun = HTTPField.Name("Sluice-Dry-Run") ?? .expect
}
