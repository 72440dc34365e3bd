// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rule_set.h"
#include "net/packet.h"

namespace hoplens {

/// False when a comparison of an address, the protocol, a port or an ICMP type keeps the packet from a rule. What else the rule asks
/// (interfaces, state, sets) is not looked at: a rule that is left out never applies, one that is not may still pass it by. Any thread.
bool canMatch(const RuleSet& rules, RuleId rule, const Packet& packet);

} // namespace hoplens
