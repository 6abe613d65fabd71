import Foundation
import Hummingbird
import Promotion

/// Decides whether a caller gets through to a route.
///
/// What somebody may not see is answered as what does not exist: in the same words, and before anybody looks whether it exists. Only
/// who may view a thing is told which verb they lack.
struct Authorization: Sendable {
    /// Where a run belongs; nil if there is no such run.
    let runPlace: @Sendable (RunID) throws -> RequestPlace?

    /// Lets the request pass, or throws what it is answered with. Gives where it takes place.
    func check(
        _ rights: Rights, _ policy: RoutePolicy, _ scope: RouteScope, _ parameters: Parameters
    ) throws -> RequestPlace {
        switch policy {
        case .open, .authenticated: return RequestPlace()
        case .verb(let verb):
            let place = try place(scope, parameters)
            guard rights.allows(verb, in: place.project, place.environment) else {
                throw Self.refusal(of: verb, at: place, scope, parameters, rights)
            }
            return place
        case .somewhere(let verb):
            let place = try place(scope, parameters)
            guard rights.allowsSomewhere(verb, in: place.project) else {
                throw Self.refusal(of: verb, at: place, scope, parameters, rights)
            }
            return place
        }
    }

    private func place(_ scope: RouteScope, _ parameters: Parameters) throws -> RequestPlace {
        switch scope {
        case .server: return RequestPlace()
        case .project: return RequestPlace(project: try parameters.name("project"))
        case .environment:
            return RequestPlace(
                project: try parameters.name("project"), environment: try parameters.name("environment"))
        case .run:
            let run: RunID = try parameters.name("run")
            guard let place = try runPlace(run) else { throw Self.missing(scope, parameters) }
            return place
        }
    }

    private static func refusal(
        of verb: Verb, at place: RequestPlace, _ scope: RouteScope, _ parameters: Parameters, _ rights: Rights
    ) -> Rejection {
        let mayView: Bool
        let thing: String
        switch scope {
        case .server: (mayView, thing) = (true, "on this server")
        case .project:
            (mayView, thing) = (
                rights.allowsSomewhere(.view, in: place.project), "in project '\(place.project?.rawValue ?? "")'"
            )
        case .environment, .run:
            (mayView, thing) = (
                rights.allows(.view, in: place.project, place.environment),
                "in environment '\(place.environment?.rawValue ?? "")' of project '\(place.project?.rawValue ?? "")'"
            )
        }
        guard mayView, verb != .view || scope == .server || scope == .project else {
            return missing(scope, parameters)
        }
        let lack = rights.lack(of: verb, in: place.project, place.environment)
        return Rejection(.forbidden, "this needs '\(verb.rawValue)' \(thing), \(lack)")
    }

    /// What is said of what does not exist, and of what the caller may not see.
    static func missing(_ scope: RouteScope, _ parameters: Parameters) -> Rejection {
        func shown(_ key: String) -> String { (parameters.get(key)?.removingPercentEncoding ?? "").quotedForMessage }
        return switch scope {
        case .server: Rejection(.notFound, "there is nothing at this address")
        case .project: Rejection(.notFound, "there is no project \(shown("project")) that you may see")
        case .environment:
            Rejection(
                .notFound,
                "there is no environment \(shown("environment")) of a project \(shown("project")) that you may see")
        case .run: Rejection(.notFound, "there is no run \(shown("run")) that you may see")
        }
    }
}

extension Parameters {
    /// A name in the path. Text that cannot be such a name is answered as one that does not exist.
    func name<Found: Name>(_ parameter: String) throws(Rejection) -> Found {
        guard let text = get(parameter)?.removingPercentEncoding, let name = Found(rawValue: text) else {
            throw Rejection(.notFound, "there is no such \(Found.noun.split(separator: " ")[0])")
        }
        return name
    }
}
