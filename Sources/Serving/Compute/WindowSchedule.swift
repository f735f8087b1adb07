import Work

/// Windows that wait, and whose turn it is: one thread's own.
///
/// Models take turns, a pass each. In a pass each request has an equal share, and who needs less
/// leaves the rest to those who came first.
struct WindowSchedule {
  typealias Done = @Sendable (Result<[Float], Refusal>) -> Void

  /// A request, and what of it is done.
  struct Request: Sendable {
    let model: ServedModel
    /// Mains, watts, `[count, window]`.
    let inputs: [Float]
    let count: Int
    let cancellation: Cancellation
    let done: Done
    fileprivate var outputs: [Float] = []
    fileprivate var taken = 0

    init(
      model: ServedModel, inputs: [Float], count: Int,
      cancellation: Cancellation = Cancellation(), done: @escaping Done
    ) {
      self.model = model
      self.inputs = inputs
      self.count = count
      self.cancellation = cancellation
      self.done = done
    }

    fileprivate var left: Int { count - taken }
  }

  private struct Queue {
    let model: ServedModel
    var requests: [Request]
  }

  /// In the order of their turns.
  private var queues: [Queue] = []
  private let maximumBatch: Int

  init(maximumBatch: Int) { self.maximumBatch = maximumBatch }

  var isEmpty: Bool { queues.isEmpty }

  mutating func add(_ request: Request) {
    if let index = queues.firstIndex(where: { $0.model === request.model }) {
      queues[index].requests.append(request)
    } else {
      queues.append(Queue(model: request.model, requests: [request]))
    }
  }

  /// Takes everything out.
  mutating func removeAll() -> [Request] {
    defer { queues = [] }
    return queues.flatMap(\.requests)
  }

  /// Takes out what nobody waits for any more.
  mutating func removeLeft() -> [Request] {
    var left: [Request] = []
    for index in queues.indices {
      var stay: [Request] = []
      for request in queues[index].requests {
        if request.cancellation.isCancelled { left.append(request) } else { stay.append(request) }
      }
      if stay.count < queues[index].requests.count { queues[index].requests = stay }
    }
    if !left.isEmpty { queues.removeAll { $0.requests.isEmpty } }
    return left
  }

  /// One pass of the model whose turn it is.
  ///
  /// - Parameter compute: Gives as many outputs for each window as the model's plan has.
  /// - Returns: How many windows it took, and the requests that are complete with their outputs.
  mutating func pass(
    _ compute: (ServedModel, _ inputs: [Float], _ count: Int) -> [Float]
  ) -> (windows: Int, finished: [(request: Request, outputs: [Float])]) {
    var queue = queues.removeFirst()
    let shares = WindowSchedule.shares(of: queue.requests.map(\.left), room: maximumBatch)
    let count = shares.reduce(0, +)
    let outputs = compute(queue.model, inputs(of: queue.requests, shares), count)
    let width = queue.model.model.network.plan.outputs
    var first = 0
    for (index, share) in shares.enumerated() {
      queue.requests[index].outputs += outputs[first * width..<(first + share) * width]
      queue.requests[index].taken += share
      first += share
    }
    let finished = queue.requests.filter { $0.left == 0 }.map { ($0, $0.outputs) }
    queue.requests.removeAll { $0.left == 0 }
    if !queue.requests.isEmpty { queues.append(queue) }
    return (count, finished)
  }

  /// Windows of each of the first requests, one behind the other; no copy of a request alone.
  private func inputs(of requests: [Request], _ shares: [Int]) -> [Float] {
    if shares.count == 1, shares[0] == requests[0].count { return requests[0].inputs }
    var inputs: [Float] = []
    for (request, share) in zip(requests, shares) {
      let window = request.model.model.network.plan.window
      inputs += request.inputs[request.taken * window..<(request.taken + share) * window]
    }
    return inputs
  }

  /// How many windows each of the first requests has in a pass, from how many it needs.
  static func shares(of needs: [Int], room: Int) -> [Int] {
    let needs = needs.prefix(room)
    let equal = room / max(needs.count, 1)
    var shares = needs.map { min($0, equal) }
    var rest = room - shares.reduce(0, +)
    for (index, need) in needs.enumerated() where rest > 0 {
      let more = min(need - shares[index], rest)
      shares[index] += more
      rest -= more
    }
    return shares
  }
}
