/// Rows of a table in memory, packed one after another; the memory is owned and used again.
@safe package struct HDF5Rows: ~Copyable {
  package private(set) var layout = HDF5RowLayout([])
  package private(set) var count = 0
  /// As large as the largest block so far.
  private var memory: UnsafeMutableRawBufferPointer

  /// No rows yet.
  package init() { unsafe memory = UnsafeMutableRawBufferPointer(start: nil, count: 0) }

  /// Rows of zeros, to be filled column by column with `store`.
  package init(_ layout: HDF5RowLayout, count: Int) {
    self.init()
    resize(to: count, layout: layout)
    unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { unsafe memory.deallocate() }

  /// The rows' bytes: `count` times the layout's row size; valid while the rows are borrowed.
  package var bytes: UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(rebasing: memory[..<(count * layout.rowSize)])
  }

  /// Makes room for `count` rows, whose bytes are then undefined.
  package mutating func resize(to count: Int, layout: HDF5RowLayout) {
    let needed = count * layout.rowSize
    if unsafe needed > memory.count {
      unsafe memory.deallocate()
      unsafe memory = .allocate(byteCount: needed, alignment: 64)
    }
    self.layout = layout
    self.count = count
  }

  /// Drops all rows but those of the range.
  mutating func keep(_ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    if range.lowerBound > 0 {
      let start = range.lowerBound * layout.rowSize
      let source = unsafe UnsafeRawBufferPointer(
        rebasing: memory[start..<(range.upperBound * layout.rowSize)])
      unsafe memory.copyMemory(from: source)
    }
    count = range.count
  }

  /// Appends one column as integers; floating-point values are cut towards zero.
  ///
  /// - Parameters:
  ///   - field: A numeric field of the layout.
  ///   - element: Which one of an array field.
  ///   - values: Receives one value for each row.
  package borrowing func append(
    _ field: HDF5Field, element: Int = 0, to values: inout [Int64]
  ) {
    switch field.kind {
    case .int64: gather(field, element, as: Int64.self, to: &values) { $0 }
    case .int32: gather(field, element, as: Int32.self, to: &values) { Int64($0) }
    case .int16: gather(field, element, as: Int16.self, to: &values) { Int64($0) }
    case .int8: gather(field, element, as: Int8.self, to: &values) { Int64($0) }
    case .uint64: gather(field, element, as: UInt64.self, to: &values) { Int64(clamping: $0) }
    case .uint32: gather(field, element, as: UInt32.self, to: &values) { Int64($0) }
    case .uint16: gather(field, element, as: UInt16.self, to: &values) { Int64($0) }
    case .uint8: gather(field, element, as: UInt8.self, to: &values) { Int64($0) }
    case .float32: gather(field, element, as: Float.self, to: &values) { whole(Double($0)) }
    case .float64: gather(field, element, as: Double.self, to: &values) { whole($0) }
    case .text: preconditionFailure("\(field.name) holds strings")
    }
  }

  /// Appends one column as `Float`; a `Double` beyond its range becomes infinite.
  ///
  /// - Parameters:
  ///   - field: A numeric field of the layout.
  ///   - element: Which one of an array field.
  ///   - values: Receives one value for each row.
  package borrowing func append(_ field: HDF5Field, element: Int = 0, to values: inout [Float]) {
    switch field.kind {
    case .float32: gather(field, element, as: Float.self, to: &values) { $0 }
    case .float64: gather(field, element, as: Double.self, to: &values) { Float($0) }
    case .int64: gather(field, element, as: Int64.self, to: &values) { Float($0) }
    case .int32: gather(field, element, as: Int32.self, to: &values) { Float($0) }
    case .int16: gather(field, element, as: Int16.self, to: &values) { Float($0) }
    case .int8: gather(field, element, as: Int8.self, to: &values) { Float($0) }
    case .uint64: gather(field, element, as: UInt64.self, to: &values) { Float($0) }
    case .uint32: gather(field, element, as: UInt32.self, to: &values) { Float($0) }
    case .uint16: gather(field, element, as: UInt16.self, to: &values) { Float($0) }
    case .uint8: gather(field, element, as: UInt8.self, to: &values) { Float($0) }
    case .text: preconditionFailure("\(field.name) holds strings")
    }
  }

  /// One string of a text field, without its trailing NULs.
  package borrowing func text(_ field: HDF5Field, element: Int = 0, row: Int) -> String {
    guard case .text(let size) = field.kind else {
      preconditionFailure("\(field.name) holds no strings")
    }
    precondition(row >= 0 && row < count && element >= 0 && element < field.count)
    let start = row * layout.rowSize + field.offset + element * size
    let stored = unsafe bytes[start..<(start + size)]
    let end = unsafe stored.lastIndex { $0 != 0 }.map { $0 + 1 } ?? start
    return unsafe String(decoding: stored[start..<end], as: UTF8.self)
  }

  /// Fills one column from values of exactly the field's kind, one for each row.
  ///
  /// - Parameters:
  ///   - values: As many as there are rows.
  ///   - field: A field of the layout.
  ///   - element: Which one of an array field.
  package mutating func store<Value: BitwiseCopyable>(
    _ values: [Value], in field: HDF5Field, element: Int = 0
  ) {
    precondition(values.count == count, "\(values.count) values for \(count) rows")
    let start = position(of: field, element, holding: Value.self)
    let rowSize = layout.rowSize
    let target = unsafe bytes
    for (row, value) in values.enumerated() {
      unsafe target.storeBytes(of: value, toByteOffset: start + row * rowSize, as: Value.self)
    }
  }

  private func whole(_ value: Double) -> Int64 {
    guard value.isFinite else { return .min }
    return Int64(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
  }

  private borrowing func position<Value>(
    of field: HDF5Field, _ element: Int, holding: Value.Type
  ) -> Int {
    precondition(element >= 0 && element < field.count, "\(field.name) has no element \(element)")
    precondition(MemoryLayout<Value>.size == field.kind.size, "\(field.name) is \(field.kind)")
    let end = field.offset + field.size
    precondition(end <= layout.rowSize, "\(field.name) lies outside the row")
    return field.offset + element * field.kind.size
  }

  private borrowing func gather<Stored: BitwiseCopyable, Value>(
    _ field: HDF5Field, _ element: Int, as type: Stored.Type, to values: inout [Value],
    _ convert: (Stored) -> Value
  ) {
    var place = position(of: field, element, holding: type)
    let rowSize = layout.rowSize
    let source = unsafe UnsafeRawBufferPointer(bytes)
    values.reserveCapacity(values.count + count)
    for _ in 0..<count {
      unsafe values.append(convert(source.loadUnaligned(fromByteOffset: place, as: type)))
      place += rowSize
    }
  }
}

@available(*, unavailable) extension HDF5Rows: Sendable {}
