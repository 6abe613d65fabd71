internal import struct Crypto.SHA256
package import Promotion

extension CatalogTransaction {
    /// Appends an entry. Called in the transaction of what it records, so that neither is there without the other.
    package func record(
        _ action: LedgerEntry.Action, by actor: String, at time: Timestamp, project: ProjectName?, subject: String,
        details: [String: String] = [:]
    ) throws(CatalogError) {
        let last = try row("SELECT sequence, hash FROM ledger ORDER BY sequence DESC LIMIT 1")
        let previousSequence: Int64 = try last?[0] ?? 0
        let previousHash: String = try last?[1] ?? LedgerChain.origin
        let details = try StoredJSON.text(of: details, in: "details")
        let sequence = previousSequence + 1
        let hash = LedgerChain.hash(
            previous: previousHash,
            fields: [
                String(sequence), String(time.milliseconds), actor, action.rawValue, project?.rawValue ?? "", subject,
                details,
            ])
        try execute(
            """
            INSERT INTO ledger (sequence, recorded_at, actor, action, project, subject, details, previous_hash, hash)
            VALUES (\(sequence), \(time), \(actor), \(action), \(project), \(subject), \(details), \(previousHash), \(hash))
            """)
    }

    /// As with a text, for what somebody asked for: also keeps from where, how it is known who it was, and in which request.
    package func record(
        _ action: LedgerEntry.Action, by actor: Actor, at time: Timestamp, project: ProjectName?, subject: String,
        details: [String: String] = [:]
    ) throws(CatalogError) {
        try record(
            action, by: actor.recorded, for: actor, at: time, project: project, subject: subject, details: details)
    }

    /// As with a text, by the engine or, if there is an `asker`, for somebody who asked for it.
    func record(
        _ action: LedgerEntry.Action, by actor: String, for asker: Actor?, at time: Timestamp, project: ProjectName?,
        subject: String, details: [String: String] = [:]
    ) throws(CatalogError) {
        var details = details
        if let asker {
            details["evidence"] = asker.evidence.recorded
            details["address"] = asker.address
            details["request"] = asker.request
        }
        try record(action, by: actor, at: time, project: project, subject: subject, details: details)
    }

    /// Entries after `sequence` in their order, at most `limit`.
    package func ledger(after sequence: Int64 = 0, limit: Int = 1000) throws(CatalogError) -> [LedgerEntry] {
        var entries: [LedgerEntry] = []
        for row in try rows(
            """
            SELECT sequence, recorded_at, actor, action, project, subject, details, hash
            FROM ledger WHERE sequence > \(sequence) ORDER BY sequence LIMIT \(limit)
            """)
        {
            entries.append(
                LedgerEntry(
                    sequence: try row[0], time: try row[1], actor: try row[2], action: try row[3], project: try row[4],
                    subject: try row[5], details: try row[6], hash: try row[7]))
        }
        return entries
    }

    /// The sequence number of the first entry that does not follow from the one before, or nil if the chain is whole. A value that
    /// could not have been written breaks it too.
    package func firstBreakInLedger() throws(CatalogError) -> Int64? {
        var previous = LedgerChain.origin
        var expected: Int64 = 1
        while true {
            let page = try rows(
                """
                SELECT sequence, recorded_at, actor, action, project, subject, details, previous_hash, hash
                FROM ledger ORDER BY sequence LIMIT 1000 OFFSET \(expected - 1)
                """)
            guard !page.isEmpty else { return nil }
            for row in page {
                guard let hash = LedgerChain.hash(of: row, sequence: expected, previous: previous) else {
                    return (try? row[0]) ?? expected
                }
                previous = hash
                expected += 1
            }
        }
    }
}

/// How entries are chained: each hash covers the one before and every field with its length, so that nothing can be moved from
/// one field to the next.
enum LedgerChain {
    /// What the first entry has for the hash before it.
    static let origin = String(repeating: "0", count: 64)

    /// The hash of a row as it is stored; nil if it is not the one that belongs there.
    static func hash(of row: CatalogRow, sequence: Int64, previous: String) -> String? {
        guard let stored: Int64 = try? row[0], stored == sequence, let time: Int64 = try? row[1] else { return nil }
        var fields = [String(sequence), String(time)]
        for (column, mayBeMissing) in [(2, false), (3, false), (4, true), (5, false), (6, false)] {
            switch try? row[column] as CatalogValue {
            case .text(let text) where !(mayBeMissing && text.isEmpty): fields.append(text)
            // A missing project is hashed as an empty one; stored as such it would be no name.
            case .null where mayBeMissing: fields.append("")
            case .text, .null, .integer, .real, .blob, nil: return nil
            }
        }
        guard let chained: String = try? row[7], chained == previous, let hash: String = try? row[8] else { return nil }
        return Self.hash(previous: previous, fields: fields).rawValue == hash ? hash : nil
    }

    static func hash(previous: String, fields: [String]) -> Digest {
        var hasher = SHA256()
        hasher.update(data: Array(previous.utf8))
        for field in fields {
            hasher.update(data: Array("\(field.utf8.count):".utf8))
            hasher.update(data: Array(field.utf8))
        }
        return Digest(sha256: hasher.finalize())
    }
}

extension Digest {
    /// The digest that swift-crypto computed.
    init(sha256 digest: SHA256.Digest) {
        let digits = Array("0123456789abcdef".utf8)
        let text = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        self.init(checked: String(decoding: text, as: UTF8.self))
    }

    /// SHA-256 of the text's bytes.
    package init(ofText text: String) { self.init(sha256: SHA256.hash(data: Array(text.utf8))) }
}
