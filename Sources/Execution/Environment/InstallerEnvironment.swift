/// The environment of an installer: where packages come from and whom to trust, taken by name from this process's own.
struct InstallerEnvironment: Sendable {
    private static let prefixes = ["PIP_", "UV_"]
    private static let names: Set<String> = [
        "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
    ]

    let variables: [String: String]

    /// - Parameters:
    ///   - inherited: the variables to choose from.
    ///   - home: the installer's home.
    ///   - cache: where downloads are kept, unless the inherited variables name a place.
    init(choosingFrom inherited: [String: String], home: String, cache: String) {
        var chosen = inherited.filter { name, _ in
            Self.names.contains(name.uppercased()) || Self.prefixes.contains { name.hasPrefix($0) }
        }
        // Options that would lead the installer away from the folder it is to fill.
        for name in ["PIP_TARGET", "PIP_PREFIX", "PIP_USER", "UV_PROJECT_ENVIRONMENT", "UV_SYSTEM_PYTHON"] {
            chosen[name] = nil
        }
        let fixed = [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": home, "LANG": "C.UTF-8",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_NO_INPUT": "1", "UV_NO_PROGRESS": "1", "UV_LINK_MODE": "copy",
        ]
        let defaults = ["UV_CACHE_DIR": cache + "/uv", "PIP_CACHE_DIR": cache + "/pip"]
        variables = defaults.merging(chosen) { $1 }.merging(fixed) { $1 }
    }

    /// Folders that the installer must be able to read or fill, as the variables name them.
    var caches: [String] { ["UV_CACHE_DIR", "PIP_CACHE_DIR"].compactMap { variables[$0] } }

    /// Folders and files that the variables point to.
    var sources: [String] {
        let names = [
            "PIP_FIND_LINKS", "UV_FIND_LINKS", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "PIP_CERT",
            "PIP_CONFIG_FILE",
        ]
        let lists = names.compactMap { variables[$0] }
        let paths = lists.flatMap { list in list.split { $0 == " " || $0 == "," }.map(String.init) }
        return paths.filter { $0.hasPrefix("/") }
    }
}
