package import Files

/// What goes wrong with registered models.
package struct RegistryError: Failure {
  package let fault: Fault

  package init(_ fault: Fault) { self.fault = fault }
}
