import Foundation
import Testing

@testable import MLflowAPI

@Suite("Downloads of artifacts")
struct ArtifactDownloadTests {
    private static let base = "/api/2.0/mlflow-artifacts/artifacts"
    private static let bytes = Data((0..<1000).map { UInt8(truncatingIfNeeded: $0) })

    private func run(_ server: TestServer) async throws -> String {
        try #require(try await server.call("POST", "runs/create", "{}").text("run.info.run_id"))
    }

    @Test(
        "R-43: a download goes on from an offset",
        arguments: [
            ("bytes=0-9", 206, 0..<10), ("bytes=990-", 206, 990..<1000), ("bytes=-10", 206, 990..<1000),
            ("bytes=-5000", 206, 0..<1000), ("bytes=999-5000", 206, 999..<1000), ("bytes=0-0", 206, 0..<1),
            ("bytes=1000-", 416, 0..<0), ("bytes=-0", 416, 0..<0), ("bytes=9-5", 200, 0..<1000),
            ("bytes=a-b", 200, 0..<1000), ("bytes=0-1,5-6", 200, 0..<1000), ("lines=0-1", 200, 0..<1000),
            ("bytes=99999999999999999999-", 200, 0..<1000), ("bytes=--1", 200, 0..<1000),
        ])
    func ranges(header: String, status: Int, range: Range<Int>) async throws {
        try await TestServer.perform { server in
            let path = "\(Self.base)/0/\(try await run(server))/artifacts/model.bin"
            #expect(try await server.send("PUT", path, body: Self.bytes).status == 200)
            let found = try await server.send("GET", path, headers: ["Range": header])
            #expect(found.status == status)
            guard status != 416 else {
                #expect(found.headers["content-range"] == "bytes */1000")
                return
            }
            #expect(found.body == Self.bytes[range])
            if status == 206 {
                #expect(
                    found.headers["content-range"] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/1000")
            }
        }
    }

    @Test func conditionsAreMinded() async throws {
        try await TestServer.perform { server in
            let path = "\(Self.base)/0/\(try await run(server))/artifacts/model.bin"
            #expect(try await server.send("PUT", path, body: Self.bytes).status == 200)
            let tag = try #require(try await server.send("HEAD", path).headers["etag"])
            for value in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                let answer = try await RawExchange.send(
                    server.url, [Data(RawExchange.head("GET \(path)", headers: ["If-None-Match: \(value)"]).utf8)])
                #expect(answer.status == 304)
                #expect(answer.header("etag") == tag)
                #expect(answer.body.isEmpty)
            }
            #expect(
                try await server.send("GET", path, headers: ["If-None-Match": "\"other\""]).body == Self.bytes)

