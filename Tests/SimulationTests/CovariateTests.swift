import Dosing
import Simulation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Covariates that change with time.
struct CovariateTests {
  private let options = DosingTests.options(.dop853)
  private let model = """
    WT = 70; F_A = 0.5*WT/70; k0 = 0.01; k = k0*WT
    A = 0; A' = -k*A; C := A
    """
  private let data = """
    ID,TIME,EVID,AMT,CMT,II,ADDL,WT
    1,0,1,100,A,.,.,10
    1,2,0,.,.,.,.,10
    1,5,2,.,.,.,.,30
    1,6,0,.,.,.,.,.
    1,9,0,.,.,.,.,20
    """

  private func values(_ covariates: CovariateInterpolation) throws -> [Double] {
    try run(data: data, model: model, covariates: covariates, options: options).values
  }

  /// A·exp(−k0·∫WT dt); the share at the dose is 0.5·10/70.
  private func expected(_ areas: [Double]) -> [Double] { areas.map { 100 * 0.5 * 10 / 70 * exp(-0.01 * $0) } }

  @Test func lastValueHolds() throws {
    #expect(largestRelativeError(try values(.locf), expected([20, 80, 170])) < 1e-10)
  }

  @Test func nextValueHoldsSinceTheRecordBefore() throws {
    #expect(largestRelativeError(try values(.nocb), expected([20, 130, 190])) < 1e-10)
  }

  @Test func straightLines() throws {
    // 10 until 2, to 30 at 5, to 20 at 9
    let areas: [Double] = [20, 80 + 28.75, 80 + 100]
    #expect(largestRelativeError(try values(.linear), expected(areas)) < 1e-10)
  }

  @Test func aRepeatedDoseKeepsTheShareOfItsRecord() throws {
    let found = try run(
      data: "ID,TIME,EVID,AMT,CMT,II,ADDL,WT\n1,0,1,100,A,4,2,70\n1,1,2,.,.,.,.,140\n1,9,0,.,.,.,.,140\n",
      model: "WT = 70; F_A = 0.5*WT/70; A = 0; A' = -0*A; C := A", options: options)
    #expect(abs(found.values[0] - 150) < 1e-9)
  }

  @Test func initialValuesFollowTheFirstRecord() throws {
    let found = try run(
      data: "ID,TIME,EVID,AMT,CMT,WT\n1,0,0,.,.,50\n1,3,3,.,.,80\n1,3,0,.,.,80\n",
      model: "WT = 70; A = 2*WT; A' = -0.1*A; C := A", options: options)
    #expect(found.values == [100, 160])
  }

  @Test func anOutputReadsTheCovariateOfItsRecord() throws {
    let found = try run(
      data: "ID,TIME,EVID,AMT,CMT,V\n1,0,1,60,A,10\n1,4,0,.,.,10\n1,4,0,.,.,20\n1,8,0,.,.,20\n",
      model: "V = 10; A = 0; A' = 0*A; C := A/V", options: options)
    #expect(found.times == [4, 4, 8])
    #expect(found.values == [6, 3, 3])
  }

  /// The series has the record's value, also where it lies on a line that starts there.
  @Test func steadyStateHoldsACovariateThatRunsAlongALine() throws {
    let found = try run(
      data:
        "ID,TIME,EVID,AMT,CMT,II,SS,WT\n1,0,0,.,.,.,.,10\n1,4,1,50,A,12,1,20\n1,4,0,.,.,.,.,20\n1,9,0,.,.,.,.,30\n",
      model: "WT = 70; A = 0; k = 0.01*WT; A' = -k*A; C := A", covariates: .linear, options: options)
    let start = DoseResponse(terms: [(1, 0.2)]).series(50, every: 12, last: 4, 4)
    #expect(largestRelativeError(Array(found.values[1...]), [start, start * exp(-0.01 * 25 * 5)]) < 1e-9)
  }

  @Test func steadyStateTakesTheValuesOfItsRecord() throws {
    let found = try run(
      data: "ID,TIME,EVID,AMT,CMT,II,SS,WT\n1,0,0,.,.,.,.,10\n1,4,1,50,A,12,1,20\n1,7,0,.,.,.,.,20\n",
      model: "WT = 70; A = 0; k = 0.01*WT; A' = -k*A; C := A", options: options)
    let expected = DoseResponse(terms: [(1, 0.2)]).series(50, every: 12, last: 4, 7)
    #expect(abs(found.values[1] / expected - 1) < 1e-9)
  }
}
