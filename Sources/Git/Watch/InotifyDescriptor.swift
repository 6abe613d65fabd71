import Glibc

/// The kernel's file notification: one descriptor for every folder that is watched.
///
/// Its owner confines it to one queue; the only other place that holds it is the cancel handler of the dispatch source, which does
/// nothing but release it.
// Proof for `@unchecked Sendable`: all stored state is one immutable number, and the kernel serializes calls on a descriptor.
final class InotifyDescriptor: @unchecked Sendable {
    /// Something that happened in a watched folder.
    struct Event {
        /// The folder's watch; -1 when the kernel lost events.
        let watch: Int32
        let mask: UInt32
        /// What in the folder; empty for the folder itself.
        let name: String

        /// Whether the kernel dropped events: anything may have happened.
        var isOverflow: Bool { mask & UInt32(IN_Q_OVERFLOW) != 0 }
        /// Whether the watch no longer exists.
        var isGone: Bool { mask & UInt32(IN_IGNORED) != 0 }
        /// Whether the folder itself was deleted or renamed.
        var isOfFolderItself: Bool { mask & UInt32(IN_DELETE_SELF | IN_MOVE_SELF) != 0 }
        /// Whether `name` is a folder.
        var isFolder: Bool { mask & 0x4000_0000 != 0 }
    }

    let descriptor: Int32

    /// - Returns: nil if the system gives no more of them.
    init?() {
        descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// Watches a folder for what appears, disappears or is written in it; links are not followed.
    ///
    /// - Returns: the watch, the same one for the same folder, or nil with `errno` set.
    func watch(_ folder: String) -> Int32? {
        let events =
            IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_CLOSE_WRITE | IN_DELETE_SELF | IN_MOVE_SELF
        // IN_ONLYDIR and IN_DONT_FOLLOW: what stands in for a folder is not one.
        let watch = inotify_add_watch(descriptor, folder, UInt32(events) | 0x0100_0000 | 0x0200_0000)
        return watch >= 0 ? watch : nil
    }

    func remove(_ watch: Int32) { inotify_rm_watch(descriptor, watch) }

    /// All events that are waiting.
    func readEvents() -> [Event] {
        var events: [Event] = []
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 8) { buffer in
            while true {
                let count = read(descriptor, buffer.baseAddress, buffer.count)
                guard count > 0 else { return }
                var offset = 0
                while offset + MemoryLayout<inotify_event>.size <= count {
                    let header = buffer.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
                    let start = offset + MemoryLayout<inotify_event>.size
                    let name = buffer[start..<start + Int(header.len)].prefix { $0 != 0 }
                    events.append(
                        Event(watch: header.wd, mask: header.mask, name: String(decoding: name, as: UTF8.self)))
                    offset = start + Int(header.len)
                }
            }
        }
        return events
    }
}
