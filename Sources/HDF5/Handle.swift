import CHDF5
import Files

/// What an identifier of libhdf5 stands for, and so how it is released.
package protocol HDF5Kind {
  /// Releases the identifier; negative where that fails.
  static func close(_ identifier: Int64) -> Int32
}

/// The single owner of one identifier of libhdf5.
struct Handle<Kind: HDF5Kind>: ~Copyable {
  /// To be used only while the handle is borrowed.
  let identifier: Int64

  /// Takes ownership of the identifier that `open` returns.
  init(
    _ attempt: String, _ place: Place, status: ExitStatus = .badData, opening open: () -> Int64
  ) throws(HDF5Error) {
    identifier = try Library.call(attempt, place, status: status, open)
  }

  /// Lends the identifier for C calls; it must not escape `body`.
  @discardableResult
  borrowing func withIdentifier<Result: ~Copyable, Thrown: Error>(
    _ body: (Int64) throws(Thrown) -> Result
  ) throws(Thrown) -> Result {
    try body(identifier)
  }

  /// Releases the identifier and says whether that worked.
  consuming func close() -> Bool {
    let identifier = identifier
    discard self
    return Kind.close(identifier) >= 0
  }

  deinit { _ = Kind.close(identifier) }
}

@available(*, unavailable) extension Handle: Sendable {}

/// A file's identifier.
package enum HDF5FileKind: HDF5Kind {
  package static func close(_ identifier: Int64) -> Int32 { H5Fclose(identifier) }
}

/// A group's identifier.
package enum HDF5GroupKind: HDF5Kind {
  package static func close(_ identifier: Int64) -> Int32 { H5Gclose(identifier) }
}

/// A dataset's identifier.
package enum HDF5DatasetKind: HDF5Kind {
  package static func close(_ identifier: Int64) -> Int32 { H5Dclose(identifier) }
}

enum DatatypeKind: HDF5Kind {
  static func close(_ identifier: Int64) -> Int32 { H5Tclose(identifier) }
}

enum DataspaceKind: HDF5Kind {
  static func close(_ identifier: Int64) -> Int32 { H5Sclose(identifier) }
}

enum AttributeKind: HDF5Kind {
  static func close(_ identifier: Int64) -> Int32 { H5Aclose(identifier) }
}

enum PropertiesKind: HDF5Kind {
  static func close(_ identifier: Int64) -> Int32 { H5Pclose(identifier) }
}

typealias Datatype = Handle<DatatypeKind>
typealias Dataspace = Handle<DataspaceKind>
typealias AttributeHandle = Handle<AttributeKind>
typealias Properties = Handle<PropertiesKind>
