/// Requests by route and status, and how long each route's took.
struct RequestCounts {
  struct Key: Hashable {
    let route: String
    let status: Int
  }

  /// Upper edges of what a histogram counts, seconds.
  static let edges = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
  ]
  /// So that labels stay few, whoever asks for what.
  static let mostRoutes = 100

  struct Times {
    /// In each bin and above the last edge; not yet added up.
    var counts = [Int](repeating: 0, count: RequestCounts.edges.count + 1)
    var sum = 0.0
  }

  private(set) var statuses: [Key: Int] = [:]
  private(set) var times: [String: Times] = [:]

  mutating func count(route: String, status: Int, seconds: Double) {
    let isKnown = times[route] != nil || times.count < RequestCounts.mostRoutes
    let route = isKnown ? route : "other"
    let status = (100...599).contains(status) ? status : 0
    statuses[Key(route: route, status: status), default: 0] += 1
    let bin = RequestCounts.edges.firstIndex { seconds <= $0 } ?? RequestCounts.edges.count
    times[route, default: Times()].counts[bin] += 1
    times[route, default: Times()].sum += max(seconds, 0)
  }

  func write(to text: inout PrometheusText) {
    text.begin(
      "energy_requests_total", .counter,
      "Requests by route and status; status 0: the client went away without an answer.")
    for (key, count) in statuses.sorted(by: {
      ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status)
    }) {
      text.sample(
        "energy_requests_total", ["route": key.route, "status": String(key.status)], Double(count))
    }
    let name = "energy_request_seconds"
    text.begin(name, .histogram, "From a request's head to its response's last byte.")
    for (route, times) in times.sorted(by: { $0.key < $1.key }) {
      var total = 0
      for (edge, count) in zip(RequestCounts.edges + [.infinity], times.counts) {
        total += count
        text.sample(
          name + "_bucket", ["route": route, "le": PrometheusText.spelled(edge)], Double(total))
      }
      text.sample(name + "_sum", ["route": route], times.sum)
      text.sample(name + "_count", ["route": route], Double(total))
    }
  }
}
