// swift-tools-version: 6.2
import PackageDescription

// The house rules of every Swift target: Swift 6, each unsafe expression marked, no warnings,
// and imports that say whether they leak into a target's interface.
let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
]

/// A target under the house rules.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: house)
}

/// The tests of one target, with whatever else they need.
func tests(
  of name: String, with others: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name)] + others, resources: resources,
    swiftSettings: house)
}

/// A C library from Debian, through its pkg-config file where it has one.
func library(_ name: String, pkgConfig: String? = nil, debian: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])])
}

let package = Package(
  name: "energy",
  products: [.executable(name: "energy", targets: ["energy"])],
  targets: [
    library("CCrypto", pkgConfig: "libcrypto", debian: "libssl-dev"),
    library("CYAML", pkgConfig: "yaml-0.1", debian: "libyaml-dev"),
    library("CHDF5", pkgConfig: "hdf5-serial", debian: "libhdf5-dev"),
    library("CBlosc", pkgConfig: "blosc", debian: "libblosc-dev"),
    library("CBzip2", debian: "libbz2-dev"),
    library("CDeflate", pkgConfig: "libdeflate", debian: "libdeflate-dev"),
    library("CCurl", pkgConfig: "libcurl", debian: "libcurl4-openssl-dev"),
    library("CArchive", pkgConfig: "libarchive", debian: "libarchive-dev"),
    library("CZlib", pkgConfig: "zlib", debian: "zlib1g-dev"),
    library("CEdit", pkgConfig: "libedit", debian: "libedit-dev"),
    library("COpenBLAS", pkgConfig: "openblas", debian: "libopenblas-dev"),
    library("CMicroHTTPD", pkgConfig: "libmicrohttpd", debian: "libmicrohttpd-dev"),
    library("CSQLite", pkgConfig: "sqlite3", debian: "libsqlite3-dev"),

    room("Files", ["CCrypto"]),
    room("Work", ["Files"]),
    room("Plots", ["Files"]),
    room("Configuration", ["CYAML", "Files"]),
    room("HDF5", ["CHDF5", "CBlosc", "CBzip2", "CDeflate", "Files", "Work"]),
    room("MeterData", ["HDF5", "Configuration", "Files", "Work"]),
    // Optimised in debug builds too, whose tests would take minutes; a square root sets no errno.
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3", "-fno-math-errno"])]),
    room("Kernels", ["COpenBLAS", "CKernels", "Files", "Work"]),
    room("Networks", ["Kernels", "Files", "Work"]),
    room(
      "Disaggregation",
      ["Networks", "Kernels", "MeterData", "HDF5", "Configuration", "Files", "Work"]),
    room(
      "Training",
      ["Disaggregation", "Networks", "Kernels", "MeterData", "Configuration", "Files", "Work"]),
    room(
      "Evaluation",
      [
        "Training", "Disaggregation", "Networks", "MeterData", "HDF5", "Configuration", "Plots",
        "Files", "Work",
      ]),
    room("Acquisition", ["CCurl", "CArchive", "CZlib", "Files", "Work"]),
    room("HTTP", ["CMicroHTTPD", "Files", "Work"]),
    room("SQLite", ["CSQLite", "Files"]),
    room("Registry", ["Disaggregation", "Networks", "Files", "Work"]),
    room(
      "Serving",
      [
        "Registry", "Disaggregation", "Networks", "Kernels", "MeterData", "Configuration", "HTTP",
        "SQLite", "Plots", "Files", "Work",
      ]),
    .executableTarget(
      name: "energy",
      dependencies: [
        "Serving", "Registry", "Evaluation", "Training", "Disaggregation", "Networks", "Kernels",
        "MeterData", "HDF5", "Acquisition", "Configuration", "HTTP", "SQLite", "Plots", "Files",
        "Work", "CEdit",
      ],
      swiftSettings: house),

    tests(of: "Files"),
    tests(of: "Work"),
    tests(of: "Configuration"),
    tests(of: "HDF5"),
    tests(of: "MeterData"),
    tests(of: "Kernels", with: ["CKernels", "Work"]),
    tests(
      of: "Networks", with: ["Kernels", "Files", "Work"], resources: [.copy("Fixtures")]),
    tests(
      of: "Disaggregation", with: ["Networks", "Kernels", "MeterData", "Files", "Work"],
      resources: [.copy("Fixtures")]),
    tests(
      of: "Training",
      with: [
        "Disaggregation", "Networks", "Kernels", "MeterData", "Configuration", "Files", "Work",
      ]),
    tests(
      of: "Evaluation",
      with: [
        "Training", "Disaggregation", "Networks", "Kernels", "MeterData", "HDF5", "Configuration",
        "Plots", "Files", "Work",
      ], resources: [.copy("Fixtures")]),
    tests(of: "Acquisition", with: ["CArchive", "Files", "Work"]),
    tests(of: "HTTP", with: ["Files", "Work"]),
    tests(of: "SQLite", with: ["Files"]),
    tests(
      of: "Registry",
      with: ["Disaggregation", "Networks", "Kernels", "MeterData", "Files", "Work"]),
    tests(
      of: "Serving",
      with: [
        "Registry", "Disaggregation", "Networks", "Kernels", "MeterData", "Configuration", "HTTP",
        "SQLite", "Files", "Work",
      ]),
    tests(of: "energy"),
  ]
)

// scripts/fuzz alone builds this, with every target instrumented.
if Context.environment["ENERGY_FUZZ"] != nil {
  package.targets += [
    .systemLibrary(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "CFuzzer", "Serving", "HTTP", "Acquisition", "Disaggregation", "Networks", "MeterData",
        "HDF5", "Configuration", "Files", "Work",
      ],
      path: "Tests/Fuzz/Entry", swiftSettings: house,
      // Debian's gold fails on libFuzzer's archive.
      linkerSettings: [.unsafeFlags(["-use-ld=lld"])]),
  ]
}
