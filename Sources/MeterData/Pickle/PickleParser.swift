import Files

/// Reads the pickles that PyTables leaves in attributes: protocol 0, and nothing is ever executed.
///
/// The opcodes are those of Python's `pickletools`; what would call Python code becomes an opaque
/// node. There is no recursion, and size, nodes, stack and depth are bounded.
package struct PickleParser {
  /// Attributes stay under 64 KiB in NILMTK's files; the rest is room for others.
  static let maximumBytes = 1 << 23
  static let maximumNodes = 1 << 20
  static let maximumStack = 1 << 16
  static let maximumDepth = 100

  private let bytes: [UInt8]
  private let place: String?
  private var position = 0
  private var nodes: [PickleNode] = []
  /// How deep each node nests, as known when it was last added to.
  private var depths: [Int32] = []
  private var stack: [Int32] = []
  /// Heights of the stack at each MARK that is still open.
  private var marks: [Int] = []
  private var memo: [Int: Int32] = [:]

  /// Reads one pickle; `place` (the file and object) stands in the error.
  package static func parse(
    _ bytes: [UInt8], at place: String? = nil
  ) throws(MeterDataError) -> PickleValue {
    var parser = PickleParser(bytes, place)
    let root = try parser.run()
    return PickleValue(graph: PickleGraph(nodes: parser.nodes), index: Int(root))
  }

  private init(_ bytes: [UInt8], _ place: String?) {
    self.bytes = bytes
    self.place = place
  }

  private mutating func run() throws(MeterDataError) -> Int32 {
    guard bytes.count <= Self.maximumBytes else { throw bad("it is \(bytes.count) bytes long") }
    while position < bytes.count {
      let opcode = bytes[position]
      position += 1
      if opcode == UInt8(ascii: ".") { return try pop() }
      try perform(opcode)
    }
    throw bad("it ends without its STOP")
  }

  private mutating func perform(_ opcode: UInt8) throws(MeterDataError) {
    switch opcode {
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "N"): try push(.none)
    case UInt8(ascii: "I"): try push(integer())
    case UInt8(ascii: "L"): try push(long())
    case UInt8(ascii: "F"): try push(float())
    case UInt8(ascii: "S"): try push(string())
    case UInt8(ascii: "V"): try push(unicode())
    case UInt8(ascii: "l"): try collect { .list($0) }
    case UInt8(ascii: "t"): try collect { .tuple($0) }
    case UInt8(ascii: "d"): try dictionary()
    case UInt8(ascii: "a"): try append()
    case UInt8(ascii: "s"): try setItem()
    case UInt8(ascii: "p"): memo[try memoNumber()] = try top()
    case UInt8(ascii: "g"): try get()
    case UInt8(ascii: "c"): try push(.global(module: text(), name: text()))
    case UInt8(ascii: "R"): try reduce()
    case UInt8(ascii: "b"): try build()
    case UInt8(ascii: "i"): try instance()
    case UInt8(ascii: "0"): _ = try pop()
    case UInt8(ascii: "1"): _ = try popToMark()
    case UInt8(ascii: "2"): try push(existing: top())
    default: throw unknown(opcode)
    }
    guard stack.count + marks.count <= Self.maximumStack else { throw bad("it nests too deeply") }
  }
}

extension PickleParser {
  private mutating func integer() throws(MeterDataError) -> PickleNode {
    let line = try text()
    switch line {
    case "01": return .bool(true)
    case "00": return .bool(false)
    default:
      guard let value = Int64(line) else { throw bad("\"\(line.prefix(40))\" is no whole number") }
      return .integer(value)
    }
  }

  private mutating func long() throws(MeterDataError) -> PickleNode {
    let line = try text()
    let digits = line.hasSuffix("L") ? line.dropLast() : line[...]
    if let value = Int64(digits) { return .integer(value) }
    let unsigned = digits.hasPrefix("-") ? digits.dropFirst() : digits
    guard !unsigned.isEmpty, unsigned.utf8.allSatisfy({ (48...57).contains($0) }),
      let value = Double(digits)
    else { throw bad("\"\(line.prefix(40))\" is no whole number") }
    return .number(value)
  }

  private mutating func float() throws(MeterDataError) -> PickleNode {
    let line = try text()
    guard let value = Double(line) else { throw bad("\"\(line.prefix(40))\" is no number") }
    return .number(value)
  }

  private mutating func string() throws(MeterDataError) -> PickleNode {
    guard let bytes = PickleText.unquoted(try line()) else { throw bad("a string is malformed") }
    return .bytes(bytes)
  }

  private mutating func unicode() throws(MeterDataError) -> PickleNode {
    guard let text = PickleText.unescaped(try line()) else { throw bad("a text is malformed") }
    return .text(text)
  }

  /// The bytes up to the next newline, which alone ends an argument: NUL, CR and 0x1A are text.
  private mutating func line() throws(MeterDataError) -> ArraySlice<UInt8> {
    guard let end = bytes[position...].firstIndex(of: 0x0A) else {
      throw bad("it ends in the middle of a value")
    }
    defer { position = end + 1 }
    return bytes[position..<end]
  }

