import Evidence
import Population
import Statistics
import Testing

/// Tables of an invented model with nothing but the columns that matter.
enum Fixture {
  static func base(population: String = "") throws -> EvidenceBase {
    var tables = [
      "schema.csv": "table,column,meaning,content,required\n",
      "sources.csv": "key,title_or_study,doi,doi_verified,locator,kind,note\n",
    ]
    if !population.isEmpty {
      tables["populations/people.csv"] =
        "symbol,kind,sex,value,unit,distribution,findings,tier,verification,note\n" + population
    }
    return try EvidenceBase(tables: tables)
  }

  static let parameters = """
    symbol,alternative,value,unit,variability,uncertainty,population,findings,tier,verification,note
    CL,,3,L/h,lognormal(omega=0.09),"lognormal(lower=2, upper=4.5)",,assumed,assumed,assumed,x
    V,,20,L,lognormal(cv=0.2),lognormal(omega=0.04),,assumed,assumed,assumed,x
    F,,0.6,1,logitnormal(sd=0.5),logitnormal(sd=0.2),,assumed,assumed,assumed,x
    B,,23,1,normal(sd=3.5),,,assumed,assumed,assumed,x
    k,,0.1,1/h,,,,assumed,assumed,assumed,x
    """

  static func bindings() throws -> [ParameterBinding] {
    let table = try ParameterTable(parsing: parameters, file: "parameters.csv", model: "m")
    return try base().bindings(
      for: "m", constants: table.rows.map { ($0.symbol, $0.value, $0.unit) }, tables: ["m": table])
  }

  static func correlations(_ rows: String, _ bindings: [ParameterBinding]) throws -> [CorrelationBinding] {
    let table = try CorrelationTable(
      parsing: "level,symbol_a,symbol_b,rho,findings,note\n" + rows, file: "correlations.csv", model: "m")
    return try base().correlations(for: "m", bindings: bindings, tables: ["m": table])
  }
}
