package import Files

/// Reads YAML texts into nodes: one document, bounded in size, depth and the growth of aliases.
package enum YAMLDocument {
  static let deepest = 64
  static let mostNodes = 200_000

  /// Reads a file; "-" is standard input.
  ///
  /// - Throws: `ConfigurationError` with line and column; 66 where there is no such file.
  package static func read(
    _ path: String, status: ExitStatus = .badConfiguration
  ) throws(ConfigurationError) -> YAMLNode {
    let text: String
    do {
      text = try FileSystem.text(of: path, limit: 4 << 20)
    } catch {
      throw ConfigurationError(error)
    }
    return try parse(text, path: path, status: status)
  }

  /// Reads a text; an empty one is an empty section.
  ///
  /// - Throws: `ConfigurationError` with line and column.
  package static func parse(
    _ text: String, path: String, status: ExitStatus = .badConfiguration
  ) throws(ConfigurationError) -> YAMLNode {
    var builder = YAMLBuilder(YAMLEventStream(text, origin: path, status: status))
    return try builder.document()
  }
}

/// Turns events into nodes.
private struct YAMLBuilder: ~Copyable {
  private var events: YAMLEventStream
  private var anchors: [String: (node: YAMLNode, size: Int)] = [:]
  private var nodes = 0

  init(_ events: consuming YAMLEventStream) { self.events = events }

  mutating func document() throws(ConfigurationError) -> YAMLNode {
    _ = try events.next()  // the stream's start
    let start = try events.next()
    guard start.kind == .documentStart else {
      return YAMLNode(content: .mapping([]), place: start.place)
    }
    let root = try node(try events.next(), depth: 0)
    _ = try events.next()  // the document's end
    let end = try events.next()
    guard end.kind == .streamEnd else {
      throw end.place.fault("a second document begins here", remedy: "Keep one in each file.")
    }
    return root.isNull ? YAMLNode(content: .mapping([]), place: root.place) : root
  }

  private mutating func node(_ event: YAMLEvent, depth: Int) throws(ConfigurationError) -> YAMLNode
  {
    guard depth <= YAMLDocument.deepest else {
      throw event.place.fault("it is nested more than \(YAMLDocument.deepest) levels deep")
    }
    if event.kind == .alias { return try aliased(event) }
    let before = nodes
    try count(1, at: event.place)
    let content: YAMLNode.Content
    switch event.kind {
    case .scalar: content = .scalar(event.text, isPlain: event.isPlain)
    case .sequenceStart: content = .sequence(try elements(depth: depth))
    default: content = .mapping(try entries(depth: depth))
    }
    let node = YAMLNode(content: content, place: event.place)
    if let anchor = event.anchor { anchors[anchor] = (node, nodes - before) }
    return node
  }

  private mutating func elements(depth: Int) throws(ConfigurationError) -> [YAMLNode] {
    var elements: [YAMLNode] = []
    while true {
      let event = try events.next()
      if event.kind == .sequenceEnd { return elements }
      elements.append(try node(event, depth: depth + 1))
    }
  }

  private mutating func entries(depth: Int) throws(ConfigurationError) -> [YAMLNode.Entry] {
    var entries: [YAMLNode.Entry] = []
    var merged: [YAMLNode.Entry] = []
    var lines: [String: Int] = [:]
    while true {
      let event = try events.next()
      if event.kind == .mappingEnd { break }
      guard event.kind == .scalar else { throw event.place.fault("a key must be a plain word") }
      let value = try node(try events.next(), depth: depth + 1)
      if event.text == "<<", event.isPlain {
        merged += try YAMLBuilder.mergedEntries(value)
        continue
      }
      if let line = lines.updateValue(event.place.line ?? 0, forKey: event.text) {
        throw event.place.fault("the key \"\(event.text)\" stands twice, first in line \(line)")
      }
      entries.append(YAMLNode.Entry(key: event.text, place: event.place, value: value))
    }
    // Of merged keys the first counts, and one written in the section itself before all.
    for entry in merged where lines.updateValue(0, forKey: entry.key) == nil {
      entries.append(entry)
    }
    return entries
  }

  private static func mergedEntries(
    _ node: YAMLNode
  ) throws(ConfigurationError) -> [YAMLNode.Entry] {
    if let entries = node.entries { return entries }
    var merged: [YAMLNode.Entry] = []
    for element in node.elements ?? [] { merged += element.entries ?? [] }
    guard !merged.isEmpty else { throw node.place.fault("\"<<\" needs a section to merge") }
    return merged
  }

  private mutating func aliased(_ event: YAMLEvent) throws(ConfigurationError) -> YAMLNode {
    // An anchor is known only once its node is whole, so that none can contain itself.
    guard let known = anchors[event.text] else {
      throw event.place.fault("there is no anchor \"\(event.text)\" before this line")
    }
    try count(known.size, at: event.place)
    return known.node
  }

  private mutating func count(_ more: Int, at place: YAMLPlace) throws(ConfigurationError) {
    nodes += more
    guard nodes <= YAMLDocument.mostNodes else {
      throw place.fault("it holds more than \(DecimalText.grouped(YAMLDocument.mostNodes)) values")
    }
  }
}
