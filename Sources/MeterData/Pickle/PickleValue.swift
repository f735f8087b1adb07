/// A value of a Python pickle, as a place in the graph that the parser built.
///
/// The graph may share nodes and even contain itself, so nothing here walks it without a bound.
package struct PickleValue: Sendable {
  let graph: PickleGraph
  let index: Int

  private var node: PickleNode { graph.nodes[index] }

  private func value(_ index: Int32) -> PickleValue { PickleValue(graph: graph, index: Int(index)) }

  /// Python's `None`.
  package var isNone: Bool {
    if case .none = node { true } else { false }
  }

  /// `True`, or a whole number other than 0.
  package var isTrue: Bool {
    if case .bool(let value) = node { value } else { integer.map { $0 != 0 } ?? false }
  }

  /// A whole number that fits, numpy's included; a `bool` is none.
  package var integer: Int? {
    switch node {
    case .integer(let value): Int(value)
    case .opaque: numpyScalar.flatMap { Int(exactly: $0) }
    default: nil
    }
  }

  /// Any number, numpy's included; a `bool` is none.
  package var number: Double? {
    switch node {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .opaque: numpyScalar
    default: nil
    }
  }

  /// Text of either Python: `unicode`, or `str` whose bytes are UTF-8 or, failing that, Latin-1.
  package var text: String? {
    switch node {
    case .text(let value): value
    case .bytes(let bytes): PickleText.decoded(bytes)
    default: nil
    }
  }

  /// The bytes of a Python 2 `str`, or of Python 3 `bytes`, which pickle as Latin-1 text.
  package var bytes: [UInt8]? {
    switch node {
    case .bytes(let bytes): return bytes
    case .opaque where callable == "_codecs.encode":
      guard let text = arguments.first?.text else { return nil }
      let scalars = text.unicodeScalars
      return scalars.allSatisfy { $0.value < 256 } ? scalars.map { UInt8($0.value) } : nil
    default: return nil
    }
  }

  /// The elements of a list or tuple.
  package var items: [PickleValue]? {
    switch node {
    case .list(let items), .tuple(let items): items.map(value)
    default: nil
    }
  }

  /// The pairs of a dict or an `OrderedDict`, in the order of the file.
  package var entries: [(key: PickleValue, value: PickleValue)]? {
    switch node {
    case .dictionary(let pairs): return pairs.map { (value($0.key), value($0.value)) }
    case .opaque(let object) where callable == "collections.OrderedDict":
      let given = arguments.first?.items ?? []
      let pairs = given.compactMap { pair in
        pair.items.flatMap { $0.count == 2 ? (key: $0[0], value: $0[1]) : nil }
      }
      return pairs + object.entries.map { (value($0.key), value($0.value)) }
    default: return nil
    }
  }

  /// The value of a dict's key, the last where it stands twice.
  package subscript(key: String) -> PickleValue? {
    entries?.last { $0.key.text == key }?.value
  }
}

extension PickleValue {
  /// What an object that is not plain data is made with: "pytz._p", "zoneinfo.ZoneInfo._unpickle".
  package var callable: String? {
    switch node {
    case .global(let module, let name): return "\(module).\(name)"
    case .opaque(let object):
      // One step only: `getattr(ZoneInfo, '_unpickle')` is itself a call.
      let made = value(object.callable)
      guard case .opaque(let inner) = made.node else { return made.callable }
      guard case .global(_, "getattr") = made.value(inner.callable).node,
        case .tuple(let parts) = made.value(inner.arguments).node, parts.count == 2,
        case .global(let module, let name) = value(parts[0]).node,
        let attribute = value(parts[1]).text
      else { return nil }
      return "\(module).\(name).\(attribute)"
    default: return nil
    }
  }

  /// What an object that is not plain data is made from.
  package var arguments: [PickleValue] {
    guard case .opaque(let object) = node else { return [] }
    return value(object.arguments).items ?? []
  }

  /// What such an object is given after it is made.
  package var state: PickleValue? {
    guard case .opaque(let object) = node, let state = object.state else { return nil }
    return value(state)
  }

  /// The number in `numpy.core.multiarray.scalar(dtype, bytes)`, little endian as numpy writes it.
  private var numpyScalar: Double? {
    guard let callable, callable.hasPrefix("numpy."), callable.hasSuffix("multiarray.scalar"),
      arguments.count == 2, let bytes = arguments[1].bytes,
      let code = arguments[0].arguments.first?.text
    else { return nil }
    let pattern = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    switch (code, bytes.count) {
    case ("f8", 8): return Double(bitPattern: pattern)
    case ("f4", 4): return Double(Float(bitPattern: UInt32(pattern)))
    case ("i8", 8): return Double(Int64(bitPattern: pattern))
    case ("i4", 4): return Double(Int32(bitPattern: UInt32(pattern)))
    case ("u8", 8), ("u4", 4), ("b1", 1): return Double(pattern)
    default: return nil
    }
  }
}

extension PickleValue {
  /// True where some value holds itself: legal in Python, but no metadata can mean it.
  ///
  /// Looks at each node once, with a stack of its own.
  package var isCyclic: Bool {
    enum Colour { case open, done }
    var colours: [Int32: Colour] = [:]
    var path: [(node: Int32, rest: ArraySlice<Int32>)] = [
      (Int32(index), graph.nodes[index].children[...])
    ]
    colours[Int32(index)] = .open
    while let top = path.last {
      guard let child = top.rest.first else {
        colours[top.node] = .done
        path.removeLast()
        continue
      }
      path[path.count - 1].rest.removeFirst()
      switch colours[child] {
      case .open?: return true
      case .done?: continue
      case nil:
        colours[child] = .open
        path.append((child, graph.nodes[Int(child)].children[...]))
      }
    }
    return false
  }
}

/// The nodes of a pickle; they refer to each other by number, so that freeing them never recurses.
final class PickleGraph: Sendable {
  let nodes: [PickleNode]

  init(nodes: [PickleNode]) { self.nodes = nodes }
}

/// One value of the graph.
enum PickleNode: Sendable {
  case none
  case bool(Bool)
  case integer(Int64)
  /// Also a `long` that 64 bits do not hold.
  case number(Double)
  /// A Python 2 `str`.
  case bytes([UInt8])
  case text(String)
  case list([Int32])
  case tuple([Int32])
  case dictionary([(key: Int32, value: Int32)])
  case global(module: String, name: String)
  case opaque(PickleObject)

  /// Every node this one refers to.
  var children: [Int32] {
    switch self {
    case .list(let items), .tuple(let items): items
    case .dictionary(let pairs): pairs.flatMap { [$0.key, $0.value] }
    case .opaque(let object):
      [object.callable, object.arguments] + (object.state.map { [$0] } ?? []) + object.items
        + object.entries.flatMap { [$0.key, $0.value] }
    default: []
    }
  }
}

/// An object that Python would make by calling something; nothing is ever called here.
struct PickleObject: Sendable {
  var callable: Int32
  var arguments: Int32
  var state: Int32?
  var items: [Int32] = []
  var entries: [(key: Int32, value: Int32)] = []
}
