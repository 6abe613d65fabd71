import Promotion

/// Checks that are put together.
enum CompositionShape {
    static var all: Shape<GateCheck> {
        Shape<GateCheck>.record(
            "an 'all' check", Field("all", "Checks that must all pass.", parts), CommonFields.severity,
            CommonFields.name
        ) { GateCheck(.all($0), severity: $1, name: $2) }
        .checked(check)
    }

    static var any: Shape<GateCheck> {
        Shape<GateCheck>.record(
            "an 'any' check", Field("any", "Checks of which one must pass.", parts), CommonFields.severity,
            CommonFields.name
        ) { GateCheck(.any($0), severity: $1, name: $2) }
        .checked(check)
    }

    static var not: Shape<GateCheck> {
        Shape<GateCheck>.record(
            "a 'not' check", Field("not", "A check that must fail; what is not known stays so.", GateCheckShape.shape),
            CommonFields.severity, CommonFields.name
        ) { GateCheck(.not($0), severity: $1, name: $2) }
        .checked(check)
    }

    private static var parts: Shape<[GateCheck]> {
        .list(of: GateCheckShape.shape, "checks", atLeast: 1, atMost: GateCheckShape.mostChecks)
    }

    /// A part that stops nothing would only blur what the composition says.
    private static func check(_ check: GateCheck, _ node: YAMLNode, _ path: FieldPath, _ reading: Reading) {
        let key = check.condition.kind.rawValue
        for (index, part) in check.condition.parts.enumerated() where part.severity != .required {
            let place = check.condition.kind == .not ? path[key] : path[key][index]
            reading.report(
                at: reading.map.position(of: place["severity"].text) ?? node.position, path: place["severity"],
                "severity belongs to the outermost check, not to its parts")
        }
    }
}
