import Files
import MeterData

// What two ranges say of each other before a store gives their times a zone and their houses grids.

extension RangeRequest {
  /// Whether it ends before it starts, whatever the zone.
  var isSurelyEmpty: Bool {
    guard let from, let to else { return false }
    return RangeRequest.isBefore(from, to) == false
  }

  /// Whether it has time in common with another, whatever the zone.
  func surelyOverlaps(_ other: RangeRequest) -> Bool {
    func begins(_ left: RangeRequest, beforeEndOf right: RangeRequest) -> Bool {
      guard let from = left.from, let to = right.to else { return true }
      return RangeRequest.isBefore(from, to) ?? false
    }
    return begins(self, beforeEndOf: other) && begins(other, beforeEndOf: self)
  }

  /// The houses that it has in common with another, in words; nil where there are none.
  func houses(sharedWith other: RangeRequest) -> String? {
    if buildings.isEmpty && other.buildings.isEmpty { return "every building" }
    let shared = (buildings.isEmpty ? other.buildings : buildings).filter { house in
      buildings.isEmpty || other.buildings.isEmpty || other.buildings.contains(house)
    }
    guard !shared.isEmpty else { return nil }
    let list = ApplianceNames.list(Set(shared).sorted().map(String.init))
    return "building\(list.contains(" ") ? "s" : "") \(list)"
  }

  /// nil where one has an offset and the other waits for a zone.
  private static func isBefore(_ left: String, _ right: String) -> Bool? {
    guard let left = ISOTime.written(Array(left.utf8)[...]),
      let right = ISOTime.written(Array(right.utf8)[...]),
      (left.offset == nil) == (right.offset == nil)
    else { return nil }
    func seconds(_ time: ISOTime.Written) -> Int64 { time.seconds - Int64(time.offset ?? 0) }
    return (seconds(left), left.fraction) < (seconds(right), right.fraction)
  }
}
