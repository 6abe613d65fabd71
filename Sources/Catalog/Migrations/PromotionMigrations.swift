/// The migrations of the promotion half, numbers from 50.
enum PromotionMigrations {
    static let all: [any Migration.Type] = []
}
