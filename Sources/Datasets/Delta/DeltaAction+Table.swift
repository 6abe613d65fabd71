extension DeltaAction {
    static func readMetadata(_ cursor: inout JSONCursor) throws(JSONProblem) -> DeltaMetadata {
        var schema: String?
        var usesCommitTimestamps = false
        try cursor.readObject { cursor, key throws(JSONProblem) in
            if try cursor.takeNull() { return }
            switch key {
            case "schemaString": schema = try cursor.readString()
            case "configuration":
                try cursor.readObject { cursor, property throws(JSONProblem) in
                    if property == "delta.enableInCommitTimestamps", cursor.peek() == UInt8(ascii: "\"") {
                        usesCommitTimestamps = try cursor.readString() == "true"
                    } else {
                        try cursor.skipValue()
                    }
                }
            default: try cursor.skipValue()
            }
        }
        guard let schema else { throw cursor.problem("a 'metaData' without 'schemaString'") }
        return DeltaMetadata(schema: schema, usesCommitTimestamps: usesCommitTimestamps)
    }

    static func readProtocol(_ cursor: inout JSONCursor) throws(JSONProblem) -> DeltaProtocol {
        var minimum: Int64?
        var features: [String] = []
        try cursor.readObject { cursor, key throws(JSONProblem) in
            if try cursor.takeNull() { return }
            switch key {
            case "minReaderVersion": minimum = try cursor.readInteger()
            case "readerFeatures":
                try cursor.readArray { cursor throws(JSONProblem) in features.append(try cursor.readString()) }
            default: try cursor.skipValue()
            }
        }
        guard let minimum else { throw cursor.problem("a 'protocol' without 'minReaderVersion'") }
        return DeltaProtocol(minimumReaderVersion: minimum, readerFeatures: features)
    }

    static func readCommitInfo(_ cursor: inout JSONCursor) throws(JSONProblem) -> DeltaCommitInfo {
        var info = DeltaCommitInfo()
        try cursor.readObject { cursor, key throws(JSONProblem) in
            switch key {
            // Commit information is free-form; only a number can be a time.
            case "timestamp" where cursor.isAtDigit(): info.timestamp = try cursor.readInteger()
            case "inCommitTimestamp" where cursor.isAtDigit(): info.inCommitTimestamp = try cursor.readInteger()
            default: try cursor.skipValue()
            }
        }
        return info
    }
}

extension JSONCursor {
    /// A whole number that counts something.
    mutating func readCount() throws(JSONProblem) -> Int64 {
        let count = try readInteger()
        guard count >= 0 else { throw problem("a negative count") }
        return count
    }
}
