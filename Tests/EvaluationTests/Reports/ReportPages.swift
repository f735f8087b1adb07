import Files
import Foundation
import Testing

@testable import Evaluation

private let reportFolder = ProcessInfo.processInfo.environment["REPORT_FOLDER"]

/// Writes reports to look at: `REPORT_FOLDER=reports swift test --filter ReportPages`.
@Suite("Report pages to look at", .enabled(if: reportFolder != nil))
struct ReportPages {
  @Test(arguments: [("one", 1, 21), ("three", 3, 30), ("long", 1, 400)])
  func write(_ name: String, _ count: Int, _ days: Int) throws {
    let folder = try #require(reportFolder)
    try FileSystem.createFolders(folder)
    var home = InventedHome(days: days)
    home.period = 6 * count
    var set = try home.set(appliances: count)
    set.evaluations[0].warnings = ["The model was trained on mains of power active."]
    for index in set.evaluations.indices {
      set.evaluations[index].remarks = [
        "No range was asked for: this is the test range of the model's configuration, house 2."
      ]
    }
    let text = HTMLReport(set).text
    try Publication.text(text, at: FileSystem.joined(folder, "\(name).html"))
  }
}
