import Catalog
import Foundation
import Hummingbird
import Logging
import Promotion
import Testing

@Suite("Webhooks over the API")
struct WebhookRouteTests {
    private static let events = #""events": [{"entity": "REGISTERED_MODEL", "action": "CREATED"}]"#
    private static let hook = #"{"name": "wh1", "url": "https://93.184.216.34/h", \#(events)}"#

    private func create(_ server: TestServer, _ body: String = hook, workspace: String? = nil) async throws -> String {
        let answer = try await server.call("POST", "webhooks", body, workspace: workspace)
        #expect(answer.status == 200, "\(answer.message ?? "")")
        return try #require(answer.text("webhook.webhook_id"))
    }

    @Test func aWebhookIsKeptAndItsSecretIsNeverGivenBack() async throws {
        try await TestServer.perform { server in
            let created = try await server.send(
                "POST", "/api/2.0/mlflow/webhooks",
                body: Data(
                    #"""
                    {"name": "wh1", "description": "d", "url": "https://93.184.216.34/h", "secret": "s3cret-s3cret",
                     "events": [{"entity": "REGISTERED_MODEL", "action": "CREATED"},
                                {"entity": "MODEL_VERSION_ALIAS", "action": "CREATED"}, {"entity": 3, "action": 4},
                                {"entity": "REGISTERED_MODEL", "action": "CREATED"}]}
                    """#.utf8))
            #expect(created.status == 200)
            #expect(!String(decoding: created.body, as: UTF8.self).contains("s3cret"))
            let answer = TestServer.Answer(
                status: created.status, json: try JSONSerialization.jsonObject(with: created.body))
            let id = try #require(answer.text("webhook.webhook_id"))
            #expect(UUID(uuidString: id) != nil)
            #expect(answer.text("webhook.status") == "ACTIVE")
            #expect(answer.text("webhook.description") == "d")
            // In MLflow's order, and each once.
            #expect(
                (answer["webhook.events"] as? [[String: String]])?.map { $0["entity"] } == [
                    "MODEL_VERSION_ALIAS", "MODEL_VERSION_TAG", "REGISTERED_MODEL",
                ])
            #expect(answer["webhook.creation_timestamp"] as? Int == answer["webhook.last_updated_timestamp"] as? Int)
            let sealed: String? = try await server.catalog.read { try $0.value("SELECT secret FROM webhooks") }
            #expect(try #require(sealed).contains("s3cret") == false)
            let file = try Data(contentsOf: server.folder.appending(path: "catalog.sqlite-wal"))
            #expect(file.range(of: Data("s3cret-s3cret".utf8)) == nil)
            let got = try await server.call("GET", "webhooks/\(id)")
            #expect(got.text("webhook.name") == "wh1")
            let patched = try await server.call("PATCH", "webhooks/\(id)", #"{"name": "wh2", "status": "DISABLED"}"#)
            #expect(patched.status == 200)
            #expect(patched.text("webhook.name") == "wh2")
            #expect(patched.text("webhook.status") == "DISABLED")
            #expect(patched.text("webhook.url") == "https://93.184.216.34/h")
            #expect((patched["webhook.events"] as? [Any])?.count == 3)
            let kept: String? = try await server.catalog.read { try $0.value("SELECT secret FROM webhooks") }
            #expect(kept == sealed)
            #expect(try await server.call("DELETE", "webhooks/\(id)").status == 200)
            for (method, path) in [("GET", id), ("PATCH", id), ("DELETE", id), ("POST", "\(id)/test")] {
                let answer = try await server.call(method, "webhooks/\(path)", method == "GET" ? nil : "{}")
                #expect(answer.status == 404, "\(method)")
                #expect(answer.code == "RESOURCE_DOES_NOT_EXIST")
                #expect(answer.message == "Webhook with ID \(id) not found.")
            }
        }
    }

    @Test func listsAreNewestFirstAndByPages() async throws {
        try await TestServer.perform { server in
            #expect(try await server.call("GET", "webhooks")["webhooks"] == nil)
            var ids: [String] = []
            for _ in 0..<5 { ids.append(try await create(server)) }
            let all = try await server.call("GET", "webhooks?max_results=0")
            #expect(
                Set((all["webhooks"] as? [[String: Any]] ?? []).compactMap { $0["webhook_id"] as? String }) == Set(ids))
            #expect(all["next_page_token"] == nil)
            var (seen, token): ([String], String?) = ([], "")
            while let page = token {
                let escaped = page.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let answer = try await server.call("GET", "webhooks?max_results=2&page_token=\(escaped)")
                #expect(answer.status == 200)
                seen += (answer["webhooks"] as? [[String: Any]] ?? []).compactMap { $0["webhook_id"] as? String }
                token = answer.text("next_page_token")
                // What comes between two pages shifts nothing.
                if token != nil { _ = try await create(server) }
            }
            #expect(seen.count == 5)
            #expect(Set(seen) == Set(ids))
            for wrong in ["max_results=1001", "max_results=-1", "max_results=x", "page_token=!", "page_token=AAAA"] {
                #expect(try await server.call("GET", "webhooks?\(wrong)").status == 400, "\(wrong)")
            }
            let large = try await server.call("GET", "webhooks?max_results=1001")
            #expect(large.message == "max_results must be between 1 and 1000.")
        }
    }

    @Test(
        "S-15: what is no webhook is refused with 400 in MLflow's words",
        arguments: [
            (#"{"url": "https://93.184.216.34/", \#(events)}"#, "Missing value for required parameter 'name'."),
            (#"{"name": "a", \#(events)}"#, "Missing value for required parameter 'url'."),
            (#"{"name": "a", "url": "https://93.184.216.34/"}"#, "Missing value for required parameter 'events'."),
            (
                #"{"name": "a", "url": "https://93.184.216.34/", "events": []}"#,
                "Missing value for required parameter 'events'."
            ),
            (
                #"{"name": "-a", "url": "https://93.184.216.34/", \#(events)}"#,
                "Webhook name '-a' is invalid. It must start and"
            ),
            (#"{"name": "a b", "url": "https://93.184.216.34/", \#(events)}"#, "Webhook name 'a b' is invalid."),
            (
                #"{"name": 1, "url": "https://93.184.216.34/", \#(events)}"#,
                "Invalid value 1 for parameter 'name' supplied"
            ),
            (#"{"name": "a", "url": "ftp://93.184.216.34/", \#(events)}"#, "Invalid webhook URL scheme: 'ftp'."),
            (#"{"name": "a", "url": "http://93.184.216.34/", \#(events)}"#, "Invalid webhook URL scheme: 'http'."),
            (#"{"name": "a", "url": " ", \#(events)}"#, "Webhook URL cannot be empty or just whitespace"),
            (
                #"{"name": "a", "url": "https://u:p@93.184.216.34/", \#(events)}"#,
                "Webhook URL must not include embedded"
            ),
            (#"{"name": "a", "url": "https:///h", \#(events)}"#, "Webhook URL must include a hostname"),
            (
                #"{"name": "a", "url": "https://10.0.0.1/", \#(events)}"#,
                "Webhook URL must not resolve to a non-public IP"
            ),
            (
                #"{"name": "a", "url": "https://169.254.169.254/", \#(events)}"#,
                "Webhook URL must not resolve to a non-public"
            ),
            (
                #"{"name": "a", "url": "https://[::ffff:10.0.0.1]/", \#(events)}"#,
                "Webhook URL must not resolve to a non-pub"
            ),
            (
                #"{"name": "a", "url": "https://0x7f.1/", \#(events)}"#,
                "Webhook URL host '0x7f.1' is not a canonical IP"
            ),
            (
                #"{"name": "a", "url": "https://nowhere.invalid/", \#(events)}"#,
                "Cannot resolve Webhook URL hostname 'nowhere"
            ),
            (
                #"{"name": "a", "url": "https://93.184.216.34/", "events": [{"entity": "TRACE", "action": "CREATED"}]}"#,
                "Unknown webhook event: \"TRACE\" is no entity."
            ),
            (
                #"{"name": "a", "url": "https://93.184.216.34/", "events": [{"entity": "MODEL_VERSION", "action": "DELETED"}]}"#,
                "Invalid action 'deleted' for entity 'model_version'. Valid actions are: ['created']"
            ),
            (
                #"{"name": "a", "url": "https://93.184.216.34/", "events": [{"entity": "BUDGET_POLICY", "action": "EXCEEDED"}]}"#,
                "Webhook event 'budget_policy.exceeded' never happens here"
            ),
            (
                #"{"name": "a", "url": "https://93.184.216.34/", "events": [7]}"#,
                "Invalid value 7 for parameter 'events'"
            ),
            (
                #"{"name": "a", "url": "https://93.184.216.34/", "status": "GONE", \#(events)}"#,
                "Invalid value \"GONE\" for"
            ),
        ])
    func refusals(body: String, message: String) async throws {
        try await TestServer.perform { server in
            let answer = try await server.call("POST", "webhooks", body)
            #expect(answer.status == 400)
            #expect(answer.code == "INVALID_PARAMETER_VALUE")
            #expect(answer.message?.hasPrefix(message) == true, "\(answer.message ?? "")")
            #expect(try await server.call("GET", "webhooks")["webhooks"] == nil)
        }
    }

    @Test("S-09: a run reads and writes no webhooks, and another workspace's are not there")
    func whoMay() async throws {
        try await TestServer.perform { server in
            let id = try await create(server, workspace: "shop-prod")
            for (method, path, body) in [
                ("POST", "webhooks", Self.hook), ("GET", "webhooks", nil), ("GET", "webhooks/\(id)", nil),
                ("PATCH", "webhooks/\(id)", #"{"name": "x"}"#), ("DELETE", "webhooks/\(id)", nil),
                ("POST", "webhooks/\(id)/test", "{}"),
            ] {
                let refused = try await server.call(method, path, body, token: TestServer.prodRun)
                #expect(refused.status == 403, "\(method) \(path)")
                #expect(refused.code == "PERMISSION_DENIED")
                #expect(refused.message?.contains("webhooks are for administrators") == true)
                #expect(try await server.call(method, path, body, token: nil).status == 401)
                guard path != "webhooks" else { continue }
                #expect(try await server.call(method, path, body, workspace: "shop-staging").status == 404, "\(method)")
                #expect(try await server.call(method, path, body).status == 404, "\(method)")
            }
            #expect(try await server.call("GET", "webhooks", workspace: "shop-staging")["webhooks"] == nil)
            #expect(
                try await server.call("GET", "webhooks/\(id)", workspace: "shop-prod").text("webhook.name") == "wh1")
        }
    }

    @Test func aTestCallSaysWhatTheReceiverAnswered() async throws {
        try await TestServer.perform { server in
            // The server itself is a receiver that takes no messages.
            let url = #"{"name": "a", "url": "\#(server.url)/nowhere", "status": "DISABLED", \#(Self.events)}"#
            let id = try await create(server, url)
            let answer = try await server.call("POST", "webhooks/\(id)/test", "{}")
            #expect(answer.status == 200)
            #expect(answer["result.success"] as? Bool == false)
            #expect(answer["result.response_status"] as? Int == 404)
            #expect(answer["result.error_message"] == nil)
            let bad = try await server.call(
                "POST", "webhooks/\(id)/test", #"{"event": {"entity": "TRACE", "action": "SET"}}"#)
            #expect(bad.status == 400)
            _ = try await server.call("PATCH", "webhooks/\(id)", #"{"url": "http://127.0.0.1:1/"}"#)
            let dead = try await server.call("POST", "webhooks/\(id)/test", "{}")
            #expect(dead.status == 200)
            #expect(dead["result.success"] as? Bool == false)
            #expect(dead["result.response_status"] == nil)
            #expect(
                dead.text("result.error_message")
                    == "Failed to test webhook: '127.0.0.1' (127.0.0.1) cannot be reached: connection refused")
        }
    }
}
