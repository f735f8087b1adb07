package import Training

/// How samples are dealt to training, validation and test.
package enum FoldChoice: Sendable {
  /// Ranges that somebody named.
  case fixed(FixedFold)
  /// Each house once for the test, the others for training.
  case leaveOneHouseOut(HouseFolds)
  /// Each block of time once for the test, the others for training.
  case blocked(BlockFolds)

  /// One fold with named ranges.
  package struct FixedFold: Sendable {
    package var name: String
    /// Those it is for; none is all.
    package var appliances: [String]
    package var trainSource: String
    package var testSource: String
    package var train: RangeRequest
    package var validation: RangeRequest
    package var test: RangeRequest
  }

  /// Folds by house.
  package struct HouseFolds: Sendable {
    package var source: String
    /// None is every house that has the appliance.
    package var buildings: [Int]
    /// Of the training houses' samples, the latest, which choose the epoch.
    package var validationShare: Double
  }

  /// Folds by time.
  package struct BlockFolds: Sendable {
    package var source: String
    /// None is every house that has the appliance.
    package var buildings: [Int]
    package var blocks: Int
    /// Of all the time, beside the test block, which chooses the epoch.
    package var validationShare: Double
  }
}

/// One deal of samples, for one appliance.
package struct Fold: Sendable, Equatable {
  /// Fit for a folder: "unseen-house-2", "house-1", "block-3".
  package var name: String
  /// Names of sources; validation lies where training does.
  package var trainSource: String
  package var testSource: String
  package var train: RangeRequest
  package var validation: RangeRequest
  /// Its store is the other source's name, where there is one.
  package var test: RangeRequest
}