  private mutating func text() throws(MeterDataError) -> String {
    PickleText.decoded(Array(try line()))
  }

  private mutating func memoNumber() throws(MeterDataError) -> Int {
    guard let number = Int(try text()), number >= 0 else { throw bad("a memo number is malformed") }
    return number
  }

  private mutating func get() throws(MeterDataError) {
    let number = try memoNumber()
    guard let node = memo[number] else {
      throw bad("it refers to memo \(number), which it has not filled")
    }
    stack.append(node)
  }
}

extension PickleParser {
  private mutating func collect(_ make: ([Int32]) -> PickleNode) throws(MeterDataError) {
    let items = try popToMark()
    try push(make(items), over: items)
  }

  private mutating func dictionary() throws(MeterDataError) {
    let items = try popToMark()
    guard items.count.isMultiple(of: 2) else { throw bad("a dict has a key without a value") }
    let pairs = stride(from: 0, to: items.count, by: 2).map {
      (key: items[$0], value: items[$0 + 1])
    }
    try push(.dictionary(pairs), over: items)
  }

  private mutating func append() throws(MeterDataError) {
    let item = try pop()
    let target = try top()
    switch take(target) {
    case .list(var items):
      items.append(item)
      nodes[Int(target)] = .list(items)
    case .opaque(var object):
      object.items.append(item)
      nodes[Int(target)] = .opaque(object)
    default: throw bad("it appends to what is no list")
    }
    try deepen(target, over: [item])
  }

  private mutating func setItem() throws(MeterDataError) {
    let value = try pop()
    let key = try pop()
    let target = try top()
    switch take(target) {
    case .dictionary(var pairs):
      pairs.append((key, value))
      nodes[Int(target)] = .dictionary(pairs)
    case .opaque(var object):
      object.entries.append((key, value))
      nodes[Int(target)] = .opaque(object)
    default: throw bad("it sets a key of what is no dict")
    }
    try deepen(target, over: [key, value])
  }

  private mutating func reduce() throws(MeterDataError) {
    let arguments = try pop()
    let callable = try pop()
    let object = PickleObject(callable: callable, arguments: arguments)
    try push(.opaque(object), over: [callable, arguments])
  }

  /// Gives an object its state; a plain value has none to take, so it stays as it is.
  private mutating func build() throws(MeterDataError) {
    let state = try pop()
    let target = try top()
    guard case .opaque(var object) = nodes[Int(target)] else { return }
    object.state = state
    nodes[Int(target)] = .opaque(object)
    try deepen(target, over: [state])
  }

  /// An instance of a Python 2 class: the arguments since the MARK, module and name inline.
  private mutating func instance() throws(MeterDataError) {
    let items = try popToMark()
    try push(.global(module: text(), name: text()))
    let callable = try pop()
    try push(.tuple(items), over: items)
    let arguments = try pop()
    let object = PickleObject(callable: callable, arguments: arguments)
    try push(.opaque(object), over: [callable, arguments])
  }

  /// Moves a node out, so that growing its array does not copy it.
  private mutating func take(_ index: Int32) -> PickleNode {
    let node = nodes[Int(index)]
    nodes[Int(index)] = .none
    return node
  }
}

extension PickleParser {
  private mutating func push(_ node: PickleNode, over children: [Int32] = []) throws(MeterDataError)
  {
    guard nodes.count < Self.maximumNodes else { throw bad("it holds too many values") }
    nodes.append(node)
    depths.append(0)
    stack.append(Int32(nodes.count - 1))
    try deepen(Int32(nodes.count - 1), over: children)
  }

  private mutating func push(existing node: Int32) { stack.append(node) }

  private mutating func deepen(_ node: Int32, over children: [Int32]) throws(MeterDataError) {
    // A value put into itself is a cycle, not depth.
    for child in children where child != node {
      depths[Int(node)] = max(depths[Int(node)], depths[Int(child)] + 1)
    }
    guard depths[Int(node)] <= Self.maximumDepth else {
      throw bad("it nests more than \(Self.maximumDepth) deep")
    }
  }

  private func top() throws(MeterDataError) -> Int32 {
    guard stack.count > marks.last ?? 0, let top = stack.last else {
      throw bad("it uses a value that is not there")
    }
    return top
  }

  private mutating func pop() throws(MeterDataError) -> Int32 {
    let top = try top()
    stack.removeLast()
    return top
  }

  private mutating func popToMark() throws(MeterDataError) -> [Int32] {
    guard let mark = marks.popLast() else { throw bad("it closes what was never opened") }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private func unknown(_ opcode: UInt8) -> MeterDataError {
    let name = "0x" + String(opcode, radix: 16)
    return bad("\(name) is no opcode of pickle protocol 0, the one that PyTables writes")
  }

  private func bad(_ reason: String) -> MeterDataError {
    MeterDataError(
      status: .badData, attempt: "read the pickle", path: place,
      reason: "\(reason) (byte \(position))",
      remedy: "The file is damaged, or it was not written by PyTables.")
  }
}
