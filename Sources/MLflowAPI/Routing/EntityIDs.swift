/// Ids that nobody can foresee, unique on every server.
enum EntityIDs {
    /// 32 hexadecimal digits.
    static func run() -> String { hexadecimal() }

    /// `m-` and 32 hexadecimal digits.
    static func loggedModel() -> String { "m-" + hexadecimal() }

    private static func hexadecimal() -> String {
        var generator = SystemRandomNumberGenerator()
        return [generator.next(), generator.next()].map { number in
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
