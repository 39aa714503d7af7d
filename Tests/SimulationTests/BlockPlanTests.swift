import Simulation
import Testing

@Suite("Blocks, groups and shards") struct BlockPlanTests {
  @Test("groups and shards cover every block once", arguments: [1, 255, 256, 257, 70_000, 1_000_000])
  func covers(subjects: Int) throws {
    for arms in [1, 3] {
      let plan = BlockPlan(armCount: arms, subjectCount: subjects)
      let grouped = (0..<plan.groupCount).flatMap { plan.blocks(ofGroup: $0) }
      #expect(grouped == Array(0..<plan.blockCount))
      for group in 0..<plan.groupCount {
        let blocks = plan.blocks(ofGroup: group)
        #expect(blocks.allSatisfy { plan.group(ofBlock: $0) == group })
        #expect(Set(blocks.map { $0 / plan.blocksPerArm }) == [plan.arm(ofGroup: group)])
        #expect(
          plan.subjects(ofGroup: group).count == blocks.reduce(0) { $0 + plan.subjects(ofBlock: $1).count })
      }
      let people = (0..<plan.blocksPerArm).flatMap { plan.subjects(ofBlock: $0) }
      #expect(people == Array(0..<subjects))
      for count in [1, 3, 7, 5000] {
        let shards = try (1...count).map { try #require(Shard(parsing: "\($0)/\(count)")) }
        let pieces = shards.map { $0.pieces(of: plan.blockCount) }
        #expect(pieces.flatMap { $0 } == Array(0..<plan.blockCount))
        #expect((pieces.map(\.count).max() ?? 0) - (pieces.map(\.count).min() ?? 0) <= 1)
      }
    }
  }

  @Test(
    "what is no part is refused", arguments: ["", "1", "0/3", "4/3", "1/0", "-1/3", "1/3/5", "a/b", "1.5/3"])
  func refuses(text: String) { #expect(Shard(parsing: text) == nil) }
}
