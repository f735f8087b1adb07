import CHDF5
import Files

/// How a string attribute says its bytes are to be read.
package enum HDF5TextEncoding: Sendable {
  case ascii
  case utf8
}

extension HDF5Object {
  /// Sets a string of a fixed size, exactly these bytes; no bytes give a null dataspace.
  ///
  /// - Parameters:
  ///   - name: The attribute; one of that name is replaced.
  ///   - bytes: Under 64 KiB, as attributes lie in the object's header.
  ///   - encoding: The tag, which changes no byte.
  /// - Throws: 74 where the file cannot be written.
  package borrowing func setAttribute(
    _ name: String, bytes: [UInt8], encoding: HDF5TextEncoding = .ascii
  ) throws(HDF5Error) {
    let attempt = attempt(name)
    let type = try Datatype(attempt, place, status: .inputOutput) { H5Tcopy(energy_h5_text()) }
    try type.withIdentifier { type throws(HDF5Error) in
      try Library.call(attempt, place, status: .inputOutput) {
        H5Tset_size(type, max(bytes.count, 1))
      }
      try Library.call(attempt, place, status: .inputOutput) {
        H5Tset_cset(type, encoding == .ascii ? H5T_CSET_ASCII : H5T_CSET_UTF8)
      }
      let space = try Dataspace(attempt, place, status: .inputOutput) {
        H5Screate(bytes.isEmpty ? H5S_NULL : H5S_SCALAR)
      }
      try replaceAttribute(name, type, space, bytes)
    }
  }

  /// Sets a string attribute, tagged UTF-8.
  package borrowing func setAttribute(_ name: String, _ text: String) throws(HDF5Error) {
    try setAttribute(name, bytes: Array(text.utf8), encoding: .utf8)
  }

  /// Sets an `H5T_STD_I64LE` attribute.
  package borrowing func setAttribute(_ name: String, _ value: Int64) throws(HDF5Error) {
    try setScalar(name, energy_h5_i64(), value)
  }

  /// Sets an `H5T_IEEE_F64LE` attribute.
  package borrowing func setAttribute(_ name: String, _ value: Double) throws(HDF5Error) {
    try setScalar(name, energy_h5_f64(), value)
  }

  /// Sets an `H5T_IEEE_F32LE` attribute.
  package borrowing func setAttribute(_ name: String, _ value: Float) throws(HDF5Error) {
    try setScalar(name, energy_h5_f32(), value)
  }

  /// Sets a bitfield of one byte, as PyTables stores Python's booleans.
  package borrowing func setAttribute(_ name: String, _ value: Bool) throws(HDF5Error) {
    try setScalar(name, energy_h5_bits(), UInt8(value ? 1 : 0))
  }

  /// Sets a one-dimensional `H5T_IEEE_F64LE` attribute.
  package borrowing func setAttribute(_ name: String, _ values: [Double]) throws(HDF5Error) {
    let space = try Dataspace(attempt(name), place, status: .inputOutput) {
      unsafe H5Screate_simple(1, [hsize_t(values.count)], nil)
    }
    try replaceAttribute(name, energy_h5_f64(), space, values)
  }

  private borrowing func setScalar<Value: BitwiseCopyable>(
    _ name: String, _ type: Int64, _ value: Value
  ) throws(HDF5Error) {
    let space = try Dataspace(attempt(name), place, status: .inputOutput) {
      H5Screate(H5S_SCALAR)
    }
    try replaceAttribute(name, type, space, [value])
  }

  private borrowing func attempt(_ name: String) -> String { "write the attribute \(name) of" }

  /// `values` must be as many elements of `type` as `space` has.
  private borrowing func replaceAttribute<Value: BitwiseCopyable>(
    _ name: String, _ type: Int64, _ space: borrowing Dataspace, _ values: [Value]
  ) throws(HDF5Error) {
    let attempt = attempt(name)
    let object = handle.identifier
    if try hasAttribute(name) {
      try Library.call(attempt, place, status: .inputOutput) { unsafe H5Adelete(object, name) }
    }
    let attribute = try space.withIdentifier { space throws(HDF5Error) in
      try AttributeHandle(attempt, place, status: .inputOutput) {
        unsafe H5Acreate2(object, name, type, space, energy_h5_default(), energy_h5_default())
      }
    }
    guard !values.isEmpty else { return }
    try attribute.withIdentifier { attribute throws(HDF5Error) in
      try Library.call(attempt, place, status: .inputOutput) {
        unsafe values.withUnsafeBytes { unsafe H5Awrite(attribute, type, $0.baseAddress) }
      }
    }
  }
}
