extension LoginCallback {
    /// Reads what somebody copied from the browser's address line: the whole address at which it ended, or its part behind `?`. Nil
    /// unless it is for the login with this `state` and `redirect`. A code alone says neither, and does not count.
    package init?(pasted text: String, state: String, redirect: String) {
        var text = Substring(text)
        while let first = text.first, first.isWhitespace || "\"'<".contains(first) { text.removeFirst() }
        while let last = text.last, last.isWhitespace || "\"'>".contains(last) { text.removeLast() }
        if let end = text.firstIndex(of: "#") { text = text[..<end] }
        let fields: Substring
        if text.hasPrefix(redirect + "?") {
            fields = text.dropFirst(redirect.count + 1)
        } else if text.hasPrefix("?") || (text.contains("=") && !text.contains("://")) {
            fields = text.drop { $0 == "?" }
        } else {
            return nil
        }
        self.init(target: "/callback?" + fields, state: state)
    }
}
