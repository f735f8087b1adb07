import CKernels

/// Memory that is no longer used.
package enum FreedMemory {
  /// Gives it back to the system, which takes some milliseconds: after a model is gone.
  package static func giveBack() { energy_return_memory() }
}
