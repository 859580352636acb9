#include "scrape_case.h"

#include "text_table.h"

namespace weir::bench {

std::string_view Name(Subject subject) {
  switch (subject) {
    case Subject::kWeir:
      return "weir";
    case Subject::kWeirInProcess:
      return "weir, in process";
    case Subject::kWeirByObject:
      return "weir, in process, added by object";
    case Subject::kPrometheusCpp:
      return "prometheus-cpp";
    default:
      return "promhttp";
  }
}

std::string ScrapeCase::Text() const {
  return std::string(Name(subject)) + ", " + std::string(Name(format)) +
         (gzip ? ", gzip, " : ", identity, ") + std::string(Name(change)) + ", " + Count(series) +
         " series";
}

// The default settings have every combination; what is beside them, the text that all can write.
std::vector<ScrapeCase> CasesOf(size_t series, bool promhttp) {
  std::vector<ScrapeCase> cases;
  for (const bool gzip : {true, false}) {
    for (const PageFormat format :
         {PageFormat::kText, PageFormat::kOpenMetrics, PageFormat::kProtobuf}) {
      for (const Change change : kChanges)
        cases.push_back({Subject::kWeir, format, gzip, change, series});
    }
    for (const Change change : kChanges)
      cases.push_back({Subject::kWeirInProcess, PageFormat::kText, gzip, change, series});
    for (const Subject subject :
         {Subject::kWeirByObject, Subject::kPrometheusCpp, Subject::kPromhttp}) {
      if (subject == Subject::kPromhttp && !promhttp) continue;
      cases.push_back({subject, PageFormat::kText, gzip, Change::kAll, series});
    }
  }
  return cases;
}

}  // namespace weir::bench