            let same = try await server.send("GET", path, headers: ["Range": "bytes=5-", "If-Range": tag])
            #expect(same.status == 206)
            // The file was written anew meanwhile: the client must have all of it, not a tail that does not fit.
            let new = Self.bytes + Data("new".utf8)
            #expect(try await server.send("PUT", path, body: new).status == 200)
            let changed = try await server.send("GET", path, headers: ["Range": "bytes=5-", "If-Range": tag])
            #expect(changed.status == 200)
            #expect(changed.body == new)
            let head = try await server.send("HEAD", path, headers: ["Range": "bytes=5-9"])
            #expect(head.status == 200)
            #expect(head.headers["content-length"] == "1003")
        }
    }

    @Test func pagesOfMLflowGetTheirFiles() async throws {
        try await TestServer.perform { server in
            let run = try await run(server)
            let file = "model/ein%20%C3%A4.txt"
            let path = "\(Self.base)/0/\(run)/artifacts/\(file)"
            #expect(try await server.send("PUT", path, body: Self.bytes).status == 200)
            _ = try await server.call("POST", "registered-models/create", #"{"name": "churn"}"#)
            let version = try await server.call(
                "POST", "model-versions/create",
                #"{"name": "churn", "source": "runs:/\#(run)/model", "run_id": "\#(run)"}"#)
            #expect(version.status == 200)
            let model = try #require(
                try await server.call("POST", "logged-models", #"{"experiment_id": "0"}"#).text("model.info.model_id"))
            #expect(
                try await server.send(
                    "PUT", "\(Self.base)/0/models/\(model)/artifacts/\(file)", body: Self.bytes
                ).status == 200)
            let places = [
                "/get-artifact?run_uuid=\(run)&path=\(file)", "/get-artifact?run_id=\(run)&path=\(file)",
                "/w/default/get-artifact?run_id=\(run)&path=\(file)",
                "/model-versions/get-artifact?name=churn&version=1&path=ein%20%C3%A4.txt",
                "/ajax-api/2.0/mlflow/logged-models/\(model)/artifacts/files?artifact_file_path=\(file)",
            ]
            for place in places {
                let found = try await server.send("GET", place)
                #expect(found.status == 200, "\(place)")
                #expect(found.body == Self.bytes)
                #expect(found.headers["content-disposition"]?.hasPrefix("attachment;") == true)
                #expect(found.headers["x-content-type-options"] == "nosniff")
                #expect(found.headers["content-security-policy"]?.hasPrefix("sandbox;") == true)
                #expect(try await server.send("HEAD", place).headers["content-length"] == "1000")
                #expect(try await server.send("GET", place, token: nil).status == 401)
                let foreign = try await server.send("GET", place, token: TestServer.prodRun)
                #expect(foreign.status == (place.hasPrefix("/w/") ? 400 : 404))
                #expect(try await server.send("POST", place, body: Data("{}".utf8)).status == 405)
            }
            #expect(try await server.send("GET", "/get-artifact?run_id=\(run)").status == 400)
            #expect(try await server.send("GET", "/get-artifact?run_id=\(run)&path=model").status == 404)
        }
    }

    @Test(
        "S-31, S-32: no file is shown in a browser, whatever its name, and no name reaches the headers unquoted",
        arguments: [
            ("page.html", "attachment; filename=page.html"), ("image.svg", "attachment; filename=image.svg"),
            ("notebook.ipynb", "attachment; filename=notebook.ipynb"),
            ("page.XHTML", "attachment; filename=page.XHTML"),
            ("MLmodel", "attachment; filename=MLmodel"), ("script.js", "attachment; filename=script.js"),
            (
                #"a";filename=b.html"#,
                #"attachment; filename="a__filename_b.html"; filename*=UTF-8''a%22%3Bfilename%3Db.html"#
            ),
            ("ü x.pdf", "attachment; filename=\"_ x.pdf\"; filename*=UTF-8''%C3%BC%20x.pdf"),
            (
                "<script>alert(1)</script>.html",
                "attachment; filename=\"script_.html\"; filename*=UTF-8''script%3E.html"
            ),
            ("emoji😀", "attachment; filename=\"emoji_\"; filename*=UTF-8''emoji%F0%9F%98%80"),
        ])
    func safeHeaders(name: String, disposition: String) async throws {
        try await TestServer.perform { server in
            let encoded = try #require(name.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let path = "\(Self.base)/0/\(try await run(server))/artifacts/\(encoded.replacing("%2F", with: "/"))"
            let page = Data("<script>alert(1)</script>".utf8)
            #expect(
                try await server.send("PUT", path, body: page, headers: ["Content-Type": "text/html"]).status == 200)
            let found = try await RawExchange.send(server.url, [Data(RawExchange.head("GET \(path)").utf8)])
            #expect(found.status == 200)
            #expect(found.headers["content-disposition"] == [disposition])
            #expect(found.headers["x-content-type-options"] == ["nosniff"])
            #expect(
                found.headers["content-security-policy"] == ["sandbox; default-src 'none'; frame-ancestors 'none'"])
            #expect(found.headers["set-cookie"] == nil)
            let type = try #require(found.header("content-type"))
            #expect(!["html", "svg", "xml", "javascript", "pdf"].contains { type.contains($0) })
        }
    }

    @Test(
        "S-32: names with line breaks never come in",
        arguments: [
            "a%0d%0aSet-Cookie:%20a=b", "a%0ab", "a%0d", "a%00", "a%E2%80%A8b", "a%C2%85b",
        ])
    func lineBreaks(name: String) async throws {
        try await TestServer.perform { server in
            let path = "\(Self.base)/0/\(try await run(server))/artifacts/\(name)"
            let answer = try await RawExchange.send(
                server.url,
                [Data(RawExchange.head("PUT \(path)", headers: ["Content-Length: 1"]).utf8), Data("x".utf8)])
            #expect(answer.status == 400)
            #expect(answer.headers["set-cookie"] == nil)
        }
    }

    @Test("S-32: a name is decoded once, and what is left of percent signs comes back as text")
    func percentSigns() async throws {
        try await TestServer.perform { server in
            let path = "\(Self.base)/0/\(try await run(server))/artifacts/%250d%250aSet-Cookie:%20a=b"
            #expect(try await server.send("PUT", path, body: Data("x".utf8)).status == 200)
            let found = try await server.send("GET", path)
            #expect(found.status == 200)
            #expect(found.headers["set-cookie"] == nil)
            #expect(found.headers["content-disposition"]?.contains("%250d%250aSet-Cookie") == true)
        }
    }
}
