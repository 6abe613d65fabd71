import Foundation
import Testing

@testable import MLflowAPI

/// S-01, S-03 and S-04: names that lead elsewhere, in every place of a request that takes one. A canary lies outside the store, and what
/// is on disk is compared before and after.
@Suite("Hostile paths of artifacts", .serialized)
struct HostilePathTests {
    private static let base = "/api/2.0/mlflow-artifacts/artifacts"
    private static let secret = "the canary's secret"

    /// As they stand in a request, byte for byte.
    private static let payloads: [String] = [
        "../canary", "..%2fcanary", "%2e%2e/canary", "%2e%2e%2fcanary", "..%252fcanary", "%252e%252e%252fcanary",
        "..%25252fcanary", "..;/canary", "..%3b/canary", "a/../../canary", "a/..%2f..%2fcanary", "%23/../canary",
        "a%23/../../canary",
        "%5c..%5c..%5ccanary", "..%5ccanary", "..%255ccanary", "//etc/passwd", "%2fetc%2fpasswd", "/%2fetc/passwd",
        "file:///etc/passwd", "file:%2f%2f%2fetc%2fpasswd", "%00", "a%00b", "..%00/canary", "a%2500",
        "%c0%ae%c0%ae/canary",
        "%c0%ae%c0%ae%c0%afcanary", "%e0%80%ae%e0%80%ae/canary", "%f0%80%80%ae/canary", ".", "..", "./a", "a/./b",
        "a/.", "a//b",
        "%ef%bc%8e%ef%bc%8e/../canary", "%e2%80%a4%e2%80%a4/../canary", "..%ef%bc%8f..%ef%bc%8fcanary%2f..",
        "%ff%fe", "%zz", "%", "a%0ab", "a%0d%0ab", "a%7f", "~/../canary", "$HOME/../canary", "CON/../canary",
        String(repeating: "a", count: 300), String(repeating: "a/", count: 600) + "b",
        String(repeating: "../", count: 300) + "canary",
    ]

    /// Names that only look dangerous: they are taken as they are, and lead nowhere.
    private static let harmless: [String] = [
        "...", "~", "$HOME", "file:", "%2e%2e%2e", "-rf", "%20", "100%25", "a..b", "..a", "a;b", "%e2%80%a6", "con",
        "nul.txt", "line%25step%253%25timestamp%251795%25compressed.webp", "%25ff",
    ]

    private struct Place {
        var root: String
        var run: String
        var model: String
        var canary: String
    }

