import Evidence
import Statistics
import Text
import Units

/// People with covariates as a population table describes them: shares, then measured properties with
/// their correlations within a sex.
///
/// A person is a function of (seed, index): the same in a cohort of any size.
package struct VirtualPopulation: Sendable {
  /// Names of shares (1 where true, else 0), then of measured properties.
  package let symbols: [String]
  /// Units of `symbols`.
  package let units: [Unit]
  /// Rows of the table, for the list of what a study rests on.
  package let rows: [PopulationTable.Row]

  private let shares: [(name: String, value: Double, purpose: Purpose)]
  private let sexShare: Int?
  private let covariates: [String]
  private let purposes: [Purpose]
  /// For men, then for women.
  private let bySex: [(distributions: [Distribution], normals: CorrelatedNormals)]

  /// - Throws: `Problems` where a property lacks a row for one of the sexes, has other units for them, or
  ///   correlations contradict each other.
  package init(_ table: PopulationTable) throws(Problems) {
    var problems: [Problem] = []
    var shares: [(name: String, value: Double, purpose: Purpose)] = []
    for row in table.rows(.share) {
      if row.sex != .both {
        problems.append(
          Problem("the share '\(row.symbol)' must hold for both sexes", at: row.position, kind: .unsupported))
      }
      shares.append((row.symbol, row.value, Purpose("share:\(row.symbol)")))
    }
    var covariates: [String] = []
    for row in table.rows(.covariate) where !covariates.contains(row.symbol) { covariates.append(row.symbol) }
    let sexShare = shares.firstIndex { $0.name == "female" }

    var units: [Unit] = shares.map { _ in .dimensionless }
    var bySex: [(distributions: [Distribution], normals: CorrelatedNormals)] = []
    for sex in [PopulationTable.Sex.male, .female] {
      var distributions: [Distribution] = []
      for (index, symbol) in covariates.enumerated() {
        guard let row = table.row(symbol, sex), row.kind == .covariate else {
          problems.append(
            Problem(
              "'\(symbol)' has no row for \(sex.rawValue)", at: SourcePosition(file: table.file)))
          if sex == .male { units.append(.dimensionless) }
          continue
        }
        distributions.append(row.distribution ?? .fixed(row.value))
        if sex == .male {
          units.append(row.unit)
        } else if units[shares.count + index] != row.unit {
          problems.append(
            Problem("'\(symbol)' has another unit than the row of the other sex", at: row.position))
        }
      }
      let pairs = table.rows(.correlation).filter { $0.sex == sex || $0.sex == .both }.map { row in
        let names = row.symbol.split(separator: ":").map(String.init)
        return CorrelatedNormals.Pair(
          names.first ?? "", names.last ?? "", rho: row.value, position: row.position)
      }
      if !problems.isEmpty { continue }
      do throws(Problems) {
        bySex.append((distributions, try CorrelatedNormals(names: covariates, pairs: pairs)))
      } catch {
        problems += error.all
      }
    }
    if sexShare == nil, table.rows(.covariate).contains(where: { $0.sex != .both }) {
      problems.append(
        Problem(
          "rows for one sex need the share 'female'", at: SourcePosition(file: table.file)))
    }
    if !problems.isEmpty { throw Problems(problems) }
    self.shares = shares
    self.sexShare = sexShare
    self.covariates = covariates
    self.bySex = bySex
    self.units = units
    symbols = shares.map(\.name) + covariates
    purposes = covariates.map { Purpose("covariate:\($0)") }
    rows = table.rows
  }

  /// A person's values, in the order of `symbols`.
  package func person(_ index: UInt32, random: KeyedRandom) -> [Double] {
    let truths = shares.map { share in
      random.uniform(subject: index, draw: 0, purpose: share.purpose) < share.value ? 1.0 : 0.0
    }
    let sex = sexShare.map { truths[$0] == 1 ? 1 : 0 } ?? 0
    let z = purposes.map { random.normal(subject: index, draw: 0, purpose: $0) }
    let normals = bySex[sex].normals.correlate(z)
    return truths + zip(bySex[sex].distributions, normals).map { $0.value(standardNormal: $1) }
  }
}
