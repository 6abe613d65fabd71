import Foundation

/// The user's browser: what `BROWSER` names, otherwise the desktop's.
struct Browser {
    private let program: String

    /// Nil where there is no desktop and nobody has named one.
    init?(environment: [String: String]) {
        if let named = environment["BROWSER"], !named.isEmpty {
            program = named
        } else if ["DISPLAY", "WAYLAND_DISPLAY"].contains(where: { environment[$0]?.isEmpty == false }) {
            program = "xdg-open"
        } else {
            return nil
        }
    }

    /// Starts it and does not wait for it; false if it cannot be started.
    func open(_ page: String) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program.contains("/") ? program : "/usr/bin/env")
        process.arguments = (program.contains("/") ? [] : ["--", program]) + [page]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return false }
        return true
    }
}
