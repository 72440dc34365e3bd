// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rule_set.h"

#include <optional>
#include <string>

namespace hoplens {

/// A chain that Calico's agent (Felix) wrote for a policy, a profile or a workload's interface, by its name and the comments in it.
/// Source: docs.tigera.io; names as of Calico 3.x, in iptables and in nftables.
struct CalicoChain {
    enum class Kind : std::uint8_t { Policy, Profile, Workload } kind = Kind::Policy;
    bool isIngress = false;
    std::string subject; ///< "shop/knp.default.allow-front", "kns.shop", "cali12d4a061371"; empty: the name is a hash, and no rule tells
};

/// nullopt: none of them. Cost: until the first comment that tells.
std::optional<CalicoChain> calicoChain(const RuleSet& rules, ChainId chain);

/// Calico's name of a policy as a person knows it: "NetworkPolicy shop/allow-front", "Calico GlobalNetworkPolicy default.deny".
std::string calicoPolicyName(std::string_view name);

} // namespace hoplens
