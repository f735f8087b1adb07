extension AcquisitionError {
  /// True where the user asked to stop.
  var isInterruption: Bool { status == .interrupted }
}
