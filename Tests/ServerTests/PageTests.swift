import Foundation
import Promotion
import Testing
import WebClient

/// Lists that are read page by page.
@Suite("Pages of lists")
struct PageTests {
    private func page<Item: Codable & Sendable>(
        _ server: TestServer, _ path: String, of type: Item.Type
    ) async throws -> ListReport<Item> {
        let answer = try await WebRequest("GET", server.url + "/api/v1" + path, json: nil, token: server.token).answer()
        return try JSONDecoder().decode(ListReport<Item>.self, from: answer.body)
    }

    /// The items of all pages, and how many pages there were.
    private func all<Item: Codable & Sendable>(
        _ server: TestServer, _ path: String, of type: Item.Type
    ) async throws -> (items: [Item], pages: Int) {
        var found = try await page(server, path, of: type)
        var items = found.items
        var pages = 1
        while let next = found.next {
            found = try await page(server, "\(path)&cursor=\(next)", of: type)
            items += found.items
            pages += 1
        }
        return (items, pages)
    }

    @Test func eachRunIsOnOnePage() async throws {
        try await TestServer.perform { server in
            // All of one instant, and with the same numbers in both environments.
            for environment in ["prod", "staging", "prod", "staging", "prod", "staging", "prod"] {
                _ = try await server.insertRun(in: environment)
            }
            let runs = try await all(server, "/runs?limit=3", of: RunReport.self)
            #expect(runs.pages == 3)
            #expect(Set(runs.items.map(\.id)).count == 7 && runs.items.count == 7)
            let whole = try await page(server, "/runs?limit=100", of: RunReport.self)
            #expect(whole.items.map(\.id) == runs.items.map(\.id))
            #expect(whole.next == nil)
        }
    }

    @Test func eachEntryOfTheLedgerIsOnOnePage() async throws {
        try await TestServer.perform { server in
            for _ in 0..<4 { _ = try await server.insertRun(in: "prod") }
            let entries = try await all(server, "/ledger?limit=2", of: LedgerReport.self)
            let whole = try await page(server, "/ledger?limit=1000", of: LedgerReport.self)
            #expect(entries.items.map(\.sequence) == whole.items.map(\.sequence))
            #expect(entries.pages > 1 && entries.items.count >= 4)
        }
    }

    @Test(arguments: ["/runs?cursor=no-such-run-7", "/runs?cursor=%00", "/ledger?cursor=x", "/audit?cursor=-1"])
    func whatIsNoCursorIsRefused(_ path: String) async throws {
        try await TestServer.perform { server in
            let request = WebRequest("GET", server.url + "/api/v1" + path, json: nil, token: server.token)
            let answer = try await request.answer()
            #expect(answer.status == 400)
            #expect(try JSONDecoder().decode(Problem.self, from: answer.body).code == .invalid)
        }
    }
}
