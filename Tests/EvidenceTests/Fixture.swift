import Evidence
import Testing
import Text

/// A small base of evidence about nothing in particular, and ways to damage it.
struct Fixture {
  var tables: [String: String] = [
    "schema.csv": """
    table,column,meaning,content,required
    kinetics,,title,How things move,no
    kinetics,id,id,text,yes
    kinetics,source,source,text,yes
    kinetics,thing,subject,text,yes
    kinetics,place,subject,text,no
    kinetics,quantity,quantity,text,yes
    kinetics,people,population,text,no
    kinetics,value,value,text,no
    kinetics,lower,lower,number,no
    kinetics,upper,upper,number,no
    kinetics,kind,interval,one of: SD | range | lower bound,no
    kinetics,unit,unit,text,no
    kinetics,verification,verification,text,yes
    kinetics,where,verified where,text,no
    kinetics,doubt,known doubt,text,no
    kinetics,note,note,text,no
    ratios,id,id,text,yes
    ratios,source,source,text,yes
    ratios,a,subject,text,yes
    ratios,AUCR,value,number,no
    ratios,CmaxR,further value,number,no
    ratios,CmaxR_lower,further lower,number,no
    ratios,CmaxR_upper,further upper,number,no
    ratios,,unit,= ratio,no
    ratios,verification,verification,text,yes
    """,
    "sources.csv": """
    key,title_or_study,doi,doi_verified,locator,kind,note
    smith-2020,Smith 2020,10.1000/abc.1,listed,,article,
    jones-2021,Jones 2021,10.1000/xyz(2)3,memory,,article,
    own-fit,Own fit,,none,,computation,fitted here
    leaflet,Leaflet,,none,page 3,label,
    """,
    "kinetics.csv": """
    id,source,thing,place,quantity,people,value,lower,upper,kind,unit,verification,where,doubt,note
    K1,smith-2020,alphine,plasma,CL,adults,60,20,233,range,L/h,primary,abstract,,
    K2,smith-2020,alphine,plasma,V,adults,185,,30,SD,L,secondary,a review,,
    K3,jones-2021,7-hydroxy-alphine,liver,Ki,,1.2,,,,uM,primary,,looks high,
    K4,jones-2021,alphine,"CYP9Z9, liver",Ki,,0.5,,,,uM,memory,,,
    K5,own-fit,alphine,"CYP9Z9, liver",KI,,4.1,,,,uM,computed,,,half by assumption
    K6,leaflet,betaine,plasma,form,,two parts,,,,,label,,,
    """,
    "ratios.csv": """
    id,source,a,AUCR,CmaxR,CmaxR_lower,CmaxR_upper,verification
    R1,smith-2020,alphine,1.4,1.2,1.1,1.3,primary
    """,
    "notes.txt": "not a table",
  ]

  var base: EvidenceBase { get throws { try EvidenceBase(tables: tables) } }

  /// Messages of a damaged base, in their order; empty where it loads.
  var complaints: [String] {
    do throws(Problems) {
      _ = try EvidenceBase(tables: tables)
      return []
    } catch {
      return error.all.map(\.description)
    }
  }

  /// Replaces text in a table; the text has to be there.
  mutating func damage(_ table: String, _ old: String, _ new: String) {
    let text = tables[table] ?? ""
    #expect(text.contains(old), "the fixture has no '\(old)'")
    tables[table] = text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
  }

  mutating func append(_ table: String, _ line: String) { tables[table, default: ""] += "\n" + line }
}

/// Messages that a reading throws, empty where it succeeds.
func complaints(of body: () throws(Problems) -> Void) -> [String] {
  do throws(Problems) {
    try body()
    return []
  } catch {
    return error.all.map(\.description)
  }
}
