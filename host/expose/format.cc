#include "expose/format.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weir::expose {
namespace {

using series::Escaping;

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
  std::string name;                                            // lower case
  std::map<std::string, std::string, std::less<>> parameters;  // their names in lower case
  double weight = 1;

  std::string_view Parameter(std::string_view key) const {
    const auto found = parameters.find(key);
    return found == parameters.end() ? std::string_view() : found->second;
  }
};

std::string_view Unquoted(std::string_view value) {
  const bool quoted = value.size() >= 2 && value.starts_with('"') && value.ends_with('"');
  return quoted ? value.substr(1, value.size() - 2) : value;
}

std::optional<Range> ParseRange(std::string_view text) {
  const auto parts = Split(text, ';');
  Range range;
  range.name = Lower(parts[0]);
  for (size_t i = 1; i < parts.size(); ++i) {
    const size_t equals = parts[i].find('=');
    const std::string key = Lower(Trim(parts[i].substr(0, equals)));
    const std::string_view value =
        equals == std::string_view::npos ? "" : Trim(parts[i].substr(equals + 1));
    if (key != "q") {
      range.parameters.emplace(key, Unquoted(value));
      continue;
    }
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

// What Weir has, the better one first.
struct Offer {
  std::string_view type;
  std::string_view version;  // empty: is named by other parameters
  Format format;
  bool carries_utf8;  // names as they are, if they are asked for
  bool when_unnamed;  // is what the type means without a version
};
constexpr std::string_view kText = "text/plain", kOpenMetrics = "application/openmetrics-text",
                           kProtobuf = "application/vnd.google.protobuf";
constexpr std::string_view kProto = "io.prometheus.client.MetricFamily", kEncoding = "delimited";
constexpr Offer kOffers[] = {{kProtobuf, "", Format::kProtobuf, true, false},
                             {kOpenMetrics, "1.0.0", Format::kOpenMetrics, true, true},
                             {kOpenMetrics, "0.0.1", Format::kOpenMetrics, false, false},
                             {kText, "1.0.0", Format::kText, true, false},
                             {kText, "0.0.4", Format::kText, false, true}};

// How closely a range means an offer (RFC 9110 section 12.5.1); kNot: it does not.
enum Closeness { kNot, kAnythingElse, kAnything, kAnyOfKind, kType, kVersion };

// A wildcard means the usual formats alone: nobody gets protobuf unasked.
Closeness Wildcard(const Range& range, const Offer& offer) {
  if (!offer.when_unnamed) return kNot;
  if (range.name == "*/*") return offer.format == Format::kText ? kAnything : kAnythingElse;
  const std::string_view kind = offer.type.substr(0, offer.type.find('/') + 1);
  return range.name == std::string(kind) + "*" ? kAnyOfKind : kNot;
}

Closeness Match(const Range& range, const Offer& offer) {
  if (range.name != offer.type) return Wildcard(range, offer);
  if (offer.format == Format::kProtobuf) {
    const bool known =
        range.Parameter("proto") == kProto && range.Parameter("encoding") == kEncoding;
    return known ? kVersion : kNot;
  }
  const std::string_view version = range.Parameter("version");
  if (version == offer.version) return kVersion;
  return version.empty() && offer.when_unnamed ? kType : kNot;
}

// The range that decides about an offer: the closest, of equally close ones the heaviest.
struct Bid {
  const Offer* offer = nullptr;
  const Range* range = nullptr;
  Closeness closeness = kNot;

  double weight() const { return range == nullptr ? 0 : range->weight; }
  // What is meant by a wildcard yields to what is named.
  bool operator<(const Bid& other) const {
    return std::pair(weight(), std::min(closeness, kType)) <
           std::pair(other.weight(), std::min(other.closeness, kType));
  }
};

Bid BidFor(const Offer& offer, const std::vector<Range>& ranges) {
  Bid bid{&offer};
  for (const auto& range : ranges) {
    const Closeness closeness = Match(range, offer);
    if (closeness == kNot || closeness < bid.closeness) continue;
    if (closeness == bid.closeness && range.weight <= bid.weight()) continue;
    bid.range = &range;
    bid.closeness = closeness;
  }
  return bid;
}

struct NamedEscaping {
  std::string_view name;
  Escaping escaping;
};
constexpr NamedEscaping kEscapings[] = {{"underscores", Escaping::kUnderscores},
                                        {"dots", Escaping::kDots},
                                        {"values", Escaping::kValues},
                                        {"allow-utf-8", Escaping::kAllowUtf8},
                                        // As an earlier description of the negotiation has it.
                                        {"allow-utf8", Escaping::kAllowUtf8}};

// An escaping that is unknown, or that the format cannot carry, is none.
Escaping EscapingFor(const Bid& bid) {
  const auto named =
      std::ranges::find(kEscapings, bid.range->Parameter("escaping"), &NamedEscaping::name);
  if (named == std::end(kEscapings)) return Escaping::kUnderscores;
  const bool carried = named->escaping != Escaping::kAllowUtf8 || bid.offer->carries_utf8;
  return carried ? named->escaping : Escaping::kUnderscores;
}

std::string ContentType(const Offer& offer, Escaping escaping) {
  std::string type(offer.type);
  if (offer.format == Format::kProtobuf) {
    type.append("; proto=").append(kProto).append("; encoding=").append(kEncoding);
  } else {
    type.append("; version=").append(offer.version).append("; charset=utf-8");
  }
  if (offer.carries_utf8 || escaping != Escaping::kUnderscores) {
    type.append("; escaping=")
        .append(std::ranges::find(kEscapings, escaping, &NamedEscaping::escaping)->name);
  }
  return type;
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

Terms Negotiate(std::string_view accept) {
  const auto ranges = ParseRanges(accept);
  Bid best;
  for (const Offer& offer : kOffers) {
    const Bid bid = BidFor(offer, ranges);
    if (best < bid) best = bid;
  }
  if (best.weight() == 0) {
    return {Format::kText, Escaping::kUnderscores,
            ContentType(*std::rbegin(kOffers), Escaping::kUnderscores)};
  }
  const Escaping escaping = EscapingFor(best);
  return {best.offer->format, escaping, ContentType(*best.offer, escaping)};
}

bool WantsGzip(std::string_view accept_encoding) {
  const auto codings = ParseRanges(accept_encoding);
  const double gzip = WeightOf(codings, "gzip").value_or(0);
  // Identity is acceptable without being named, but as a last resort.
  return gzip > 0 && gzip >= WeightOf(codings, "identity").value_or(0);
}

}  // namespace weir::expose
