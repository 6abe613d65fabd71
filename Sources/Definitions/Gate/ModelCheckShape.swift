import Promotion

/// What the candidate's files and description must be like.
enum ModelCheckShape {
    private static let keys = ["signature", "tags", "description", "max_size", "flavors"]

    static var shape: Shape<GateCheck> {
        Shape<GateCheck>.record(
            "a model check", Field("model", "What is asked of the model.", conditions), CommonFields.severity,
            CommonFields.name
        ) { GateCheck(.model($0), severity: $1, name: $2) }
    }

    private static var conditions: Shape<ModelCheck> {
        Shape<ModelCheck>.record(
            "conditions on a model",
            Field(
                "signature", "present, compatible with the champion's, or equal to it.",
                Shape<SignatureRule>.choice("a rule for signatures", placeholder: .present).optional, or: nil),
            Field(
                "tags", "Tags that the version or its model must have.",
                .list(of: .text("a tag's key", longest: 250), "tags", atMost: 50).distinct { $0 }, or: []),
            Field("description", "Whether there must be one. Default: false.", .bool(), or: false),
            Field(
                "max_size", "Of all files together, such as 500MB.",
                Shape<Int64>.fileSize(1...(1 << 50)).optional, or: nil),
            Field(
                "flavors", "The flavors that it may have, such as sklearn. Default: any.",
                .list(of: .text("a flavor", longest: 100), "flavors", atMost: 50).distinct { $0 }, or: [])
        ) { ModelCheck(signature: $0, tags: $1, description: $2, maxBytes: $3, flavors: $4) }
        .checked { _, node, path, reading in reading.requireOne(of: keys, in: node, path) }
    }
}
