import Foundation

/// A raw UK-DALE folder of one house with a kettle and a microwave, in a temporary place.
final class RawHouseFolder {
  let root: URL
  var path: String { root.appending(path: "raw").path }

  /// The meters run for so many minutes from 2013-06-03 06:00 (London) on.
  init(minutes: Int = 180, plugGap: Range<Int> = 120..<125) throws {
    root = FileManager.default.temporaryDirectory.appending(path: "energy-shell-\(UUID())")
    let house = root.appending(path: "raw/house_1")
    try FileManager.default.createDirectory(at: house, withIntermediateDirectories: true)
    try Data("1 aggregate\n2 kettle\n3 microwave\n".utf8)
      .write(to: house.appending(path: "labels.dat"))
    var channels = ["", "", ""]
    for sample in 0..<(minutes * 10) {
      let minute = sample / 10
      let time = 1_370_235_600 + sample * 6
      let kettle = (60..<64).contains(minute) || (100..<103).contains(minute) ? 2_900 : 1
      let microwave = (70..<75).contains(minute) ? 1_200 : 2
      channels[0] += "\(time) \(150 + kettle + microwave)\n"
      if !plugGap.contains(minute) { channels[1] += "\(time) \(kettle)\n" }
      channels[2] += "\(time) \(microwave)\n"
    }
    for (index, text) in channels.enumerated() {
      try Data(text.utf8).write(to: house.appending(path: "channel_\(index + 1).dat"))
    }
  }

  deinit { try? FileManager.default.removeItem(at: root) }
}
