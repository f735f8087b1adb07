import Acquisition
import Configuration
import Files
import Work

/// `energy download`: a public data set, or any file, whole or not at all.
struct DownloadCommand: Command {
  static let specification = CommandSpecification(
    name: "download",
    summary: "Fetch a data set: resumes, verifies and unpacks.",
    discussion: "Knows UK-DALE as NILMTK's HDF5 file (ukdale, 6.3 GB once unpacked) and as text "
      + "files (ukdale-raw, 3.6 GB to fetch), both CC BY 4.0; --url fetches any other file. A "
      + "transfer that breaks is tried again, and a download that ends early (Ctrl-C, a cut, a "
      + "reboot) goes on from where it stopped when the same command runs again: its first bytes "
      + "lie in FILE.part. Archives (zip, tar, gz, bz2, xz) are unpacked and then removed. "
      + "Proxies are taken from http_proxy, https_proxy, all_proxy and no_proxy. Where a file came "
      + "from, and its SHA-256, is kept beside it in FILE.source.json.",
    operands: [
      .init(
        "DATASET", required: false,
        completion: .words(KnownDataset.all.map(\.name)), "ukdale or ukdale-raw.")
    ],
    options: [
      .option(
        "--output", "FOLDER", default: "data/raw", completion: .folder,
        "The folder to put it into (with DATA_PATH set: its folder raw)."),
      .option(
        "--url", "URL", completion: .file,
        "Fetch this in place of the known address: http, https or file."),
      .option("--sha256", "HEX", "The checksum that the fetched file must have."),
      .option(
        "--retries", "N", default: "11",
        "How many failures in a row, without new bytes, are borne (4 before the first byte)."),
      .flag("--keep-archive", "Keep the archive after unpacking it."),
      .flag("--no-unpack", "Keep the file as it comes."),
      .flag("--force", "Fetch anew, and replace what is there."),
      .flag("--dry-run", "Say what would be fetched and how large it is, and stop."),
    ],
    examples: [
      "energy download ukdale --dry-run", "energy download ukdale --output data/raw",
      "energy download --url https://example.org/house.csv.gz --output data/raw",
    ])

  private let order: DownloadOrder
  private let isRehearsal: Bool

  init(_ arguments: Arguments) throws(UsageError) {
    let dataset = try DownloadCommand.dataset(arguments.operands.first)
    guard let text = arguments.text("--url") ?? dataset?.address else {
      throw UsageError(
        "neither a data set nor --url is given",
        remedy: "Try energy download ukdale --dry-run, or see energy download --help.")
    }
    let policy = try DownloadCommand.policy(arguments)
    let folders = ProjectFolders(lookup: Environment.value)
    let folder = arguments.text("--output") ?? FileSystem.joined(folders.data, "raw")
    guard !folder.isEmpty else { throw UsageError("--output names no folder") }
    do throws(AcquisitionError) {
      var order = try DownloadCommand.order(dataset, WebAddress(text), folder, arguments)
      order.policy = policy
      self.order = order
    } catch {
      throw UsageError(error)
    }
    isRehearsal = arguments.has("--dry-run")
  }

  private static func dataset(_ name: String?) throws(UsageError) -> KnownDataset? {
    guard let name else { return nil }
    let folded = Spelling.folded(name)
    if let known = KnownDataset.all.first(where: { Spelling.folded($0.name) == folded }) {
      return known
    }
    let names = KnownDataset.all.map(\.name)
    throw UsageError(
      "unknown data set \(name)",
      remedy: name.contains("://")
        ? "An address is given with --url: energy download --url \(name)"
        : Spelling.question(for: name, among: names)
          ?? "Known are \(names.joined(separator: " and ")); any other file is fetched with --url.")
  }

  /// Tries so many times; a number that the user gave counts before the first byte too.
  private static func policy(_ arguments: Arguments) throws(UsageError) -> RetryPolicy {
    var policy = RetryPolicy()
    if let retries = try arguments.integer("--retries", in: 0...1000) {
      policy.attempts = retries + 1
      policy.attemptsAtFirst = retries + 1
    }
    return policy
  }

  private static func order(
    _ dataset: KnownDataset?, _ address: WebAddress, _ folder: String, _ arguments: Arguments
  ) throws(AcquisitionError) -> DownloadOrder {
    var order = DownloadOrder(address: address, folder: folder)
    order.dataset = dataset
    order.sha256 = try arguments.text("--sha256").map(DownloadOrder.checksum)
    order.unpacks = !arguments.has("--no-unpack")
    order.keepsArchive = arguments.has("--keep-archive")
    order.replaces = arguments.has("--force")
    // As curl's own tool reads them.
    order.certificates =
      Environment.value("CURL_CA_BUNDLE") ?? Environment.value("SSL_CERT_FILE")
    order.agent = "energy/\(CommandCatalogue.version)"
    return order
  }

  func run(_ console: Console) throws {
    var page = DownloadPage(order: order)
    if isRehearsal { return try rehearse(&page, console) }
    console.note(page.plan(width: console.width))
    let narrator = DownloadNarrator(console)
    defer { narrator.finish() }
    let started = ContinuousClock.now
    let report = try DatasetDownload(order).run(narrator.watch)
    narrator.complete()
    if console.isJSON {
      try console.print(page.json(report, seconds: started.duration(to: .now)))
    } else {
      try console.show(page.outcome(report))
    }
  }

  /// Says what would happen, with the size that the server names.
  private func rehearse(_ page: inout DownloadPage, _ console: Console) throws {
    let download = order.download
    var failure: AcquisitionError?
    if page.size == nil {
      do throws(AcquisitionError) {
        page.size = try download.sizeOnServer(Supervision(cancellation: console.cancellation))
      } catch {
        failure = error
      }
    }
    if console.isJSON {
      try console.print(page.planJSON)
    } else {
      try console.show(page.plan(width: console.width))
    }
    if let failure { throw failure }
  }
}
