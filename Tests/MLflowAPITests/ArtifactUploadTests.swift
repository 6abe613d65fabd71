import Artifacts
import Catalog
import Foundation
import MLflowAPI
import Promotion
import Testing

@Suite("Uploads of artifacts")
struct ArtifactUploadTests {
    private static let base = "/api/2.0/mlflow-artifacts/artifacts"
    private static let bytes = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })

    private func root(_ server: TestServer, workspace: String? = nil) async throws -> String {
        let run = try await server.call("POST", "runs/create", "{}", workspace: workspace)
        return "\(Self.base)/0/\(try #require(run.text("run.info.run_id")))/artifacts"
    }

    /// The files of the store's folder, without the folders.
    private func stored(_ server: TestServer, _ folder: String) -> [String] {
        let root = server.folder.appending(path: "artifacts/\(folder)").path
        return (FileManager.default.subpaths(atPath: root) ?? []).filter { name in
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: "\(root)/\(name)", isDirectory: &isFolder)
            return !isFolder.boolValue
        }
    }

    private func waitUntilNothingIsUnderWay(_ server: TestServer) async throws {
        while !stored(server, "incoming").isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    }

    private static func base64(_ digest: Digest) -> String {
        let digits = digest.rawValue.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        return Data(stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) })
            .base64EncodedString()
    }

    private func names(_ server: TestServer) async throws -> Int {
        try await server.catalog.read { try $0.value("SELECT COUNT(*) FROM artifact_files") ?? -1 }
    }

    @Test(
        "R-43: an upload that is cut leaves nothing, however much of it came",
        arguments: [0, 1, 150_000, 299_999], [true, false])
    func cut(count: Int, isChunked: Bool) async throws {
        try await TestServer.perform { server in
            let path = try await root(server) + "/model.bin"
            let part = Self.bytes.prefix(count)
            var pieces = [Data]()
            if isChunked {
                pieces = [Data(RawExchange.head("PUT \(path)", headers: ["Transfer-Encoding: chunked"]).utf8)]
                if count > 0 {
                    pieces.append(Data("\(String(count, radix: 16))\r\n".utf8) + part + Data("\r\n".utf8))
                }
            } else {
                let length = "Content-Length: \(Self.bytes.count)"
                pieces = [Data(RawExchange.head("PUT \(path)", headers: [length]).utf8), Data(part)]
            }
            _ = try await RawExchange.send(server.url, pieces, cut: true)
            // A request after it on the same thread would not prove that the server has seen the end of the first one.
            try await waitUntilNothingIsUnderWay(server)
            #expect(try await server.send("GET", path).status == 404)
            #expect(try await names(server) == 0)
            #expect(stored(server, "sha256").isEmpty)

            #expect(try await server.send("PUT", path, body: Self.bytes).status == 200)
            #expect(try await server.send("GET", path).body == Self.bytes)
        }
    }

    @Test("R-43: a digest that does not fit is refused, and one that fits is taken")
    func digests() async throws {
        try await TestServer.perform { server in
            let path = try await root(server) + "/model.bin"
            let text = String(repeating: "0123456789", count: 20_000)
            let bytes = Data(text.utf8)
            let (right, wrong) = (Self.base64(Digest(ofText: text)), Self.base64(Digest(ofText: "else")))
            let refused: [[String: String]] = [
                ["Content-Digest": "sha-256=:\(wrong):"], ["Repr-Digest": "sha-256=:\(wrong):"],
                ["Digest": "sha-256=\(wrong)"], ["Content-Digest": "sha-256=\(right)"],
                ["Content-Digest": "sha-256=:AAAA:"], ["Content-Digest": "sha-256=:***:"],
                ["Content-Digest": "sha-256=:"],
                ["Content-Digest": "sha-256=:\(right):", "Repr-Digest": "sha-256=:\(wrong):"],
                ["Content-Range": "bytes 0-9/300000"],
            ]
            for headers in refused {
                let answer = try await server.send("PUT", path, body: bytes, headers: headers)
                #expect(answer.status == 400, "\(headers)")
                #expect(try await server.send("GET", path).status == 404)
            }
            try await waitUntilNothingIsUnderWay(server)
            #expect(stored(server, "sha256").isEmpty)

            let taken: [[String: String]] = [
                ["Content-Digest": "sha-512=:AAAA:, sha-256=:\(right):"], ["Repr-Digest": "SHA-256=:\(right):"],
                ["Digest": "SHA-256=\(right)"], ["Content-Digest": "unixsum=:AAA=:"],
            ]
            for headers in taken {
                #expect(try await server.send("PUT", path, body: bytes, headers: headers).status == 200)
            }
            let found = try await server.send("GET", path)
            #expect(found.body == bytes)
            #expect(found.headers["repr-digest"] == "sha-256=:\(right):")
        }
    }

    @Test(
        "R-43: many clients write the same file and others at once: each name has one whole content, equal bytes are kept once"
    )
    func manyAtOnce() async throws {
        try await TestServer.perform { server in
            let roots = [
                try await root(server), try await root(server, workspace: "shop-staging"),
                try await root(server, workspace: "shop-prod"),
            ]
            let workspaces: [String?] = [nil, "shop-staging", "shop-prod"]
            try await withThrowingTaskGroup(of: Int.self) { group in
                for turn in 0..<30 {
                    group.addTask {
                        let content = turn % 2 == 0 ? Self.bytes : Self.bytes + Data([UInt8(turn % 3)])
                        let answer = try await server.send(
                            "PUT", "\(roots[turn % 3])/model.bin", body: content, workspace: workspaces[turn % 3])
                        return answer.status
                    }
                }
                for try await status in group { #expect(status == 200) }
            }
            for (root, workspace) in zip(roots, workspaces) {
                let found = try await server.send("GET", "\(root)/model.bin", workspace: workspace).body
                #expect(found.prefix(Self.bytes.count) == Self.bytes && found.count - Self.bytes.count <= 1)
            }
            #expect(try await names(server) == 3)
            #expect(stored(server, "sha256").count <= 4)
            #expect(stored(server, "incoming").isEmpty)
        }
    }

    @Test func whatIsTooLargeIsRefusedAndNotKept() async throws {
        try await TestServer.perform(limits: .init(maximumArtifactSize: 100_000)) { server in
            let path = try await root(server) + "/model.bin"
            let answer = try await server.send("PUT", path, body: Self.bytes)
            #expect(answer.status == 400)
            try await waitUntilNothingIsUnderWay(server)
            #expect(stored(server, "sha256").isEmpty)
        }
    }

    @Test("S-29: a pickle that would run commands is bytes like any other")
    func pickle() async throws {
        try await TestServer.perform { server in
            let canary = server.folder.appending(path: "canary").path
            // What `pickle.loads` would run is: posix.system("touch …").
            let bomb = Data("cposix\nsystem\n(S'touch \(canary)'\ntR.".utf8)
            let path = try await root(server) + "/model/model.pkl"
            #expect(try await server.send("PUT", path, body: bomb).status == 200)
            let found = try await server.send("GET", path)
            #expect(found.body == bomb)
            #expect(found.headers["content-type"] == "application/octet-stream")
            _ = try await server.call("POST", "registered-models/create", #"{"name": "bomb"}"#)
            let run = path.split(separator: "/")[5]
            let version = try await server.call(
                "POST", "model-versions/create",
                #"{"name": "bomb", "source": "runs:/\#(run)/model", "run_id": "\#(run)"}"#)
            #expect(version.status == 200)
            #expect(!FileManager.default.fileExists(atPath: canary))
            // Nothing was started: the test's own process, in which the server runs, has no children but those it had.
            let children = try String(contentsOfFile: "/proc/self/task/\(getpid())/children", encoding: .utf8)
            for child in children.split(separator: " ") {
                let name = (try? String(contentsOfFile: "/proc/\(child)/comm", encoding: .utf8)) ?? ""
                #expect(!name.contains("python"))
            }
        }
    }
}
