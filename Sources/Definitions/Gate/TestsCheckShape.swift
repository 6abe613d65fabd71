import Promotion

/// Tests that must have run and passed.
enum TestsCheckShape {
    static var shape: Shape<GateCheck> {
        let kind = Shape<String>.text("a kind of tests", longest: 63, pattern: NamePattern.identifier)
        return Shape<GateCheck>.record(
            "a tests check",
            Field(
                "tests", "Kinds of tests: names of test steps, with or without '-tests' at their end.",
                .list(of: kind, "kinds of tests", atLeast: 1, atMost: 50).distinct { $0 }),
            Field(
                "least", "How many must have passed, of these kinds together. Default: 1.", .integer(1...1_000_000),
                or: 1),
            Field(
                "skips", "Which skipped tests are borne: explained ones, none, or any. Default: explained.",
                .choice("a rule for skipped tests", placeholder: .explained), or: .explained),
            CommonFields.severity, CommonFields.name
        ) { kinds, least, skips, severity, name in
            GateCheck(.tests(TestsCheck(kinds: kinds, least: least, skips: skips)), severity: severity, name: name)
        }
    }
}
