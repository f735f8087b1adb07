/// A public data set that the tool knows where to find.
package struct KnownDataset: Sendable, Equatable {
  /// The word on the command line.
  package let name: String
  package let title: String
  package let address: String
  /// Bytes of the file at the address, where they are published.
  package let size: Int?
  /// Bytes of what is unpacked, as far as known: how much room is needed.
  package let unpackedSize: Int?
  /// The one file of the archive that is wanted; nil for all of them.
  package let wanted: String?
  /// What the data are called once unpacked.
  package let product: String
  package let licence: String
  package let homePage: String
  package let citation: String

  /// UK-DALE in both its forms; no checksum of either is published.
  package static let all = [ukdale, ukdaleRaw]

  /// The file that NILMTK reads: all five houses, 6 s.
  private static let ukdale = KnownDataset(
    name: "ukdale", title: "UK-DALE 2017, NILMTK file (HDF5)", address: folder + "ukdale.h5.zip",
    size: nil, unpackedSize: 6_330_639_238, wanted: "ukdale.h5", product: "ukdale.h5",
    licence: "CC BY 4.0", homePage: "https://jack-kelly.com/data", citation: citation)

  /// The channels as text files, one folder for each house.
  private static let ukdaleRaw = KnownDataset(
    name: "ukdale-raw", title: "UK-DALE 2017, raw channels (text)", address: folder + "ukdale.zip",
    size: 3_585_155_959, unpackedSize: nil, wanted: nil, product: "ukdale",
    licence: "CC BY 4.0", homePage: "https://jack-kelly.com/data", citation: citation)

  private static let folder =
    "https://data.ukedc.rl.ac.uk/browse/edc/efficiency/residential/EnergyConsumption/Domestic/"
    + "UK-DALE-2017/UK-DALE-FULL-disaggregated/"

  private static let citation =
    "Kelly, J. and Knottenbelt, W. (2015). The UK-DALE dataset, domestic appliance-level "
    + "electricity demand and whole-house demand from five UK homes. Scientific Data 2:150007, "
    + "doi:10.1038/sdata.2015.7"
}
