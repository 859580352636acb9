#include "expose/format.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

namespace weir::expose {
namespace {

std::string_view Trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string Lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// The parts between separators, trimmed.  No quoted strings: what is negotiated here has none.
std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.push_back(Trim(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// A weight is 0 to 1 (RFC 9110 12.4.2); anything else makes the range unreadable.
std::optional<double> Weight(std::string_view text) {
  double weight = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), weight, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size() || !(weight >= 0 && weight <= 1))
    return {};
  return weight;
}

// One element of Accept or Accept-Encoding.
struct Range {
  std::string name;  // lower case
  std::string version;
  std::string proto;     // of protobuf
  std::string encoding;  // of protobuf
  double weight = 1;
};

std::optional<Range> ParseRange(std::string_view text) {
  const auto parts = Split(text, ';');
  Range range;
  range.name = Lower(parts[0]);
  for (size_t i = 1; i < parts.size(); ++i) {
    const size_t equals = parts[i].find('=');
    const std::string key = Lower(Trim(parts[i].substr(0, equals)));
    const std::string_view value =
        equals == std::string_view::npos ? "" : Trim(parts[i].substr(equals + 1));
    if (key == "version") range.version = value;
    if (key == "proto") range.proto = value;
    if (key == "encoding") range.encoding = value;
    if (key != "q") continue;
    const auto weight = Weight(value);
    if (!weight) return {};
    range.weight = *weight;
  }
  if (range.name.empty()) return {};
  return range;
}

std::vector<Range> ParseRanges(std::string_view header) {
  std::vector<Range> ranges;
  for (const auto part : Split(header, ',')) {
    if (auto range = ParseRange(part)) ranges.push_back(*range);
  }
  return ranges;
}

bool MeansProtobuf(const Range& range) {
  return range.name == "application/vnd.google.protobuf" &&
         range.proto == "io.prometheus.client.MetricFamily" && range.encoding == "delimited";
}

bool MeansOpenMetrics(const Range& range) {
  return range.name == "application/openmetrics-text" &&
         (range.version.empty() || range.version == "1.0.0" || range.version == "0.0.1");
}

bool MeansText(const Range& range) {
  if (range.name == "text/plain") return range.version.empty() || range.version == "0.0.4";
  return range.name == "*/*" || range.name == "text/*";
}

template <class Means>
double BestWeight(const std::vector<Range>& ranges, Means means) {
  double best = 0;
  for (const auto& range : ranges) best = means(range) ? std::max(best, range.weight) : best;
  return best;
}

std::optional<double> WeightOf(const std::vector<Range>& codings, std::string_view name) {
  std::optional<double> any;
  for (const auto& coding : codings) {
    if (coding.name == name) return coding.weight;
    if (coding.name == "*") any = coding.weight;
  }
  return any;
}

}  // namespace

Format NegotiateFormat(std::string_view accept) {
  const auto ranges = ParseRanges(accept);
  const double protobuf = BestWeight(ranges, MeansProtobuf);
  const double openmetrics = BestWeight(ranges, MeansOpenMetrics);
  const double text = BestWeight(ranges, MeansText);
  if (protobuf > 0 && protobuf >= openmetrics && protobuf >= text) return Format::kProtobuf;
  return openmetrics > 0 && openmetrics >= text ? Format::kOpenMetrics : Format::kText;
}

std::string_view ContentType(Format format) {
  switch (format) {
    case Format::kProtobuf:
      return "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; "
             "encoding=delimited";
    case Format::kOpenMetrics:
      return "application/openmetrics-text; version=1.0.0; charset=utf-8";
    default:
      return "text/plain; version=0.0.4; charset=utf-8";
  }
}

bool WantsGzip(std::string_view accept_encoding) {
  const auto codings = ParseRanges(accept_encoding);
  const double gzip = WeightOf(codings, "gzip").value_or(0);
  // Identity is acceptable without being named, but as a last resort.
  return gzip > 0 && gzip >= WeightOf(codings, "identity").value_or(0);
}

}  // namespace weir::expose
