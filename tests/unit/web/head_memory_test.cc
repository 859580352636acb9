#include "web/head_memory.h"

#include <gtest/gtest.h>

#include <string>

namespace weir::web {
namespace {

std::string Get(const std::string& path, const std::string& field = "Host: b") {
  return "GET " + path + " HTTP/1.1\r\n" + field + "\r\n\r\n";
}

TEST(HeadMemory, ReadsASecondTimeWhatItReadTheFirstTime) {
  HeadMemory memory;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 6; ++i) {  // more than it remembers
      const std::string path = "/" + std::to_string(i);
      const auto head = memory.Read(Get(path + "?q", "Accept: " + path));
      ASSERT_TRUE(head);
      EXPECT_EQ(head->request.method, "GET");
      EXPECT_EQ(head->request.path, path);
      EXPECT_EQ(head->request.query, "q");
      EXPECT_EQ(head->request.accept, path);
      EXPECT_TRUE(head->form.keep_alive);
      EXPECT_FALSE(head->may_have_body);
    }
  }
}

// What the caller makes of a head is the caller's.
TEST(HeadMemory, GivesACopy) {
  HeadMemory memory;
  auto first = memory.Read(Get("/a"));
  first->request.peer = "192.0.2.1";
  first->request.local = true;
  first->form.keep_alive = false;
  const auto second = memory.Read(Get("/a"));
  EXPECT_EQ(second->request.peer, "");
  EXPECT_FALSE(second->request.local);
  EXPECT_TRUE(second->form.keep_alive);
}

TEST(HeadMemory, TellsHeadsApartThatDifferInOneByte) {
  HeadMemory memory;
  EXPECT_EQ(memory.Read(Get("/a", "Accept-Encoding: gzip"))->request.accept_encoding, "gzip");
  EXPECT_EQ(memory.Read(Get("/a", "Accept-Encoding: gzi_"))->request.accept_encoding, "gzi_");
  EXPECT_TRUE(memory.Read(Get("/a", "Content-Length: 5"))->may_have_body);
  EXPECT_EQ(memory.Read(Get("/a", "Authorization: x"))->request.authorization, "x");
  EXPECT_EQ(memory.Read(Get("/a", "Authorization: y"))->request.authorization, "y");
}

TEST(HeadMemory, WhatCannotBeReadIsRefusedEachTime) {
  HeadMemory memory;
  for (int i = 0; i < 2; ++i) {
    const auto head = memory.Read("GET / HTTP/9.9\r\n\r\n");
    ASSERT_FALSE(head);
    EXPECT_EQ(head.error().status, 505);
  }
}

// Nothing is a head that was never read.
TEST(HeadMemory, NoBytesAreNoHead) { EXPECT_FALSE(HeadMemory().Read("")); }

}  // namespace
}  // namespace weir::web