    private func place(_ server: TestServer) async throws -> Place {
        let run = try #require(try await server.call("POST", "runs/create", "{}").text("run.info.run_id"))
        let model = try #require(
            try await server.call("POST", "logged-models", #"{"experiment_id": "0"}"#).text("model.info.model_id"))
        _ = try await server.call("POST", "registered-models/create", #"{"name": "churn"}"#)
        let canary = server.folder.appending(path: "canary")
        try Data(Self.secret.utf8).write(to: canary)
        let file = "\(Self.base)/0/\(run)/artifacts/model/file"
        #expect(try await server.send("PUT", file, body: Data("file".utf8)).status == 200)
        let version = try await server.call(
            "POST", "model-versions/create", #"{"name": "churn", "source": "runs:/\#(run)/model", "run_id": "\#(run)"}"#
        )
        #expect(version.status == 200)
        return Place(root: "\(Self.base)/0/\(run)/artifacts", run: run, model: model, canary: canary.path)
    }

    /// All files below the test's folder with their sizes; the catalog's own come and go.
    private func disk(_ server: TestServer) -> [String: Int] {
        var found: [String: Int] = [:]
        for name in FileManager.default.subpaths(atPath: server.folder.path) ?? []
        where !name.hasPrefix("catalog.sqlite") {
            let attributes = try? FileManager.default.attributesOfItem(atPath: server.folder.path + "/" + name)
            found[name] = (attributes?[.size] as? NSNumber)?.intValue ?? -1
        }
        return found.filter { !$0.key.hasPrefix("artifacts/incoming/") }
    }

    private func request(_ server: TestServer, _ line: String, body: String = "") async throws -> RawExchange.Answer {
        let head = RawExchange.head(line, headers: ["Content-Length: \(body.utf8.count)"])
        let answer = try await RawExchange.send(server.url, [Data((head + body).utf8)])
        #expect(!String(decoding: answer.body, as: UTF8.self).contains(Self.secret), "\(line)")
        #expect(!String(decoding: answer.body, as: UTF8.self).contains("root:"), "\(line)")
        return answer
    }

    @Test(
        "S-01, S-03, S-04: no path parameter of GET, HEAD, PUT, DELETE or a listing leads out of its root",
        arguments: payloads)
    func everyParameter(payload: String) async throws {
        try await TestServer.perform { server in
            let place = try await place(server)
            let before = disk(server)
            let query = payload.replacing("#", with: "%23").replacing("&", with: "%26").replacing("+", with: "%2B")
            var lines: [String] = []
            for method in ["GET", "HEAD", "DELETE", "PUT"] {
                for root in [place.root, Self.base, "\(Self.base)/0/models/\(place.model)/artifacts", "\(Self.base)/0"]
                {
                    lines.append("\(method) \(root)/\(payload)")
                }
            }
            lines += [
                "GET \(Self.base)?path=\(query)", "GET \(Self.base)?path=0/\(place.run)/artifacts/\(query)",
                "GET /get-artifact?run_id=\(place.run)&path=\(query)", "GET /get-artifact?run_id=\(query)&path=model",
                "GET /model-versions/get-artifact?name=churn&version=1&path=\(query)",
                "GET /model-versions/get-artifact?name=\(query)&version=1&path=file",
                "GET /api/2.0/mlflow/artifacts/list?run_id=\(place.run)&path=\(query)",
                "GET /api/2.0/mlflow/logged-models/\(place.model)/artifacts/directories?artifact_directory_path=\(query)",
                "GET /ajax-api/2.0/mlflow/logged-models/\(place.model)/artifacts/files?artifact_file_path=\(query)",
                "POST /api/2.0/mlflow-artifacts/mpu/create/\(payload)",
                "GET /api/2.0/mlflow-artifacts/presigned/\(payload)",
                "PUT /w/default\(place.root)/\(payload)",
                "GET /w/\(payload)/api/2.0/mlflow/runs/get?run_id=\(place.run)",
            ]
            for line in lines {
                let answer = try await request(server, line, body: line.hasPrefix("PUT") ? "x" : "")
                // A path below what is out of scope is not looked at.
                let isOutOfScope = line.contains("/mpu/") || line.contains("/presigned/")
                let expected = isOutOfScope ? 400..<502 : 400..<500
                #expect(expected.contains(answer.status) && answer.status != 500, "\(answer.status): \(line)")
            }
            let after = disk(server)
            let new = after.keys.filter { before[$0] == nil && !$0.hasPrefix("artifacts/sha256/") }
            #expect(new.isEmpty)
            #expect(after["canary"] == Self.secret.utf8.count)
            #expect(before.keys.filter { after[$0] == nil }.isEmpty)
        }
    }

    @Test("S-01: names that only look dangerous are names like others", arguments: harmless)
    func harmlessNames(name: String) async throws {
        try await TestServer.perform { server in
            let place = try await place(server)
            let before = disk(server)
            #expect(try await request(server, "PUT \(place.root)/\(name)", body: "content").status == 200)
            let found = try await request(server, "GET \(place.root)/\(name)")
            #expect(found.status == 200)
            #expect(found.body == Data("content".utf8))
            let new = disk(server).keys.filter { before[$0] == nil && !$0.hasPrefix("artifacts/sha256/") }
            #expect(new.isEmpty)
            #expect(try await request(server, "DELETE \(place.root)/\(name)").status == 200)
            #expect(try await request(server, "GET \(place.root)/\(name)").status == 404)
        }
    }

    @Test("S-01, S-03: no source of a version is a path of the machine", arguments: payloads)
    func sources(payload: String) async throws {
        try await TestServer.perform { server in
            let place = try await place(server)
            let decoded = payload.removingPercentEncoding ?? payload
            for source in [
                payload, decoded, "file:\(decoded)", "file:///\(decoded)", "mlflow-artifacts:/\(decoded)",
                "mlflow-artifacts:/0/\(place.run)/artifacts/\(decoded)", "runs:/\(place.run)/\(decoded)",
                "models:/\(decoded)", "models:/churn/\(decoded)",
            ] {
                let body = try JSONSerialization.data(withJSONObject: [
                    "name": "churn", "source": source, "run_id": place.run,
                ])
                let answer = try await server.call(
                    "POST", "model-versions/create", String(decoding: body, as: UTF8.self))
                guard answer.status == 200 else {
                    #expect((400..<500).contains(answer.status), "\(source)")
                    continue
                }
                // What was taken is a place below the run's root, by a name that is only a name.
                let uri = try #require(
                    try await server.call(
                        "GET",
                        "model-versions/get-download-uri?name=churn&version=\(answer.text("model_version.version") ?? "")"
                    ).text("artifact_uri"))
                #expect(uri.hasPrefix("mlflow-artifacts:/0/\(place.run)/artifacts"), "\(source)")
                #expect(ArtifactRoot(uri: uri) != nil || uri.contains("%"), "\(source)")
            }
        }
    }

    @Test("S-04: who may not write deletes nothing")
    func deletion() async throws {
        try await TestServer.perform { server in
            let place = try await place(server)
            let file = "\(place.root)/model/file"
            for token in [nil, TestServer.prodRun, TestServer.stagingRun, "wrong"] {
                #expect((400..<500).contains(try await server.send("DELETE", file, token: token).status))
                #expect(
                    (400..<500).contains(try await server.send("PUT", file, body: Data("x".utf8), token: token).status))
            }
            #expect((400..<500).contains(try await server.send("DELETE", place.root).status))
            #expect((400..<500).contains(try await server.send("DELETE", "\(place.root)/").status))
            #expect(try await server.send("GET", file).body == Data("file".utf8))
        }
    }
}
