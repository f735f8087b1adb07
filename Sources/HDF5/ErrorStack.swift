import CHDF5

/// libhdf5's record of what went wrong in the last call of this thread.
enum ErrorStack {
  /// The innermost description, which is the cause, and the outermost, which is the step.
  static func reason() -> String {
    let collector = Collector()
    let context = unsafe Unmanaged.passUnretained(collector).toOpaque()
    // H5E_WALK_UPWARD visits the innermost entry first; the strings live until the next call.
    _ = unsafe H5Ewalk2(
      energy_h5_errors(), H5E_WALK_UPWARD,
      { _, entry, context in
        guard let entry = unsafe entry, let context = unsafe context else { return -1 }
        let collector = unsafe Unmanaged<Collector>.fromOpaque(context).takeUnretainedValue()
        if let text = unsafe entry.pointee.desc {
          unsafe collector.descriptions.append(String(cString: text))
        }
        return 0
      }, context)
    _ = H5Eclear2(energy_h5_errors())
    let told = collector.descriptions.filter { !$0.isEmpty }
    guard let cause = told.first.map(systemMessage) else { return "libhdf5 gives no reason" }
    guard let step = told.last, step != told.first else { return cause }
    return "\(cause) (\(step))"
  }

  /// The system's own words where libhdf5 wraps them in a list of addresses and times.
  private static func systemMessage(in description: String) -> String {
    let marker = "error message = '"
    guard let start = description.firstRange(of: marker)?.upperBound,
      let end = description[start...].firstIndex(of: "'")
    else { return description }
    return String(description[start..<end])
  }

  private final class Collector {
    var descriptions: [String] = []
  }
}
