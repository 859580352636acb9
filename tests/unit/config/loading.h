// What the tests ask of a text that stands in for a configuration.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "config/configuration.h"

namespace weir::config {

// "3:5 message" for each finding, without the file; "message" where there is no place.
inline std::vector<std::string> Messages(const Loaded& loaded) {
  std::vector<std::string> messages;
  for (const Finding& finding : loaded.findings) {
    std::string place = ToString(Place{"", finding.place.line, finding.place.column});
    if (!place.empty()) place = place.substr(1) + " ";
    messages.push_back(place + finding.message);
  }
  return messages;
}

inline std::vector<std::string> MessagesOf(const std::string& text) {
  return Messages(LoadText(text, "/etc/weir/exporter.yaml"));
}

// The one finding of a text, or all of them on their lines.
inline std::string MessageOf(const std::string& text) {
  std::string all;
  for (const std::string& message : MessagesOf(text)) all += (all.empty() ? "" : "\n") + message;
  return all;
}

// REQUIRES: no finding, which the test asserts here
inline Configuration Good(const std::string& text) {
  const Loaded loaded = LoadText(text, "/etc/weir/exporter.yaml");
  EXPECT_THAT(Messages(loaded), testing::IsEmpty());
  return loaded.configuration;
}

inline std::string ReadWhole(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// The one collector that lines, indented by four, add to `- plugin: disks`.
inline Collector GoodCollector(const std::string& lines) {
  const Configuration configuration = Good("collectors:\n  - plugin: disks\n" + lines);
  return configuration.collectors.empty() ? Collector{} : configuration.collectors.front();
}

inline std::string CollectorMessage(const std::string& lines) {
  return MessageOf("collectors:\n  - plugin: disks\n" + lines);
}

}  // namespace weir::config
