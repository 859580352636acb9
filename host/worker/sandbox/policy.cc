#include "worker/sandbox/policy.h"

#include <exception>
#include <nlohmann/json.hpp>

namespace weir::sandbox {
namespace {

using nlohmann::json;

json ToJson(const std::optional<Policy::Account>& account) {
  if (!account) return nullptr;
  return {{"uid", account->uid}, {"gid", account->gid}, {"groups", account->groups}};
}

std::optional<Policy::Account> AccountOf(const json& value) {
  if (value.is_null()) return std::nullopt;
  return Policy::Account{value.at("uid"), value.at("gid"), value.at("groups")};
}

json ToJson(const Policy::Limits& limits) {
  return {{"memory", limits.memory_bytes},
          {"open_files", limits.open_files},
          {"threads", limits.threads}};
}

Policy::Limits LimitsOf(const json& value) {
  return {value.at("memory"), value.at("open_files"), value.at("threads")};
}

json ToJson(const Policy& policy) {
  const json::binary_t filter({policy.filter.begin(), policy.filter.end()});
  return {{"level", policy.level},
          {"account", ToJson(policy.account)},
          {"capabilities", policy.capabilities},
          {"read", policy.read},
          {"write", policy.write},
          {"forbidden", policy.forbidden},
          {"exec", policy.exec},
          {"network", policy.network},
          {"tcp_connect", policy.tcp_connect},
          {"limits", ToJson(policy.limits)},
          {"require", policy.require},
          {"filter", filter}};
}

Policy PolicyOf(const json& value) {
  const json::binary_t& filter = value.at("filter").get_binary();
  Policy policy;
  value.at("level").get_to(policy.level);
  policy.account = AccountOf(value.at("account"));
  value.at("capabilities").get_to(policy.capabilities);
  value.at("read").get_to(policy.read);
  value.at("write").get_to(policy.write);
  value.at("forbidden").get_to(policy.forbidden);
  value.at("exec").get_to(policy.exec);
  value.at("network").get_to(policy.network);
  value.at("tcp_connect").get_to(policy.tcp_connect);
  policy.limits = LimitsOf(value.at("limits"));
  value.at("require").get_to(policy.require);
  policy.filter.assign(filter.begin(), filter.end());
  return policy;
}

}  // namespace

// CBOR: paths need not be UTF-8, and the filter is bytes.
std::string Encode(const Policy& policy) {
  std::string bytes;
  json::to_cbor(ToJson(policy), bytes);
  return bytes;
}

Result<Policy> DecodePolicy(std::string_view bytes) try {
  return PolicyOf(json::from_cbor(bytes.begin(), bytes.end()));
} catch (const std::exception& error) {
  return Fail(std::string("cannot read the policy of the sandbox: ") + error.what());
}

}  // namespace weir::sandbox
