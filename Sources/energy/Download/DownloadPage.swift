import Acquisition
import Files

/// What is said before and after a download.
struct DownloadPage {
  let order: DownloadOrder
  /// Bytes to fetch, as published or as the server says.
  var size: Int?

  init(order: DownloadOrder) {
    self.order = order
    size = order.knownSize
  }

  /// What will be fetched, how large it is, and on whose terms.
  func plan(width: Int) -> String {
    var rows: [(String, String)] = [
      ("from", order.address.shown), ("to", order.productPath), ("size", sizes),
    ]
    if let dataset = order.dataset {
      rows += [
        ("licence", dataset.licence), ("home", dataset.homePage), ("cite", dataset.citation),
      ]
    }
    let title = order.dataset?.title ?? order.address.fileName
    let lines = rows.map { name, text in
      let label = name + String(repeating: " ", count: 9 - name.count)
      let indent = String(repeating: " ", count: 11)
      return "  " + label + (indent + text).wrapped(to: max(width, 51)).dropFirst(indent.count)
    }
    return ([title] + lines).joined(separator: "\n")
  }

  private var sizes: String {
    let fetched = size.map { "\(DecimalText.bytes($0)) (\(DecimalText.grouped($0)) bytes)" }
    let unpacked = order.isArchive ? order.dataset?.unpackedSize : nil
    return (fetched ?? "unknown until the server answers")
      + (unpacked.map { ", \(DecimalText.bytes($0)) unpacked" } ?? "")
  }

  /// What came of it, and what to do next.
  func outcome(_ report: DownloadReport) -> String {
    let record = report.provenance
    let amount = record.product?.bytes ?? record.bytes
    let files = record.product.map { $0.files == 1 ? "" : ", \($0.files) files" } ?? ""
    var lines = [
      "\(report.path)  \(DecimalText.bytes(amount))\(files)\(report.wasThere ? ", already here" : "")",
      "  sha256   \(record.sha256)  \(trust(record))",
      "  record   \(Provenance.path(of: report.path))",
    ]
    if let archive = report.archive { lines.append("  archive  \(archive) is kept") }
    if report.leftOut > 0 {
      lines.append("  left out \(DecimalText.grouped(report.leftOut)) other files of the archive")
    }
    if let known = order.knownProductSize, let product = record.product, product.bytes != known {
      lines.append(
        "note: the release of 2017 had \(DecimalText.grouped(known)) bytes, this one has "
          + DecimalText.grouped(product.bytes))
    }
    if looksLikeData(report.path) { lines.append("next: energy inspect \(report.path)") }
    return lines.joined(separator: "\n")
  }

  private func trust(_ record: Provenance) -> String {
    let name = record.product == nil ? "" : "of \(order.address.fileName), "
    return "(\(name)\(record.isVerified ? "as given" : "recorded, not compared"))"
  }

  private func looksLikeData(_ path: String) -> Bool {
    order.dataset != nil || [".h5", ".hdf5", ".csv"].contains { path.hasSuffix($0) }
  }

  /// The plan for programs.
  var planJSON: JSON {
    [
      "dataset": JSON(order.dataset?.name), "url": .string(order.address.shown),
      "path": .string(order.productPath), "bytes": JSON(size),
      "unpacked_bytes": JSON(order.isArchive ? order.dataset?.unpackedSize : nil),
      "licence": JSON(order.dataset?.licence), "home_page": JSON(order.dataset?.homePage),
      "citation": JSON(order.dataset?.citation),
    ]
  }

  func json(_ report: DownloadReport, seconds: Duration) -> JSON {
    let record = report.provenance
    return [
      "dataset": JSON(order.dataset?.name), "url": .string(record.address),
      "final_url": JSON(record.finalAddress), "path": .string(report.path),
      "record": .string(Provenance.path(of: report.path)), "archive": JSON(report.archive),
      "bytes": .integer(record.bytes), "sha256": .string(record.sha256),
      "sha256_verified": .bool(record.isVerified), "resumed_from": .integer(report.resumedFrom),
      "already_here": .bool(report.wasThere), "files": .integer(record.product?.files ?? 1),
      "unpacked_bytes": JSON(record.product?.bytes), "licence": JSON(record.licence),
      "citation": JSON(record.citation), "seconds": .number(seconds / .seconds(1)),
    ]
  }
}
