/// What goes wrong with files, folders, times and text formats.
package struct FilesError: Failure {
  package let fault: Fault

  package init(_ fault: Fault) { self.fault = fault }
}
