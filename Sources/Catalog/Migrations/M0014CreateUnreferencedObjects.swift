/// Stored objects that nothing referred to when the collector last looked, and since when. An object is removed only if it was seen
/// so at two looks.
enum M0014CreateUnreferencedObjects: Migration {
    static let number = 14
    static let statements: [SQL] = [
        """
        CREATE TABLE unreferenced_objects (
            digest TEXT NOT NULL PRIMARY KEY,
            seen_at BIGINT NOT NULL
        )
        """
    ]
}
