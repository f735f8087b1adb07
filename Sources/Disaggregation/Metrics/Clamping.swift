/// What is done to estimates before they are scored or handed out: the same to all of them.
package enum Clamping: String, Sendable, CaseIterable {
  case none
  /// Below zero becomes zero.
  case zero
  /// Below zero becomes zero, and above the mains the mains.
  case mains
}
