import Files

extension TrainingError {
  /// Runs work of other rooms, and makes whatever it throws an error of this one.
  static func wrapping<R>(_ work: () throws -> R) throws(TrainingError) -> R {
    do {
      return try work()
    } catch let error as TrainingError {
      throw error
    } catch let failure as any Failure {
      throw TrainingError(failure)
    } catch {
      throw TrainingError(
        status: .internalFault, attempt: "train", path: nil, reason: "\(error)")
    }
  }
}
