import Foundation
import Testing

@Suite("Artifacts over HTTP")
struct ArtifactRouteTests {
    private static let base = "/api/2.0/mlflow-artifacts/artifacts"

    private func root(_ server: TestServer) async throws -> String {
        let run = try await server.call("POST", "runs/create", "{}")
        let id = try #require(run.text("run.info.run_id"))
        return "0/\(id)/artifacts"
    }

    @Test func aFileComesBackAsItWasWithSafeHeaders() async throws {
        try await TestServer.perform { server in
            let root = try await root(server)
            let bytes = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            let path = "\(Self.base)/\(root)/plots/ein%20%C3%A4%25.html"
            #expect(try await server.send("PUT", path, body: bytes).status == 200)
            let found = try await server.send("GET", path)
            #expect(found.body == bytes)
            #expect(found.headers["content-length"] == "3000000")
            #expect(found.headers["x-content-type-options"] == "nosniff")
            #expect(found.headers["content-type"] == "application/octet-stream")
            #expect(
                found.headers["content-disposition"]
                    == #"attachment; filename="ein __.html"; filename*=UTF-8''ein%20%C3%A4%25.html"#)
            let part = try await server.send("GET", path, headers: ["Range": "bytes=5-9"])
            #expect(part.status == 206)
            #expect(part.body == bytes[5...9])
            #expect(part.headers["content-range"] == "bytes 5-9/3000000")
            let head = try await server.send("HEAD", path)
            #expect(head.status == 200)
            #expect(head.headers["content-length"] == "3000000")
            #expect(try await server.send("DELETE", path).status == 200)
            #expect(try await server.send("GET", path).status == 404)
        }
    }

    @Test func listsShowFilesAndFoldersOfOneLevel() async throws {
        try await TestServer.perform { server in
            let root = try await root(server)
            for name in ["a.txt", "sub/b.txt", "sub/deep/c.txt", "sub0.txt"] {
                #expect(
                    try await server.send("PUT", "\(Self.base)/\(root)/\(name)", body: Data("x".utf8)).status == 200)
            }
            let top = try await server.send("GET", "\(Self.base)?path=\(root)")
            #expect(
                String(decoding: top.body, as: UTF8.self)
                    == #"{"files":[{"path":"a.txt","is_dir":false,"file_size":1},{"path":"sub","is_dir":true},"#
                    + #"{"path":"sub0.txt","is_dir":false,"file_size":1}]}"#)
            let sub = try await server.send("GET", "\(Self.base)?path=\(root)/sub")
            #expect(
                String(decoding: sub.body, as: UTF8.self)
                    == #"{"files":[{"path":"b.txt","is_dir":false,"file_size":1},{"path":"deep","is_dir":true}]}"#)
            let file = try await server.send("GET", "\(Self.base)?path=\(root)/a.txt")
            #expect(String(decoding: file.body, as: UTF8.self) == "{}")
            #expect(try await server.send("PUT", "\(Self.base)/\(root)/sub", body: Data("x".utf8)).status == 400)
            #expect(try await server.send("PUT", "\(Self.base)/\(root)/a.txt/b", body: Data("x".utf8)).status == 400)
        }
    }

    @Test(
        "S-01: names that lead elsewhere are refused",
        arguments: [
            "../x", "..%2fx", "%2e%2e/x", "a/../../x", "a%5cb", "..%5c..%5cx", "%2fetc/passwd", "a%00b", "a//b", "./a",
            "a/.", "%ff%fe", "%zz", "a%0ab", "%c0%ae%c0%ae/x",
        ])
    func hostileNames(name: String) async throws {
        try await TestServer.perform { server in
            let root = try await root(server)
            let put = try await RawHTTP.status(server.url, "PUT \(Self.base)/\(root)/\(name)", body: "x")
            #expect((400..<500).contains(put))
            let get = try await RawHTTP.status(server.url, "GET \(Self.base)/\(root)/\(name)")
            #expect((400..<500).contains(get))
            let list = try await RawHTTP.status(server.url, "GET \(Self.base)?path=\(root)/\(name)")
            #expect((400..<500).contains(list))
        }
    }

    @Test func filesOfNobodyAreRefused() async throws {
        try await TestServer.perform { server in
            for path in ["0/nobody/artifacts/x", "x", "0/models/m-1/artifacts/x"] {
                let put = try await server.send("PUT", "\(Self.base)/\(path)", body: Data("x".utf8))
                #expect(put.status == 404 || put.status == 400)
            }
        }
    }

    @Test(
        "S-02: a version's source is a place of the caller's own",
        arguments: [
            "/etc/passwd", "file:///etc/passwd", "s3://bucket/x", "http://10.0.0.1/x",
            "mlflow-artifacts://host/0/x/artifacts",
            "mlflow-artifacts:/0/RUN/artifacts/../../x", "mlflow-artifacts:/0/RUN/artifacts/%2e%2e/x",
            "runs:/nobody/model",
            "runs:/RUN/../x", "models:/m-nobody", "models:/churn/99", "", "RUN",
        ])
    func hostileSources(source: String) async throws {
        try await TestServer.perform { server in
            let run = try #require(try await server.call("POST", "runs/create", "{}").text("run.info.run_id"))
            _ = try await server.call("POST", "registered-models/create", #"{"name": "churn"}"#)
            let body = try JSONSerialization.data(withJSONObject: [
                "name": "churn", "source": source.replacing("RUN", with: run), "run_id": run,
            ])
            let answer = try await server.call("POST", "model-versions/create", String(decoding: body, as: UTF8.self))
            let isUnknownVersion = source == "models:/churn/99"
            #expect(answer.status == (isUnknownVersion ? 404 : 400))
            #expect(answer.code == (isUnknownVersion ? "RESOURCE_DOES_NOT_EXIST" : "INVALID_PARAMETER_VALUE"))
        }
    }
}
