/// The models that serve at present.
package protocol ServedModels: AnyObject, Sendable {
  /// Sorted by name; what was handed out stays usable after a swap.
  var current: [ServedModel] { get }

  /// Whether all of them are loaded and reproduced their golden windows.
  var isReady: Bool { get }
}
