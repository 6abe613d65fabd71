import Catalog
import Foundation
import Promotion
import Testing

@Suite("Listings of artifacts")
struct ArtifactListingTests {
    private static let base = "/api/2.0/mlflow-artifacts/artifacts"

    private func run(_ server: TestServer) async throws -> String {
        try #require(try await server.call("POST", "runs/create", "{}").text("run.info.run_id"))
    }

    /// Gives names to the same bytes, without sending them.
    private func name(_ paths: [String], _ owner: ArtifactOwner, _ server: TestServer) async throws {
        try await server.catalog.write { transaction in
            for path in paths {
                try transaction.recordArtifactFile(
                    ArtifactFile(path: path, digest: Digest(ofText: "x"), size: Int64(path.utf8.count)), of: owner,
                    in: .sandbox, now: Timestamp(milliseconds: 1))
            }
        }
    }

    private func files(_ answer: TestServer.Answer) -> [String] {
        (answer["files"] as? [[String: Any]] ?? []).map { file in
            "\(file["path"] ?? "")" + (file["is_dir"] as? Bool == true ? "/" : "")
        }
    }

    @Test func folderOf100000FilesIsListedWholeAndByPages() async throws {
        try await TestServer.perform { server in
            let run = try await run(server)
            let names = (0..<100_000).map { "many/" + String(1_000_000 + $0) + ".txt" }
            // Before, between and behind them stand folders with many files of their own.
            let others = (0..<5000).flatMap { ["many/1050000/\($0)", "many/0/\($0)", "many/9/\($0)/x"] }
            try await name(names + others, .run(id: run), server)
            let expected = ["many/0/"] + names + ["many/1050000/", "many/9/"]

            let whole = try await server.send("GET", "\(Self.base)?path=0/\(run)/artifacts/many")
            let all = TestServer.Answer(status: whole.status, json: try JSONSerialization.jsonObject(with: whole.body))
            #expect(all.status == 200)
            #expect(Set(files(all)) == Set(expected.map { String($0.dropFirst(5)) }))
            #expect(files(all).count == expected.count)

            var found: [String] = []
            var token = ""
            var pages = 0
            repeat {
                let query =
                    token.isEmpty ? "" : "&page_token=\(token.replacing("=", with: "%3D").replacing("+", with: "%2B"))"
                let page = try await server.call("GET", "artifacts/list?run_id=\(run)&path=many\(query)")
                #expect(page.status == 200)
                #expect(page.text("root_uri")?.hasSuffix("/\(run)/artifacts") == true)
                #expect(files(page).count <= 1000)
                found += files(page)
                token = page.text("next_page_token") ?? ""
                pages += 1
            } while !token.isEmpty
            #expect(found.count == expected.count)
            #expect(Set(found) == Set(expected))
            #expect(pages == 101)
        }
    }

    @Test func pagesOfAnyTreeGiveWhatAWalkGives() async throws {
        try await TestServer.perform { server in
            var generator = SeededGenerator(seed: 4711)
            let parts = ["a", "a-", "a.b", "a0", "b", "ä", "A", "a b", "zz", "%2f", "~"]
            for _ in 0..<12 {
                let run = try await run(server)
                var paths: Set<String> = []
                for _ in 0..<Int.random(in: 0...120, using: &generator) {
                    let depth = Int.random(in: 1...4, using: &generator)
                    let path = (0..<depth).map { _ in parts.randomElement(using: &generator) ?? "a" }
                    // As uploads have it: no file is a folder, too.
                    let folders = (1..<max(depth, 1)).map { path[..<$0].joined(separator: "/") }
                    let whole = path.joined(separator: "/")
                    guard !folders.contains(where: paths.contains),
                        !paths.contains(where: { $0.hasPrefix(whole + "/") })
                    else { continue }
                    paths.insert(whole)
                }
                try await name(paths.sorted(), .run(id: run), server)
                for folder in ["", "a", "a/b", "ä", "nothing"] {
                    let prefix = folder.isEmpty ? "" : folder + "/"
                    let expected = Set(
                        paths.filter { $0.hasPrefix(prefix) }.map { path in
                            let rest = path.dropFirst(prefix.count)
                            return rest.contains("/") ? "\(rest.prefix { $0 != "/" })/" : String(rest)
                        })
                    for limit in [1, 2, 3, 7, 1000] {
                        let found = try await pages(of: folder, run, limit, server)
                        #expect(found.count == expected.count)
                        #expect(Set(found) == expected)
                    }
                }
            }
        }
    }

    private func pages(of folder: String, _ run: String, _ limit: Int, _ server: TestServer) async throws -> [String] {
        var found: [String] = []
        var position: ArtifactFolderPage.Position?
        repeat {
            let after = position
            let page = try await server.catalog.read {
                try $0.artifactFolder(folder, of: .run(id: run), after: after, limit: limit)
            }
            #expect(page.entries.count <= limit)
            found += page.entries.map { $0.name + ($0.size == nil ? "/" : "") }
            position = page.next
        } while position != nil
        return found
    }

    @Test func loggedModelsAreListedTheSameWay() async throws {
        try await TestServer.perform { server in
            let model = try #require(
                try await server.call("POST", "logged-models", #"{"experiment_id": "0"}"#).text("model.info.model_id"))
            try await name(["MLmodel", "data/a", "data/b"], .model(id: model), server)
            let path = "logged-models/\(model)/artifacts/directories"
            #expect(files(try await server.call("GET", path)) == ["MLmodel", "data/"])
            let below = try await server.call("GET", "\(path)?artifact_directory_path=data")
            #expect(files(below) == ["data/a", "data/b"])
            for query in [
                "page_token=!", "page_token=YS9i", "page_token=/w==", "artifact_directory_path=../x",
                "artifact_directory_path=/etc",
            ] {
                #expect(try await server.call("GET", "\(path)?\(query)").status == 400, "\(query)")
            }
            #expect(try await server.call("GET", "logged-models/m-nobody/artifacts/directories").status == 404)
        }
    }
}

/// The same numbers at every run of a test.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
