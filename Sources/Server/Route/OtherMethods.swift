import HTTPTypes
import Hummingbird
import Promotion

extension RouteTable {
    private static let everyMethod: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, HTTPRequest.Method("QUERY"),
    ].compactMap(\.self)

    /// Answers methods that a path does not take with those that it takes. Added last, since it tells of all routes.
    func refuseOtherMethods() {
        for (path, entries) in Dictionary(grouping: entries, by: \.path) {
            let taken = Set(entries.map(\.method))
            let allowed = Self.everyMethod.filter { taken.contains($0) }
            for method in Self.everyMethod where !taken.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in
                    throw Rejection(.methodNotAllowed, "this address does not take this method", allowed: allowed)
                }
            }
        }
    }
}
