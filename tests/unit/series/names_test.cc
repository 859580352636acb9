#include "series/names.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace weir::series {
namespace {

TEST(Utf8, TakesTheFirstAndLastCodePointOfEachLength) {
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8(std::string_view("\0\x7F", 2)));
  EXPECT_TRUE(IsUtf8("\xC2\x80\xDF\xBF"));
  EXPECT_TRUE(IsUtf8("\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF"));
  EXPECT_TRUE(IsUtf8("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"));
}

TEST(Utf8, RefusesALoneContinuation) {
  for (int byte = 0x80; byte < 0xC0; ++byte)
    EXPECT_FALSE(IsUtf8(std::string(1, static_cast<char>(byte))));
}

TEST(Utf8, RefusesOverlongForms) {
  EXPECT_FALSE(IsUtf8("\xC0\x80"));
  EXPECT_FALSE(IsUtf8("\xC1\xBF"));
  EXPECT_FALSE(IsUtf8("\xE0\x80\x80"));
  EXPECT_FALSE(IsUtf8("\xE0\x9F\xBF"));
  EXPECT_FALSE(IsUtf8("\xF0\x80\x80\x80"));
  EXPECT_FALSE(IsUtf8("\xF0\x8F\xBF\xBF"));
}

TEST(Utf8, RefusesSurrogates) {
  EXPECT_FALSE(IsUtf8("\xED\xA0\x80"));
  EXPECT_FALSE(IsUtf8("\xED\xBF\xBF"));
  EXPECT_FALSE(IsUtf8("\xED\xA0\xBD\xED\xB8\x80"));
}

TEST(Utf8, RefusesWhatIsBeyondUnicode) {
  EXPECT_FALSE(IsUtf8("\xF4\x90\x80\x80"));
  for (const char* text :
       {"\xF5\x80\x80\x80", "\xF8\x88\x80\x80\x80", "\xFC\x84\x80\x80\x80\x80", "\xFE", "\xFF"}) {
    EXPECT_FALSE(IsUtf8(text));
  }
}

TEST(Utf8, RefusesSequencesThatEndEarly) {
  for (const char* whole : {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
    for (std::string cut = whole; cut.size() > 1;) {
      cut.pop_back();
      EXPECT_FALSE(IsUtf8(cut));
      EXPECT_FALSE(IsUtf8(cut + "a"));
      EXPECT_FALSE(IsUtf8("12345678" + cut));
    }
  }
}

TEST(Utf8, FindsABadByteAtEveryOffset) {
  for (size_t length = 1; length < 40; ++length) {
    for (size_t at = 0; at < length; ++at) {
      std::string text(length, 'a');
      EXPECT_TRUE(IsUtf8(text));
      text[at] = '\xFF';
      EXPECT_FALSE(IsUtf8(text)) << at << " of " << length;
    }
  }
}

TEST(Utf8, ToUtf8KeepsTextAndReplacesEachBadByte) {
  EXPECT_EQ(ToUtf8(""), "");
  EXPECT_EQ(ToUtf8("Grüße €"), "Grüße €");
  EXPECT_EQ(ToUtf8("M\xFCller"), "M?ller");
  EXPECT_EQ(ToUtf8("\xE2\x82x\xF0\x9F"), "??x??");
}

TEST(Utf8, ToUtf8AlwaysGivesText) {
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string text(random() % 12, 'a');
    for (char& c : text)
      c = static_cast<char>(random() % 3 == 0 ? 0x80 + random() % 128 : 0xE0 + random() % 32);
    EXPECT_TRUE(IsUtf8(ToUtf8(text)));
    EXPECT_EQ(ToUtf8(text) == text, IsUtf8(text));
  }
}

TEST(Utf8, CodePointsAreCountedNotBytes) {
  EXPECT_EQ(CodePoints(""), 0u);
  EXPECT_EQ(CodePoints("abc"), 3u);
  EXPECT_EQ(CodePoints("é€\U0001F600"), 3u);
}

TEST(LegacyNames, MetricNamesMayHaveColonsLabelsMayNot) {
  EXPECT_TRUE(IsLegacyMetricName("a:b_C9"));
  EXPECT_TRUE(IsLegacyMetricName(":"));
  EXPECT_FALSE(IsLegacyLabelName("a:b"));
  EXPECT_TRUE(IsLegacyLabelName("_a9"));
}

TEST(LegacyNames, RefuseEmptyDigitsFirstAndOtherCharacters) {
  for (const char* name : {"", "9a", "a.b", "a-b", "a b", "é", "a\n"}) {
    EXPECT_FALSE(IsLegacyMetricName(name)) << name;
    EXPECT_FALSE(IsLegacyLabelName(name)) << name;
  }
}

// The cases of prometheus/common's TestEscapeName.
TEST(EscapeName, IsAsPrometheusHasIt) {
  struct Case {
    const char *name, *underscores, *dots, *values;
  };
  const Case cases[] = {
      {"no:escaping_required", "no:escaping_required", "no:escaping__required",
       "no:escaping_required"},
      {"mysystem.prod.west.cpu.load", "mysystem_prod_west_cpu_load",
       "mysystem_dot_prod_dot_west_dot_cpu_dot_load", "U__mysystem_2e_prod_2e_west_2e_cpu_2e_load"},
      {"mysystem.prod.west.cpu.load_total", "mysystem_prod_west_cpu_load_total",
       "mysystem_dot_prod_dot_west_dot_cpu_dot_load__total",
       "U__mysystem_2e_prod_2e_west_2e_cpu_2e_load__total"},
      {"http.status:sum", "http_status:sum", "http_dot_status:sum", "U__http_2e_status:sum"},
      {"label with 😱", "label_with__", "label__with____", "U__label_20_with_20__1f631_"},
      {"花火", "__", "____", "U___82b1__706b_"},
      {"0.7", "__7", "___dot_7", "U___30__2e_7"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(EscapeName(c.name, Escaping::kUnderscores), c.underscores);
    EXPECT_EQ(EscapeName(c.name, Escaping::kDots), c.dots);
    EXPECT_EQ(EscapeName(c.name, Escaping::kValues), c.values);
  }
}

TEST(EscapeName, LabelsLoseTheirColons) {
  EXPECT_EQ(EscapeLabelName("a:b", Escaping::kUnderscores), "a_b");
  EXPECT_EQ(EscapeLabelName("a:b", Escaping::kDots), "a__b");
  EXPECT_EQ(EscapeLabelName("a:b", Escaping::kValues), "U__a_3a_b");
  EXPECT_EQ(EscapeLabelName("a_b", Escaping::kValues), "a_b");
}

TEST(EscapeName, WhatComesOutIsALegacyName) {
  std::mt19937 random(2);
  const std::string parts[] = {"a", "_", ".", ":", "9", "é", "€", "😱", " ", "U__", "\"", "\n"};
  for (int i = 0; i < 5000; ++i) {
    std::string name;
    for (size_t n = 1 + random() % 6; n > 0; --n) name += parts[random() % std::size(parts)];
    for (const Escaping scheme : {Escaping::kUnderscores, Escaping::kDots, Escaping::kValues}) {
      EXPECT_TRUE(IsLegacyMetricName(EscapeName(name, scheme))) << name;
      EXPECT_TRUE(IsLegacyLabelName(EscapeLabelName(name, scheme))) << name;
    }
  }
}

}  // namespace
}  // namespace weir::series
