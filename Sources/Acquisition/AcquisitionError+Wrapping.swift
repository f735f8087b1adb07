import Files

extension AcquisitionError {
  /// Runs work of other rooms, and makes whatever it throws an error of this one.
  static func wrapping<R>(_ work: () throws -> R) throws(AcquisitionError) -> R {
    do {
      return try work()
    } catch let error as AcquisitionError {
      throw error
    } catch let failure as any Failure {
      throw AcquisitionError(failure)
    } catch {
      throw AcquisitionError(
        status: .internalFault, attempt: "download", path: nil, reason: "\(error)")
    }
  }

  /// True where the user asked to stop.
  var isInterruption: Bool { status == .interrupted }
}
