import Glibc

/// Who descends from whom, and how much memory they hold, as `/proc` has it at this moment.
package enum ProcessTree {
    /// All descendants of a process, parents before children. A process may end, or be born, while this looks: callers who must
    /// reach all of them ask again until nothing is left.
    package static func descendants(of root: Int32) -> [Int32] {
        guard SmallFile.exists("/proc/\(getpid())/task/\(getpid())/children") else { return scan(from: root) }
        var found: [Int32] = []
        var seen: Set<Int32> = [root]
        var pending = [root]
        while let next = pending.popLast() {
            for child in children(of: next) where seen.insert(child).inserted {
                found.append(child)
                pending.append(child)
            }
        }
        return found
    }

    private static func children(of pid: Int32) -> [Int32] {
        numbers(in: "/proc/\(pid)/task").flatMap { thread -> [Int32] in
            guard let bytes = try? SmallFile.read("/proc/\(pid)/task/\(thread)/children") else { return [] }
            return bytes.split(separator: UInt8(ascii: " ")).compactMap { Int32(String(decoding: $0, as: UTF8.self)) }
        }
    }

    /// The same from all processes of the machine, for kernels without the list of children.
    private static func scan(from root: Int32) -> [Int32] {
        var children: [Int32: [Int32]] = [:]
        for pid in all() {
            if let status = try? ProcessStatus(of: pid) { children[status.parent, default: []].append(pid) }
        }
        var found: [Int32] = []
        var pending = [root]
        while let next = pending.popLast() {
            let own = children.removeValue(forKey: next) ?? []
            found += own
            pending += own
        }
        return found
    }

    /// Every process that this one may see.
    package static func all() -> [Int32] { numbers(in: "/proc") }

    private static func numbers(in folder: String) -> [Int32] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var found: [Int32] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let number = Int32(name) { found.append(number) }
        }
        return found
    }

    /// Bytes resident in the processes. Pages that several share are counted for each, unless the sum is above `limit`: then it
    /// is measured again, exactly and more slowly.
    package static func residentBytes(of pids: [Int32], limit: Int64) -> Int64 {
        let quick = pids.reduce(Int64(0)) { $0 + residentPages(of: $1) * Int64(sysconf(Int32(_SC_PAGESIZE))) }
        return quick <= limit ? quick : pids.reduce(Int64(0)) { $0 + proportionalBytes(of: $1) }
    }

    private static func residentPages(of pid: Int32) -> Int64 {
        guard let bytes = try? SmallFile.read("/proc/\(pid)/statm") else { return 0 }
        let fields = bytes.split(separator: UInt8(ascii: " "), maxSplits: 2)
        return fields.count > 1 ? Int64(String(decoding: fields[1], as: UTF8.self)) ?? 0 : 0
    }

    /// `Pss`: a page that n processes share counts 1/n for each.
    private static func proportionalBytes(of pid: Int32) -> Int64 {
        guard let text = try? SmallFile.text("/proc/\(pid)/smaps_rollup") else {
            return residentPages(of: pid) * Int64(sysconf(Int32(_SC_PAGESIZE)))
        }
        for line in text.split(separator: "\n") where line.hasPrefix("Pss:") {
            let fields = line.split(separator: " ")
            return fields.count > 1 ? (Int64(fields[1]) ?? 0) * 1024 : 0
        }
        return 0
    }
}
