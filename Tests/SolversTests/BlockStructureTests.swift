import Solvers
import Testing

struct BlockStructureTests {
  @Test func drivenSystemsComeAfterWhatDrivesThem() throws {
    // 0 uses 1 and 2; 1 and 2 use each other; 3 stands alone and is used by 1.
    let structure = try #require(BlockStructure(columns: [[0, 1, 2], [1, 2, 3], [1, 2], [3]]))
    #expect(structure.blocks.map { $0.sorted() } == [[3], [1, 2], [0]])
    #expect(structure.pivotRow == [0, 1, 2, 3])
  }

  @Test func aStarIsEliminatedFromItsPoints() throws {
    // The centre uses and is used by all others: taken first it would fill the matrix.
    let points = 1...6
    let structure = try #require(
      BlockStructure(columns: [Set(0...6)] + points.map { Set([0, $0]) }))
    #expect(structure.blocks.count == 1)
    #expect(structure.blocks[0].last == 0 || structure.blocks[0].dropLast().last == 0)
  }

  @Test func pivotsMoveWhereAnEquationLacksItsUnknown() throws {
    // Equation 1 does not contain unknown 1 but 0; equation 0 contains both.
    let structure = try #require(BlockStructure(columns: [[0, 1], [0]]))
    #expect(structure.pivotRow == [1, 0])
    #expect(structure.blocks == [[0], [1]])
  }

  @Test func longChainsOfMovesAreFound() throws {
    // Equation i contains unknowns i and i + 1; the last contains only unknown 0.
    let count = 40
    let structure = try #require(
      BlockStructure(columns: (0..<count).map { $0 == count - 1 ? [0] : [$0, $0 + 1] }))
    #expect(structure.pivotRow[0] == count - 1)
    #expect(Set(structure.pivotRow).count == count)
  }

  @Test func anEmptyOrDoubledEquationIsRefused() {
    #expect(BlockStructure(columns: [[0], []]) == nil)
    #expect(BlockStructure(columns: [[0], [0], [0, 1, 2]]) == nil)
  }

  @Test func aChainOfThousandsNeedsNoRecursion() throws {
    let structure = try #require(
      BlockStructure(columns: (0..<5000).map { $0 == 0 ? [0] : [$0 - 1, $0] }))
    #expect(structure.blocks == (0..<5000).map { [$0] })
  }
}
