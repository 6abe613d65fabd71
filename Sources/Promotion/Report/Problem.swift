/// Why a request was not answered: the body of an error (RFC 9457, `application/problem+json`).
package struct Problem: Hashable, Codable, Sendable {
    /// Identifies the kind of problem; `about:blank` where `code` says it all.
    package var type: String
    /// What the status means, for people.
    package var title: String
    /// The HTTP status.
    package var status: Int
    /// What failed, on which object, and what to check next.
    package var detail: String
    /// What programs branch on.
    package var code: ProblemCode
    /// Also in the header `x-request-id` and in the server's log.
    package var requestId: String

    package init(
        type: String = "about:blank", title: String, status: Int, detail: String, code: ProblemCode, requestId: String
    ) {
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.code = code
        self.requestId = requestId
    }
}

/// The kinds of problem that a server tells apart.
package enum ProblemCode: String, Codable, Sendable, CaseIterable {
    /// The request itself is wrong.
    case invalid
    /// No token, or one that the server does not know.
    case unauthenticated
    /// The token does not allow it, or the request came from a place that may not ask.
    case forbidden
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case tooLarge = "too-large"
    /// It does not fit what is there, such as a name that is taken.
    case conflict
    /// A gate, an approval or a hold says no.
    case refused
    /// Try again later.
    case unavailable
    /// A mistake in Sluice.
    case broken
}
