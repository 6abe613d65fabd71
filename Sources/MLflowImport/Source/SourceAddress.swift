import Foundation

/// Where a source is, and how it is asked in.
package struct SourceAddress: Sendable {
    /// Scheme, host, port and path, without credentials and without a slash at the end: what goes on record.
    package let uri: String
    let credentials: SourceCredentials?

    /// - Throws: `SourceError` with the code `address`.
    package init(_ text: String, credentials: SourceCredentials?) throws(SourceError) {
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        guard let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }),
            text.utf8.count <= 1024, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains("?"),
            !text.contains("#")
        else { throw Self.unusable }
        var rest = text.dropFirst(scheme.count)
        var given: SourceCredentials?
        let authorityEnd = rest.firstIndex(of: "/") ?? rest.endIndex
        if let at = rest[..<authorityEnd].lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let user = String(parts[0]).removingPercentEncoding,
                let password = String(parts[1]).removingPercentEncoding
            else { throw Self.unusable }
            given = .basic(user: user, password: password)
            rest = rest[rest.index(after: at)...]
        }
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        guard end > rest.startIndex else { throw Self.unusable }
        uri = scheme + rest[..<end].lowercased() + rest[end...]
        self.credentials = credentials ?? given
    }

    /// Says nothing of what was typed: a password may stand in it.
    private static let unusable = SourceError(
        .address, "the tracking URI is not an address such as http://mlflow.example.org:5000")
}

/// How a source knows who asks. Never logged, and sent to the source alone.
package enum SourceCredentials: Sendable {
    case basic(user: String, password: String)
    case bearer(String)

    /// From `MLFLOW_TRACKING_TOKEN`, or `MLFLOW_TRACKING_USERNAME` with `MLFLOW_TRACKING_PASSWORD`, as MLflow's own client has them.
    package init?(environment: [String: String]) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let user = value("MLFLOW_TRACKING_USERNAME"), let password = value("MLFLOW_TRACKING_PASSWORD") {
            self = .basic(user: user, password: password)
        } else if let token = value("MLFLOW_TRACKING_TOKEN") {
            self = .bearer(token)
        } else {
            return nil
        }
    }
}

/// Why a source cannot be read.
package struct SourceError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// The tracking URI is none.
        case address
        /// Nobody answers, or not to the end.
        case unreachable
        /// 401 or 403.
        case refused
        /// It answers, and not as an MLflow server does.
        case notMLflow
        /// 404 or 405: the operation or the object is not there.
        case missing
        /// It answered an error, or something that breaks the bounds.
        case unusable
    }

    package let code: Code
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
