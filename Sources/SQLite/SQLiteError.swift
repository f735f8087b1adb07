package import Files

/// What a database refuses.
package struct SQLiteError: Failure {
  package let fault: Fault

  package init(_ fault: Fault) { self.fault = fault }
}
