import ArgumentParser

@main
struct Speciosa: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "speciosa",
    abstract: "Quantitative systems pharmacology of kratom and depression: research, not advice.")
}
