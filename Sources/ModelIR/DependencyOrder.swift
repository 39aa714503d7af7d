/// Sorts nodes so that each stands after what it needs, depth first in the order given.
struct DependencyOrder {
  /// Every node that was given or reached, needs first.
  private(set) var order: [Int] = []
  /// Each circle once, from its first node on, without the return to it.
  private(set) var cycles: [[Int]] = []

  /// - Parameter needs: What a node needs; asked once for each node.
  init(_ nodes: [Int], needs: (Int) -> [Int]) {
    var finished: Set<Int> = []
    // Place of a node on the path that is being followed; the path is kept here, not on the call stack,
    // for chains of thousands of symbols.
    var depth: [Int: Int] = [:]
    for root in nodes where !finished.contains(root) {
      var path = [(node: root, needs: needs(root), next: 0)]
      depth[root] = 0
      while let top = path.last {
        guard top.next < top.needs.count else {
          path.removeLast()
          depth[top.node] = nil
          finished.insert(top.node)
          order.append(top.node)
          continue
        }
        path[path.count - 1].next += 1
        let next = top.needs[top.next]
        if let start = depth[next] {
          cycles.append(path[start...].map(\.node))
        } else if !finished.contains(next) {
          depth[next] = path.count
          path.append((next, needs(next), 0))
        }
      }
    }
  }
}
