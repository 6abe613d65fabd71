/// The order in which a pipeline's steps may run.
package struct StepGraph: Sendable {
    private let needs: [StepName: Set<StepName>]
    private let order: [StepName]

    package init(_ steps: [PipelineStep]) {
        order = steps.map(\.name)
        needs = Dictionary(steps.map { ($0.name, Set($0.needs)) }) { first, _ in first }
    }

    /// The steps that are not in `done` and need nothing outside `done`, in the order of the file.
    package func ready(after done: Set<StepName>) -> [StepName] {
        order.filter { !done.contains($0) && needs[$0, default: []].isSubset(of: done) }
    }

    /// One cycle, as the names along it with the first repeated at the end, or nil if there is none.
    package func cycle() -> [StepName]? {
        var finished: Set<StepName> = []
        for start in order where !finished.contains(start) {
            if let found = cycle(from: start, finished: &finished) { return found }
        }
        return nil
    }

    /// Depth-first search with a stack of its own, so that a long chain cannot exhaust the thread's.
    private func cycle(from start: StepName, finished: inout Set<StepName>) -> [StepName]? {
        var path: [StepName] = [start]
        var places: [StepName: Int] = [start: 0]
        var pending: [[StepName]] = [sortedNeeds(of: start)]
        while let current = path.last {
            guard let next = pending[pending.count - 1].popLast() else {
                finished.insert(current)
                places[path.removeLast()] = nil
                pending.removeLast()
                continue
            }
            if let first = places[next] { return Array(path[first...]) + [next] }
            guard needs[next] != nil, !finished.contains(next) else { continue }
            places[next] = path.count
            path.append(next)
            pending.append(sortedNeeds(of: next))
        }
        return nil
    }

    private func sortedNeeds(of step: StepName) -> [StepName] { needs[step, default: []].sorted(by: >) }

    /// Everything that `step` needs, directly or through others.
    package func ancestors(of step: StepName) -> Set<StepName> {
        var found: Set<StepName> = []
        var pending = Array(needs[step, default: []])
        while let next = pending.popLast() {
            guard found.insert(next).inserted else { continue }
            pending += needs[next, default: []]
        }
        return found
    }
}
