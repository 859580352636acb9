// What is found and not loaded: a checked file and a copy of its bytes.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iterator>

#include "plugin/plugin.h"
#include "plugin/sealed_copy.h"
#include "scratch.h"

namespace weir::plugin {
namespace {

namespace fs = std::filesystem;

using testing::HasSubstr;

class FindTest : public Scratch {};

TEST_F(FindTest, RunsNothingOfTheFile) {
  unsetenv("WEIR_ZOO_CONSTRUCTED");
  Settle("constructor");
  const auto found = Find("constructor", Strict());
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(getenv("WEIR_ZOO_CONSTRUCTED"), nullptr);
  EXPECT_EQ(found->file->path, Path("constructor.so"));
  EXPECT_EQ(found->file->by_path, "");
}

TEST_F(FindTest, KeepsTheNameThatWasAskedFor) {
  Settle("two");
  EXPECT_EQ(Find("two#second", Strict())->asked, "second");
  EXPECT_EQ(Find("two", Strict())->asked, "");
}

TEST_F(FindTest, RefusesWhatIsNoPlugin) {
  Settle("no_entry");
  const auto found = Find("no_entry", Strict());
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, HasSubstr("exports no weir_plugin_entry_v1"));
}

TEST_F(FindTest, CopiesTheWholeFile) {
  Settle("good");
  const auto found = Find("good", Strict());
  ASSERT_TRUE(found && found->file->bytes);
  EXPECT_EQ(ReadFile(PathOf(found->file->bytes)), ZooBytes("good"));
}

TEST_F(FindTest, TheCopyCannotBeChanged) {
  const std::string path = Settle("good");
  const auto found = Find("good", Strict());
  const int copy = found->file->bytes.get();
  EXPECT_EQ(pwrite(copy, "x", 1, 0), -1);
  EXPECT_EQ(errno, EPERM);
  EXPECT_EQ(ftruncate(copy, 0), -1);
  EXPECT_EQ(fcntl(copy, F_ADD_SEALS, F_SEAL_WRITE), -1);
  EXPECT_EQ(mmap(nullptr, 1, PROT_WRITE, MAP_SHARED, copy, 0), MAP_FAILED);
  fs::resize_file(path, 0);
  EXPECT_EQ(ReadFile(PathOf(found->file->bytes)), ZooBytes("good"));
}

TEST_F(FindTest, TheSameFileIsCopiedOnce) {
  Settle("good");
  const auto one = Find("good", Strict());
  const auto other = Find(Path("good.so"), Unsafe());
  ASSERT_TRUE(one && other);
  EXPECT_EQ(one->file, other->file);
}

TEST_F(FindTest, AChangedFileIsCopiedAgain) {
  Settle("good");
  const auto before = Find("good", Strict());
  fs::rename(Settle("two", "new"), Path("good.so"));
  const auto after = Find("good", Strict());
  ASSERT_TRUE(before && after);
  EXPECT_EQ(ReadFile(PathOf(before->file->bytes)), ZooBytes("good"));
  EXPECT_EQ(ReadFile(PathOf(after->file->bytes)), ZooBytes("two"));
}

TEST_F(FindTest, WhatBringsLibrariesAlongStaysInItsFolder) {
  Settle("needs_sibling");
  const auto found = Find("needs_sibling", Strict());
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->file->bytes);
  EXPECT_THAT(found->file->by_path, HasSubstr("$ORIGIN"));
}

// As where a sandbox or an old kernel has no memfd_create.
void ForbidMemfd() {
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_memfd_create, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program = {std::size(code), code};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

TEST_F(FindTest, WithoutMemfdsTheFileItselfIsCheckedAndLoaded) {
  Settle("good");
  Settle("no_entry");
  const auto check = [this] {
    ForbidMemfd();
    const auto found = Find("good", Strict());
    const bool loads = found && Load(*found).has_value();
    fputs(found ? found->file->by_path.c_str() : "not found", stderr);
    _exit(loads && !found->file->bytes && !Find("no_entry", Strict()) ? 0 : 1);
  };
  EXPECT_EXIT(check(), testing::ExitedWithCode(0), "memfd_create: Operation not permitted");
}

TEST_F(FindTest, AFileWithTheSameBytesIsTheSame) {
  Settle("good");
  const auto before = Find("good", Strict());
  fs::remove(Path("good.so"));
  Settle("good");
  const auto again = Find("good", Strict());
  ASSERT_TRUE(before && again);
  EXPECT_NE(before->file, again->file);
  EXPECT_TRUE(AreSame(*before->file, *again->file));
}

TEST_F(FindTest, AFileWithOtherBytesIsAnother) {
  Settle("good");
  const auto before = Find("good", Strict());
  Settle("two", "good.so");
  const auto replaced = Find("good", Strict());
  Settle("good", "copy.so");
  const auto copy = Find("copy", Strict());
  ASSERT_TRUE(before && replaced && copy);
  EXPECT_FALSE(AreSame(*before->file, *replaced->file));
  EXPECT_FALSE(AreSame(*before->file, *copy->file));
}

}  // namespace
}  // namespace weir::plugin
