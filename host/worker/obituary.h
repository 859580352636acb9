// Why a worker is gone, as a sentence for the operator.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "worker/process.h"
#include "worker/wire/crash.h"

namespace weir::worker {

// "its worker died of SIGSEGV in collect at foobar.so+0x1139".  crash: what it left behind, or
// nothing; call: what it was at, as far as the host knows; file: the plugin's, without folders.
std::string Obituary(const Exit& exit, const std::optional<wire::Crash>& crash, wire::Call call,
                     std::string_view file);

// The record in the bytes of a crash pipe: the last good one, for a later one knows more.
std::optional<wire::Crash> LastWords(std::string_view bytes);

}  // namespace weir::worker
