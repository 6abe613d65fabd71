/// What a dataset version contains beside its digest: rows, columns, files. The same version of the same data is kept once.
enum M0072CreateDatasetContents: Migration {
    static let number = 72
    static let statements: [SQL] = [
        """
        CREATE TABLE dataset_contents (
            digest TEXT NOT NULL PRIMARY KEY,
            contents TEXT NOT NULL
        )
        """
    ]
}
