import CHDF5
import Files

/// The one door to libhdf5: it is set up before the first call and silent on every thread.
enum Library {
  /// What setting up gave: done once, by whichever thread comes first.
  private static let readiness: Result<Void, HDF5Error> = setUp()

  /// - Throws: Where the library is not the thread-safe build or refuses our filters.
  static func prepare() throws(HDF5Error) {
    try readiness.get()
    // The error printer is a setting of each thread's own stack in the thread-safe build.
    _ = H5Eset_auto2(energy_h5_errors(), nil, nil)
  }

  /// Makes one C call, for which a negative result means failure.
  ///
  /// - Parameters:
  ///   - attempt: What is tried, completing "could not …".
  ///   - place: The file and the object in it.
  ///   - status: How a command ends where nothing handles the failure.
  ///   - body: The call.
  /// - Returns: The call's result, at least zero.
  /// - Throws: With libhdf5's own reason.
  @discardableResult
  static func call<Value: SignedInteger>(
    _ attempt: String, _ place: Place, status: ExitStatus = .badData, _ body: () -> Value
  ) throws(HDF5Error) -> Value {
    try prepare()
    let value = body()
    guard value >= 0 else {
      throw HDF5Error(
        status: status, attempt: attempt, path: place.description, reason: ErrorStack.reason(),
        remedy: remedy(for: status))
    }
    return value
  }

  private static func remedy(for status: ExitStatus) -> String? {
    switch status {
    case .badData: "The file seems damaged or cut short; fetch or write it again."
    case .inputOutput: "Free some space or write elsewhere."
    default: nil
    }
  }

  private static func setUp() -> Result<Void, HDF5Error> {
    // Before anything else: the library's own clean-up at exit would run beside our threads.
    _ = H5dont_atexit()
    guard H5open() >= 0 else { return .failure(fault("it does not start")) }
    var isThreadSafe: hbool_t = false
    _ = unsafe H5is_library_threadsafe(&isThreadSafe)
    guard isThreadSafe else { return .failure(fault("it is not the thread-safe build")) }
    guard PluginFilters.register() else { return .failure(fault("it refuses our filters")) }
    return .success(())
  }

  private static func fault(_ reason: String) -> HDF5Error {
    HDF5Error(
      status: .internalFault, attempt: "use libhdf5", path: nil, reason: reason,
      remedy: "Install Debian's libhdf5 (`energy doctor` names what is missing).")
  }
}

/// A file and an object in it, for messages: "x.h5:/building1/elec".
struct Place: Sendable, CustomStringConvertible {
  let file: String
  /// Absolute, or empty for the file itself.
  var object = ""

  var description: String { object.isEmpty ? file : "\(file):\(object)" }

  /// The place of what lies below, or of an absolute path in the same file.
  func child(_ name: String) -> Place {
    if name.hasPrefix("/") { return Place(file: file, object: name) }
    return Place(file: file, object: (object == "/" ? "" : object) + "/" + name)
  }
}
