#include "expose/format.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

namespace weir::expose {
namespace {

// What the servers send, as captured.
constexpr const char* kPrometheus242 =
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
    "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
constexpr const char* kPrometheus253 =
    "application/openmetrics-text;version=1.0.0;q=0.5,application/"
    "openmetrics-text;version=0.0.1;q=0.4,"
    "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
constexpr const char* kPrometheus35 =
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
    "application/openmetrics-text;version=0.0.1;q=0.5,text/"
    "plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
    "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
constexpr const char* kPrometheus35Native =
    "application/"
    "vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
    "application/openmetrics-text;version=0.0.1;q=0.4,text/"
    "plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
    "text/plain;version=0.0.4;q=0.2,*/*;q=0.1";
constexpr const char* kPrometheusTextOnly =
    "text/plain;version=1.0.0;escaping=underscores;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.3";

using series::Escaping;

Format NegotiateFormat(std::string_view accept) { return Negotiate(accept).format; }

TEST(NegotiateFormat, PrometheusGetsOpenMetrics) {
  for (const char* accept : {kPrometheus242, kPrometheus253, kPrometheus35}) {
    EXPECT_EQ(NegotiateFormat(accept), Format::kOpenMetrics) << accept;
  }
}

TEST(NegotiateFormat, PrometheusWithNativeHistogramsGetsProtobuf) {
  EXPECT_EQ(NegotiateFormat(kPrometheus35Native), Format::kProtobuf);
}

TEST(NegotiateFormat, ProtobufIsOneMessageInOneEncoding) {
  const std::string type = "application/vnd.google.protobuf", delimited = ";encoding=delimited",
                    proto = ";proto=io.prometheus.client.MetricFamily";
  EXPECT_EQ(NegotiateFormat(type + proto + delimited), Format::kProtobuf);
  for (const std::string& accept :
       {type, type + proto, type + delimited, type + proto + ";encoding=text",
        type + ";proto=io.prometheus.client.Metric" + delimited,
        type + proto + delimited + ";q=0"}) {
    EXPECT_EQ(NegotiateFormat(accept), Format::kText) << accept;
  }
}

TEST(NegotiateFormat, WhoAsksForTextGetsText) {
  for (const char* accept :
       {kPrometheusTextOnly, "text/plain", "text/plain;version=0.0.4", "*/*", "text/*", "",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}) {
    EXPECT_EQ(NegotiateFormat(accept), Format::kText) << accept;
  }
}

TEST(NegotiateFormat, TheHigherWeightWins) {
  EXPECT_EQ(NegotiateFormat("application/openmetrics-text;q=0.4,text/plain;q=0.5"), Format::kText);
  EXPECT_EQ(NegotiateFormat("text/plain;q=0.4,application/openmetrics-text;q=0.5"),
            Format::kOpenMetrics);
  EXPECT_EQ(NegotiateFormat("text/plain,application/openmetrics-text"), Format::kOpenMetrics);
  EXPECT_EQ(NegotiateFormat("application/openmetrics-text;q=0.5,*/*;q=0.6"), Format::kText);
}

TEST(NegotiateFormat, AWeightOfZeroIsARefusal) {
  EXPECT_EQ(NegotiateFormat("application/openmetrics-text;q=0"), Format::kText);
  EXPECT_EQ(NegotiateFormat("application/openmetrics-text;q=0.000,*/*;q=0"), Format::kText);
}

TEST(NegotiateFormat, VersionsThatAreNotHadDoNotCount) {
  EXPECT_EQ(NegotiateFormat("application/openmetrics-text;version=2.0.0"), Format::kText);
  EXPECT_EQ(NegotiateFormat("application/openmetrics-text;version=2.0.0,application/"
                            "openmetrics-text;version=1.0.0;q=0.1"),
            Format::kOpenMetrics);
}

TEST(NegotiateFormat, CaseAndBlanksDoNotMatter) {
  EXPECT_EQ(NegotiateFormat(
                "  Application/OpenMetrics-Text ; Version=1.0.0 ; Q=0.9 ,\ttext/plain; q=0.8 "),
            Format::kOpenMetrics);
}

TEST(NegotiateFormat, GarbageGetsText) {
  for (const char* accept :
       {",,,", ";", ";q=1", "q=1", "application/openmetrics-text;q=x",
        "application/openmetrics-text;q=", "application/openmetrics-text;q=1.5",
        "application/openmetrics-text;q=-1", "application/openmetrics-text;q=nan",
        "application/openmetrics-text;q=inf", "application/openmetrics-text;q=1e-1",
        "application/openmetrics-text;q=0x1", "application/openmetrics-textx",
        "application/openmetrics-text/x"}) {
    EXPECT_EQ(NegotiateFormat(accept), Format::kText) << accept;
  }
}

TEST(NegotiateFormat, OneUnreadableRangeDoesNotSpoilTheOthers) {
  EXPECT_EQ(NegotiateFormat("text/plain;q=oops,,;,application/openmetrics-text;q=0.2"),
            Format::kOpenMetrics);
}

TEST(NegotiateFormat, TakesAnyBytes) {
  std::mt19937 random(1);
  const std::string letters = "aqtext/plain;=,*.019 \t\"\\\xFF";
  for (int i = 0; i < 20000; ++i) {
    std::string accept(random() % 40, ' ');
    for (char& c : accept) c = letters[random() % letters.size()];
    Negotiate(accept);
    WantsGzip(accept);
  }
}

// Of whom is refused text, something else that was meant gets OpenMetrics.
TEST(NegotiateFormat, TheClosestRangeDecidesAboutAFormat) {
  EXPECT_EQ(NegotiateFormat("text/plain;q=0,*/*"), Format::kOpenMetrics);
  EXPECT_EQ(NegotiateFormat("application/*"), Format::kOpenMetrics);
  EXPECT_EQ(NegotiateFormat("text/plain;q=0.1,*/*;q=0.9,application/openmetrics-text;q=0.5"),
            Format::kOpenMetrics);
  EXPECT_EQ(NegotiateFormat("application/*;q=0.9,text/*;q=0.95"), Format::kText);
}

std::string Type(std::string_view accept) { return Negotiate(accept).content_type; }

TEST(ContentType, NamesTheVersionThatWasAskedFor) {
  EXPECT_EQ(Type(""), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(Type("text/plain;version=0.0.4"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(Type("text/plain;version=1.0.0"),
            "text/plain; version=1.0.0; charset=utf-8; escaping=underscores");
  EXPECT_EQ(Type("application/openmetrics-text;version=0.0.1"),
            "application/openmetrics-text; version=0.0.1; charset=utf-8");
  EXPECT_EQ(Type("application/openmetrics-text"),
            "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores");
  EXPECT_EQ(Type("application/vnd.google.protobuf;encoding=delimited;"
                 "proto=\"io.prometheus.client.MetricFamily\""),
            "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; "
            "encoding=delimited; escaping=underscores");
  EXPECT_EQ(Type(kPrometheus35),
            "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8");
}

TEST(NegotiateEscaping, IsWhatTheRangeThatWinsAsksFor) {
  const auto escaping = [](std::string_view accept) { return Negotiate(accept).escaping; };
  EXPECT_EQ(escaping("text/plain;version=1.0.0;escaping=allow-utf-8"), Escaping::kAllowUtf8);
  EXPECT_EQ(escaping("text/plain;version=1.0.0;escaping=allow-utf8"), Escaping::kAllowUtf8);
  EXPECT_EQ(escaping("text/plain;version=1.0.0;escaping=dots"), Escaping::kDots);
  EXPECT_EQ(escaping("text/plain;version=0.0.4;escaping=values"), Escaping::kValues);
  EXPECT_EQ(escaping("text/plain;version=1.0.0"), Escaping::kUnderscores);
  EXPECT_EQ(escaping("text/plain;version=1.0.0;escaping=dots;q=0.5,"
                     "application/openmetrics-text;escaping=values;q=0.6"),
            Escaping::kValues);
}

TEST(NegotiateEscaping, FormatsThatCannotCarryUtf8GetUnderscores) {
  for (const char* accept : {"text/plain;version=0.0.4;escaping=allow-utf-8",
                             "application/openmetrics-text;version=0.0.1;escaping=allow-utf-8",
                             "text/plain;escaping=allow-utf-8", "*/*;escaping=allow-utf-8"}) {
    EXPECT_EQ(Negotiate(accept).escaping, Escaping::kUnderscores) << accept;
  }
}

TEST(NegotiateEscaping, AnUnknownOneIsNone) {
  for (const char* name : {"", "utf8", "ALLOW-UTF-8", "\"", "dots dots"}) {
    const Terms terms = Negotiate(std::string("text/plain;version=1.0.0;escaping=") + name);
    EXPECT_EQ(terms.escaping, Escaping::kUnderscores) << name;
    EXPECT_EQ(terms.content_type, "text/plain; version=1.0.0; charset=utf-8; escaping=underscores");
  }
}

TEST(WantsGzip, WhenItIsNamedOrMeant) {
  for (const char* accept : {"gzip", "GZIP", "gzip, deflate, br", "deflate;q=1, gzip;q=0.5", "*",
                             "gzip;q=0.001", "identity;q=0.5, gzip;q=0.5",
                             "*;q=0.5, identity;q=0.4", "zstd, gzip", "gzip;q=0.1, identity;q=0"}) {
    EXPECT_TRUE(WantsGzip(accept)) << accept;
  }
}

TEST(WantsGzip, NotOtherwise) {
  for (const char* accept : {"", "identity", "deflate, br", "gzip;q=0", "gzip;q=0.0, *", "*;q=0",
                             "identity, gzip;q=0.5", "gzip;q=oops", "gzipx", ",", "zstd",
                             "gzip;q=0, identity;q=0", "identity;q=0", "*;q=0, identity;q=0"}) {
    EXPECT_FALSE(WantsGzip(accept)) << accept;
  }
}

}  // namespace
}  // namespace weir::expose
