import CHDF5
import Files

/// An attribute's value.
package enum HDF5AttributeValue: Sendable, Equatable {
  /// The bytes of a string exactly as stored; none for a null dataspace.
  case text([UInt8])
  case integer(Int64)
  case number(Double)
  /// One bit in a byte, as Python's booleans are stored.
  case flag(Bool)
  case numbers([Double])
  /// A kind of value that nothing here needs.
  case other
}

extension HDF5Object {
  /// Whether an attribute of that name is there.
  package borrowing func hasAttribute(_ name: String) throws(HDF5Error) -> Bool {
    try Library.call("look for the attribute \(name) of", place) {
      unsafe H5Aexists(handle.identifier, name)
    } > 0
  }

  /// An attribute's value, or nil where there is none of that name.
  package borrowing func attribute(_ name: String) throws(HDF5Error) -> HDF5AttributeValue? {
    // By name only: iterating over attributes crashes libhdf5 1.10.8 on some damaged headers.
    guard try hasAttribute(name) else { return nil }
    let attempt = "read the attribute \(name) of"
    let attribute = try AttributeHandle(attempt, place) {
      unsafe H5Aopen(handle.identifier, name, energy_h5_default())
    }
    let reader = AttributeReader(attempt: attempt, place: place)
    return try attribute.withIdentifier { attribute throws(HDF5Error) in
      try reader.value(of: attribute)
    }
  }

  /// A string attribute's raw bytes, or nil where there is no such attribute.
  ///
  /// - Parameter name: The attribute.
  /// - Returns: All bytes, NULs included.
  /// - Throws: 65 where it is no string.
  package borrowing func attributeBytes(_ name: String) throws(HDF5Error) -> [UInt8]? {
    guard let value = try attribute(name) else { return nil }
    guard case .text(let bytes) = value else { throw wrongKind(name, "a string") }
    return bytes
  }

  /// A string attribute without its trailing NULs, or nil where there is no such attribute.
  package borrowing func attributeString(_ name: String) throws(HDF5Error) -> String? {
    guard let bytes = try attributeBytes(name) else { return nil }
    let end = bytes.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
    return String(decoding: bytes[..<end], as: UTF8.self)
  }

  /// An integer or boolean attribute, or nil where there is no such attribute.
  package borrowing func attributeInteger(_ name: String) throws(HDF5Error) -> Int64? {
    switch try attribute(name) {
    case nil: return nil
    case .integer(let value): return value
    case .flag(let value): return value ? 1 : 0
    default: throw wrongKind(name, "an integer")
    }
  }

  /// A numeric attribute, or nil where there is no such attribute.
  package borrowing func attributeDouble(_ name: String) throws(HDF5Error) -> Double? {
    switch try attribute(name) {
    case nil: return nil
    case .integer(let value): return Double(value)
    case .number(let value): return value
    default: throw wrongKind(name, "a number")
    }
  }

  private borrowing func wrongKind(_ name: String, _ wanted: String) -> HDF5Error {
    HDF5Error(
      status: .badData, attempt: "read the attribute \(name) of", path: place.description,
      reason: "it is not \(wanted)")
  }
}

/// Reads one opened attribute through its own type.
private struct AttributeReader {
  let attempt: String
  let place: Place

  /// Attributes lie in the object header, under 64 KiB; newer layouts allow more.
  static let largest = 64 << 20

  func value(of attribute: Int64) throws(HDF5Error) -> HDF5AttributeValue {
    let space = try Dataspace(attempt, place) { H5Aget_space(attribute) }
    let type = try Datatype(attempt, place) { H5Aget_type(attribute) }
    let count = try space.withIdentifier { space throws(HDF5Error) in
      // A null dataspace is how newer PyTables stores the empty string.
      guard H5Sget_simple_extent_type(space) != H5S_NULL else { return 0 }
      return Int(try Library.call(attempt, place) { H5Sget_simple_extent_npoints(space) })
    }
    return try type.withIdentifier { type throws(HDF5Error) in
      try value(of: attribute, type: type, count: count)
    }
  }

  private func value(
    of attribute: Int64, type: Int64, count: Int
  ) throws(HDF5Error) -> HDF5AttributeValue {
    switch H5Tget_class(type) {
    case H5T_STRING where count == 0: return .text([])
    case H5T_STRING where H5Tis_variable_str(type) > 0:
      return try variableText(attribute, type, count)
    case H5T_STRING: return .text(try bytes(attribute, type, count))
    case H5T_INTEGER where count == 1: return .integer(try scalar(attribute, energy_h5_i64(), 0))
    case H5T_ENUM where count == 1: return try enumeration(attribute, type)
    case H5T_FLOAT where count == 1: return .number(try scalar(attribute, energy_h5_f64(), 0))
    case H5T_INTEGER, H5T_FLOAT: return .numbers(try numbers(attribute, count))
    case H5T_BITFIELD where count == 1 && H5Tget_size(type) == 1:
      return .flag(try bytes(attribute, type, 1).first != 0)
    default: return .other
    }
  }

  /// The stored bytes: a converted read would stop at the first NUL and refuse UTF-8.
  private func bytes(_ attribute: Int64, _ type: Int64, _ count: Int) throws(HDF5Error) -> [UInt8] {
    let (size, overflows) = H5Tget_size(type).multipliedReportingOverflow(by: count)
    guard !overflows, size <= AttributeReader.largest else { throw tooLarge() }
    var bytes = [UInt8](repeating: 0, count: size)
    try read(attribute, type, into: &bytes)
    return bytes
  }

  private func numbers(_ attribute: Int64, _ count: Int) throws(HDF5Error) -> [Double] {
    guard count <= AttributeReader.largest / 8 else { throw tooLarge() }
    var numbers = [Double](repeating: 0, count: count)
    try read(attribute, energy_h5_f64(), into: &numbers)
    return numbers
  }

  private func scalar<Value>(
    _ attribute: Int64, _ type: Int64, _ zero: Value
  ) throws(HDF5Error) -> Value {
    var values = [zero]
    try read(attribute, type, into: &values)
    return values[0]
  }

  /// h5py stores booleans as an enumeration of one byte.
  private func enumeration(
    _ attribute: Int64, _ type: Int64
  ) throws(HDF5Error) -> HDF5AttributeValue {
    guard H5Tget_size(type) == 1 else { return .other }
    return .flag(try bytes(attribute, type, 1).first != 0)
  }

  /// A string of h5py's default kind: the library allocates it and we give it back.
  private func variableText(
    _ attribute: Int64, _ type: Int64, _ count: Int
  ) throws(HDF5Error) -> HDF5AttributeValue {
    guard count == 1 else { return .other }
    var text: UnsafeMutablePointer<CChar>?
    try Library.call(attempt, place) { unsafe H5Aread(attribute, type, &text) }
    guard let text = unsafe text else { return .text([]) }
    defer { _ = unsafe H5free_memory(text) }
    return .text(unsafe Array(String(cString: text).utf8))
  }

  /// `values` must hold as many elements of `type` as the attribute has.
  private func read<Value>(
    _ attribute: Int64, _ type: Int64, into values: inout [Value]
  ) throws(HDF5Error) {
    try Library.call(attempt, place) {
      unsafe values.withUnsafeMutableBytes { unsafe H5Aread(attribute, type, $0.baseAddress) }
    }
  }

  private func tooLarge() -> HDF5Error {
    HDF5Error(
      status: .badData, attempt: attempt, path: place.description,
      reason: "it claims more than \(AttributeReader.largest >> 20) MiB")
  }
}
