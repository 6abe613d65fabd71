/// Names for runs that nobody named, as MLflow makes them: an adjective, an animal and a number.
enum RunName {
    private static let adjectives = [
        "able", "bold", "brisk", "calm", "clever", "eager", "fair", "gentle", "grand", "keen", "lively", "merry",
        "neat",
        "patient", "proud", "quick", "quiet", "sturdy", "swift", "wise",
    ]
    private static let animals = [
        "auk", "bear", "crane", "deer", "eel", "finch", "goat", "hare", "ibis", "jay", "kite", "lark", "mole", "newt",
        "otter", "perch", "quail", "raven", "seal", "trout",
    ]

    static func random() -> String {
        let adjective = adjectives.randomElement() ?? "plain"
        return "\(adjective)-\(animals.randomElement() ?? "cow")-\(Int.random(in: 0..<1000))"
    }
}
