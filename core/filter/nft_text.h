// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rule_set.h"
#include "net/packet.h"

namespace hoplens {

/// One operation in nftables' words ("ip daddr 10.0.0.0/8", "jump services").
std::string nftOperationText(const RuleSet& rules, const Operation& operation);

/// A rule in nftables' words, operations joined by spaces.
std::string nftRuleText(const RuleSet& rules, RuleId rule);

/// A rule in the words of the program that owns its table: iptables' for iptables tables, nftables' for the rest.
std::string ruleText(const RuleSet& rules, RuleId rule);

/// "filter FORWARD rule 3" or "inet mytable input rule 1": how people find it. Numbers count from 1.
std::string ruleLocation(const RuleSet& rules, RuleId rule);

/// The whole rule set in the form of `nft list ruleset`. iptables-nft tables appear as nft would name them.
std::string writeNft(const RuleSet& rules);

/// nftables' name of a field ("ip daddr").
std::string_view fieldName(Field field);
/// A value of a field as text: address, port, state names, interface type and so on.
std::string fieldValueText(Field field, Value value);

} // namespace hoplens
