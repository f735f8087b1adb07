import Configuration
import Files
import Foundation
import Testing

@testable import MeterData

@Suite("Shipped configurations")
struct ShippedConfigurationTests {
  private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

  @Test(
    "each says which command runs it and reads to a plan",
    arguments: ["simulated", "ukdale-house1", "ukdale-house2"])
  func reads(name: String) throws {
    let path = Self.root.appending(path: "configs/\(name).yaml").path
    #expect(
      try FileSystem.text(of: path).contains("energy preprocess --config configs/\(name).yaml"))
    let plan = try PreparationPlan(configuration: YAMLDocument.read(path))
    #expect(plan.appliances == PreparationPlan.usualAppliances)
    let again = try PreparationPlan(
      configuration: YAMLDocument.parse(plan.configuration(comment: "x"), path: "again"))
    #expect(again == plan)
  }
}
