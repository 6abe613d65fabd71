internal import Glibc
internal import Promotion

/// The names in a `_delta_log` folder that say which versions there are.
struct DeltaLogListing {
    /// Ascending.
    private(set) var commits: [Int64] = []
    private(set) var newestCheckpoint: Int64?

    /// `20` digits and `.json`.
    static func commitName(_ version: Int64) -> String {
        let digits = String(version)
        return String(repeating: "0", count: max(0, 20 - digits.utf8.count)) + digits + ".json"
    }

    init(folder: String) throws(DatasetError) {
        guard let stream = opendir(folder) else {
            throw DatasetError(errnoWhile: "reading a Delta log", on: folder.quotedPath)
        }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                take(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
            }
        }
        commits.sort()
    }

    /// Other names, such as `.crc`, `.compacted.json`, `_last_checkpoint` and temporary files, say nothing that commits do not.
    private mutating func take(_ name: String) {
        let (digits, rest) = (name.utf8.prefix(20), name.utf8.dropFirst(20))
        guard digits.count == 20, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let version = Int64(String(decoding: digits, as: UTF8.self))
        else { return }
        if rest.elementsEqual(".json".utf8) {
            commits.append(version)
        } else if rest.starts(with: ".checkpoint.".utf8) {
            newestCheckpoint = max(newestCheckpoint ?? version, version)
        }
    }

    /// The first version that is not there although a later one is, looking no further than `last`.
    func firstGap(upTo last: Int64) -> Int64? {
        guard var expected = commits.first else { return nil }
        for version in commits where version <= last {
            if version != expected { return expected }
            // The largest version has no successor, and none is looked for.
            expected &+= 1
        }
        return nil
    }
}
