import Foundation
import Promotion
import Server
import Testing
import WebClient

/// The description of the API that the server publishes.
@Suite("The published description of the API")
struct OpenAPITests {
    @Test func everyRouteOfTheAPIIsDescribedAndNothingElse() async throws {
        try await TestServer.perform { server in #expect(server.server.gapsInDescription() == []) }
    }

    @Test func itSaysWhatTakesATokenAndWhatIsRequired() async throws {
        try await TestServer.perform { server in
            let document = try await Self.document(of: server)
            let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
            #expect((paths["/api/v1/version"]?["get"]?["security"] as? [Any])?.isEmpty == true)
            let promote = try #require(paths["/api/v1/projects/{project}/environments/{environment}/promote"]?["post"])
            #expect((promote["security"] as? [Any])?.count == 1)
            let names = (promote["parameters"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
            #expect(names == ["project", "environment"])
            let schemas = (document["components"] as? [String: [String: [String: Any]]])?["schemas"]
            let request = try #require(schemas?["PromoteRequest"])
            #expect(request["required"] as? [String] == ["reason"])
            #expect(
                (request["properties"] as? [String: Any])?.keys.sorted()
                    == ["dryRun", "model", "reason", "run", "version"])
            #expect(schemas?["RunStatus"]?["enum"] as? [String] == RunStatus.allCases.map(\.rawValue))
        }
    }

    @Test func everyReferenceInItLeadsSomewhere() async throws {
        try await TestServer.perform { server in
            let document = try await Self.document(of: server)
            let schemas = try #require((document["components"] as? [String: [String: Any]])?["schemas"])
            let text = String(
                decoding: try JSONSerialization.data(withJSONObject: document, options: .withoutEscapingSlashes),
                as: UTF8.self)
            let references = text.matches(of: /"\$ref":"#\/components\/schemas\/([^"]+)"/).map { String($0.1) }
            #expect(references.count > 20)
            #expect(Set(references).subtracting(schemas.keys) == [])
        }
    }

    private static func document(of server: TestServer) async throws -> [String: Any] {
        let answer = try await WebRequest("GET", server.url + "/api/v1/openapi.json").answer()
        return try #require(try JSONSerialization.jsonObject(with: answer.body) as? [String: Any])
    }
}
