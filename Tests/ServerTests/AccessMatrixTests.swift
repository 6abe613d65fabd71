import Foundation
import HTTPTypes
import Promotion
import Server
import Testing

/// Every route that the router has, by everybody who might ask for it, where they may and where they may not.
struct AccessMatrixTests {
    /// Where a request is about.
    private enum Place: String, CaseIterable {
        case shop, vault, nowhere
    }

    /// Who asks.
    private struct Asker {
        let role: Role
        let isEverywhere: Bool
        let token: String

        /// What the policy should say, from the role alone: not by the code that is tested.
        func mayPass(_ entry: RouteTable.Entry, _ place: Place) -> Bool {
            switch entry.policy {
            case .open, .authenticated: true
            case .verb(let verb):
                role.allows(verb) && (isEverywhere || (names(entry, "{project}", "{run}") && place == .shop))
            case .somewhere(let verb):
                role.allows(verb) && (isEverywhere || !names(entry, "{project}", "{run}") || place == .shop)
            }
        }

        func mayView(_ entry: RouteTable.Entry, _ place: Place) -> Bool {
            !names(entry, "{project}", "{run}") || isEverywhere || place == .shop
        }

        private func names(_ entry: RouteTable.Entry, _ parts: String...) -> Bool {
            parts.contains { entry.path.contains($0) }
        }
    }

    /// The route's path in a place; what else it names is nowhere.
    private func path(of entry: RouteTable.Entry, in place: Place) -> String {
        entry.path.split(separator: "/").map { part in
            switch part {
            case "{project}": place.rawValue
            case "{environment}": "prod"
            case "{run}": "\(place.rawValue)-prod-1"
            case "{import}", "{grant}": "999999"
            case "{step}": "train"
            case _ where part.hasPrefix("{"): "none-such"
            default: String(part)
            }
        }.reduce("") { "\($0)/\($1)" }
    }

    private func problem(_ answer: RawConnection.Answer) -> Problem? {
        var problem = try? JSONDecoder().decode(Problem.self, from: Data(answer.body.utf8))
        problem?.requestId = ""
        return problem
    }

    @Test("S-07, S-08, S-09, S-39: every route, every role, own and foreign project")
    func roles() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            let connection = KeptConnection(port: server.port)
            let routes = server.server.routes().filter { $0.policy != .open }
            #expect(routes.count >= 40)
            let askers =
                people.inShop.map { Asker(role: $0, isEverywhere: false, token: $1) }
                + people.everywhere.map { Asker(role: $0, isEverywhere: true, token: $1) }
            for entry in routes {
                for asker in askers {
                    let headers = ["Authorization: Bearer \(asker.token)", "Content-Type: text/plain"]
                    func ask(_ place: Place) async throws -> RawConnection.Answer {
                        // Nothing takes such a body, so that what is let through changes nothing.
                        let body = entry.method == .get ? "" : "x"
                        return try #require(
                            await connection.request(
                                entry.method.rawValue, path(of: entry, in: place), headers: headers, body: body))
                    }
                    for place in Place.allCases {
                        let what = "\(entry.method) \(entry.path) at \(place) as \(asker.role) \(asker.isEverywhere)"
                        if asker.mayPass(entry, place) {
                            // A project that is removed would be missing from the rest of the matrix.
                            if entry.method == .delete, entry.path.hasSuffix("/{project}"), place != .nowhere {
                                continue
                            }
                            let answer = try await ask(place)
                            // What is asked of the proof besides the verb, such as a fresh login, is the handler's to say.
                            let isRefused = answer.status == 403 && answer.body.contains("\"this needs '")
                            #expect(![0, 401, 500].contains(answer.status) && !isRefused, "\(what): \(answer.body)")
                            continue
                        }
                        let answer = try await ask(place)
                        // What a verb is needed for must exist before anybody is told that they lack it.
                        let isNoRun = place == .nowhere && entry.path.contains("{run}")
                        let expected = asker.mayView(entry, place) && !isNoRun ? 403 : 404
                        #expect(answer.status == expected, "\(what): \(answer.body)")
                        guard place == .vault, answer.status == 404 else { continue }
                        let other = try await ask(.nowhere)
                        #expect(
                            problem(answer)?.detail.replacing("vault", with: "nowhere") == problem(other)?.detail,
                            "\(what) tells what exists")
                        #expect(answer.status == other.status && problem(answer)?.code == problem(other)?.code)
                    }
                }
            }
        }
    }

    @Test("S-07, S-41: no route answers without a valid token, in whatever spelling")
    func invalidTokens() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            let invalid = try await people.invalidTokens()
            let connection = KeptConnection(port: server.port)
            for entry in server.server.routes() where entry.policy != .open {
                let path = path(of: entry, in: .shop)
                let spellings: [(String, String)] = [
                    (entry.method.rawValue, path), (entry.method.rawValue, path + "/"),
                    (entry.method.rawValue, path.replacing("/", with: "//")), (entry.method.rawValue, "/." + path),
                    (entry.method.rawValue, path.uppercased()), ("HEAD", path), ("OPTIONS", path), ("TRACE", path),
                    (entry.method.rawValue, path.replacing("/api/v1", with: "/ajax-api/v1")),
                    (entry.method.rawValue, path.replacing("/api/v1", with: "/w/shop-prod/api/v1")),
                    (entry.method.rawValue, path.replacing("/v1/", with: "/%761/")),
                ]
                for (index, (method, spelling)) in spellings.enumerated() {
                    // The route itself by everything that is no token; its twins by none, and by one that was one.
                    for (what, header) in invalid where index < 3 || ["none", "revoked"].contains(what) {
                        let headers = header.map { ["Authorization: \($0)"] } ?? []
                        let status = await connection.request(method, spelling, headers: headers)?.status ?? 0
                        let isItself = index < 3
                        #expect(
                            isItself ? status == 401 : [400, 401, 404, 405].contains(status),
                            "\(method) \(spelling) with \(what): \(status)")
                    }
                }
            }
        }
    }

    @Test func anAnswerToHeadHasNoBodyAndTheConnectionGoesOn() async throws {
        try await TestServer.perform { server in
            let connection = KeptConnection(port: server.port)
            for path in ["/api/v1/projects", "/nowhere", "/api/2.0/mlflow/runs/get", "/get-artifact", "/health"] {
                let head = await connection.request("HEAD", path)
                #expect((400...405).contains(head?.status ?? 0), "\(path): \(head?.status ?? 0)")
                #expect(await connection.request("GET", "/health")?.status == 200, "after \(path)")
            }
        }
    }

    @Test("S-12: nothing changes by GET, and nothing by a body that a page could send")
    func simpleRequests() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            let connection = KeptConnection(port: server.port)
            let token = try #require(people.everywhere[.administrator])
            for entry in server.server.routes() where entry.method != .get && entry.policy != .open {
                // The path without its method is no route, or another that only looks.
                let get = await connection.request(
                    "GET", path(of: entry, in: .nowhere), headers: ["Authorization: Bearer \(token)"])
                #expect([200, 400, 404, 405].contains(get?.status ?? 0), "\(entry)")
                for origin in ["Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site"] {
                    let answer = await connection.request(
                        entry.method.rawValue, path(of: entry, in: .nowhere),
                        headers: ["Authorization: Bearer \(token)", origin, "Content-Type: application/json"],
                        body: "{}")
                    #expect(answer?.status == 403, "\(entry) with \(origin)")
                }
            }
        }
    }
}
