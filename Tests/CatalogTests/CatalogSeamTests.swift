import Foundation
import Promotion
import Testing

@testable import Catalog

@Suite("The seam to the database")
struct CatalogSeamTests {
    @Test func whatIsInterpolatedIsBoundAndNeverBecomesSQL() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let hostile = "x'); DROP TABLE notes; --"
        try await catalog.write { transaction in
            try transaction.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT, size REAL, raw BLOB)")
            try transaction.execute(
                "INSERT INTO notes (text, size, raw) VALUES (\(hostile), \(Double.infinity), \([0, 255] as [UInt8]))")
        }
        let row = try #require(
            try await catalog.read { try $0.row("SELECT * FROM notes WHERE text IN \(list: ["a", hostile])") })
        let text: String = try row["text"]
        let size: Double = try row["size"]
        let raw: [UInt8] = try row["raw"]
        #expect(text == hostile)
        #expect(size == .infinity)
        #expect(raw == [0, 255])
    }

    @Test func damagedValuesAreErrorsThatNameTableAndColumn() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let row = try #require(
            try await catalog.write { transaction in
                try transaction.execute("CREATE TABLE names (name TEXT)")
                try transaction.execute("INSERT INTO names VALUES (\("Not A Name"))")
                return try transaction.row("SELECT name FROM names")
            })
        let error = #expect(throws: CatalogError.self) { let _: ProjectName = try row["name"] }
        #expect(error?.code == .damaged)
        #expect(error?.description == "reading 'names': column 'name' holds text that is no ProjectName")
        #expect(throws: CatalogError.self) { let _: Int = try row["name"] }
        #expect(throws: CatalogError.self) { let _: String = try row["other"] }
        #expect(throws: CatalogError.self) { let _: String = try row[7] }
    }

    @Test func aTransactionIsStoredAsAWholeOrNotAtAll() async throws {
        struct Stop: Error {}
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        try await catalog.write { try $0.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY)") }
        await #expect(throws: Stop.self) {
            try await catalog.write { transaction in
                try transaction.execute("INSERT INTO notes VALUES (1)")
                throw Stop()
            }
        }
        let count: Int? = try await catalog.read { try $0.value("SELECT COUNT(*) FROM notes") }
        #expect(count == 0)
    }

    @Test func constraintsAreToldApart() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        try await catalog.write { transaction in
            try transaction.execute("CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER CHECK (n > 0))")
            try transaction.execute("CREATE TABLE b (a INTEGER REFERENCES a (id))")
            try transaction.execute("INSERT INTO a VALUES (1, 1)")
        }
        func code(_ sql: SQL) async -> CatalogError.Code? {
            do {
                try await catalog.write { _ = try $0.execute(sql) }
                return nil
            } catch {
                return (error as? CatalogError)?.code
            }
        }
        #expect(await code("INSERT INTO a VALUES (1, 1)") == .duplicate)
        #expect(await code("INSERT INTO a VALUES (2, 0)") == .constraint)
        #expect(await code("INSERT INTO b VALUES (9)") == .brokenReference)
    }

    @Test func aReadTransactionCannotWrite() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let error = await #expect(throws: CatalogError.self) {
            try await catalog.read { _ = try $0.execute("DELETE FROM experiments") }
        }
        #expect(error?.code == .readOnly)
    }

    @Test func theWriterIsDurableAndReadersNeverCheckpoint() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        // PRAGMA is SQLite's own; a test of the connection may ask it.
        let writer: [Int?] = try await catalog.write { transaction in
            [
                try transaction.value("PRAGMA synchronous"), try transaction.value("PRAGMA foreign_keys"),
                try transaction.value("PRAGMA wal_autocheckpoint"),
            ]
        }
        #expect(writer == [2, 1, 4000])
        let journal: String? = try await catalog.write { try $0.value("PRAGMA journal_mode") }
        #expect(journal == "wal")
        let reader: Int? = try await catalog.read { try $0.value("PRAGMA wal_autocheckpoint") }
        #expect(reader == 0)
    }

    @Test func aSecondOpenFindsEverythingAndAppliesNothingTwice() async throws {
        let file = try TemporaryCatalog()
        let first = try await file.open()
        let before: Int? = try await first.read { try $0.value("SELECT COUNT(*) FROM schema_migrations") }
        try first.close()
        let second = try await file.open()
        let after: Int? = try await second.read { try $0.value("SELECT COUNT(*) FROM schema_migrations") }
        #expect(before == after)
    }

    @Test func aCatalogOfANewerProgramIsRefused() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        try await catalog.write { transaction in
            _ = try transaction.execute("INSERT INTO schema_migrations VALUES (9999, 'M9999FromTheFuture', 0)")
        }
        try catalog.close()
        let error = await #expect(throws: CatalogError.self) { try await file.open() }
        #expect(error?.code == .newerSchema)
        #expect(error?.message.contains("'M9999FromTheFuture'") == true)
    }

    @Test func aFileThatIsNoCatalogIsRefused() async throws {
        let file = try TemporaryCatalog()
        try String(repeating: "no database ", count: 500).write(toFile: file.path, atomically: true, encoding: .utf8)
        let error = await #expect(throws: CatalogError.self) { try await file.open() }
        #expect(error?.code == .damaged)
    }
}
