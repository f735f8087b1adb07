import Files
import HTTP

/// The routes by their paths.
struct RouteTable: Sendable {
  /// What is there under one pattern.
  struct Place: Sendable {
    let pattern: String
    let segments: [Segment]
    var routes: [Route]

    /// The methods it takes, as Allow lists them.
    var allowed: String {
      var methods = routes.map(\.method)
      if methods.contains("GET"), !methods.contains("HEAD") { methods.append("HEAD") }
      return (methods + ["OPTIONS"]).joined(separator: ", ")
    }

    /// A GET answers HEAD too: the library leaves its body out.
    func route(_ method: String) -> Route? {
      routes.first { $0.method == method }
        ?? (method == "HEAD" ? routes.first { $0.method == "GET" } : nil)
    }
  }

  /// A word of a pattern, or a name for one.
  enum Segment: Sendable, Equatable {
    case word(Substring)
    case name(String)

    init(_ text: Substring) {
      self =
        text.hasPrefix("{") && text.hasSuffix("}")
        ? .name(String(text.dropFirst().dropLast())) : .word(text)
    }
  }

  private var places: [Place] = []

  init(_ routes: [Route]) {
    for route in routes {
      if let index = places.firstIndex(where: { $0.pattern == route.pattern }) {
        places[index].routes.append(route)
      } else {
        let segments = RouteTable.segments(of: route.pattern).map(Segment.init)
        places.append(Place(pattern: route.pattern, segments: segments, routes: [route]))
      }
    }
    // Words before names: "/models/reload" is not a model's.
    places = places.filter { !$0.hasNames } + places.filter(\.hasNames)
  }

  /// What lies at a path, and what stands for the names of its pattern.
  func place(at path: String) -> (place: Place, parameters: [String: String])? {
    let segments = RouteTable.segments(of: path)
    for place in places where place.segments.count == segments.count {
      if let parameters = place.parameters(of: segments) { return (place, parameters) }
    }
    return nil
  }

  /// The pattern that a path nearly spells: of one household's path, no household's.
  func nearest(to path: String) -> String? {
    if path.count > 1, path.hasSuffix("/"), let found = place(at: String(path.dropLast())) {
      return found.place.pattern
    }
    return Spelling.nearest(to: path, among: places.filter { !$0.hasNames }.map(\.pattern))
  }

  private static func segments(of path: String) -> [Substring] {
    path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
  }
}

extension RouteTable.Place {
  fileprivate var hasNames: Bool {
    segments.contains { if case .name = $0 { true } else { false } }
  }

  fileprivate func parameters(of path: [Substring]) -> [String: String]? {
    var parameters: [String: String] = [:]
    for (segment, text) in zip(segments, path) {
      switch segment {
      case .word(let word): if word != text { return nil }
      case .name(let name):
        if text.isEmpty { return nil }
        parameters[name] = String(text)
      }
    }
    return parameters
  }
}
