// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rule_set.h"
#include "net/packet.h"

namespace hoplens {

/// One operation in nftables' words ("ip daddr 10.0.0.0/8", "jump services").
std::string nftOperationText(const RuleSet& rules, const Operation& operation);

/// A rule in nftables' words, as nft lists it, without its counter and the rest of long sets.
std::string nftRuleText(const RuleSet& rules, RuleId rule);

/// A rule in the words of the program that owns its table: iptables' for iptables tables, nftables' for the rest.
std::string ruleText(const RuleSet& rules, RuleId rule);

/// "filter FORWARD rule 3" or "inet mytable input rule 1": how people find it. Numbers count from 1.
std::string ruleLocation(const RuleSet& rules, RuleId rule);

/// How `nft list` prints: -a, -s.
struct NftListing {
    bool withHandles = false;
    bool isStateless = false; ///< counters without their numbers
};

/// Tables as `nft list ruleset` prints them, in the order of the rule set; an empty text: there is none. What iptables-nft owns is
/// written in nft's words too, but what it does by iptables' extensions in words of ours.
/// Source: compared with nft itself (tests/kernel/tst_same_script, tst_live_reading).
std::string writeNft(const RuleSet& rules, const NftListing& listing = {});
std::string writeNftTable(const RuleSet& rules, TableId table, const NftListing& listing = {});
/// What `nft list chains` (without their rules), `nft list sets` and `nft list maps` print of a table.
enum class NftPart : std::uint8_t { Chains, Sets, Maps };
std::string writeNftPart(const RuleSet& rules, TableId table, NftPart part, const NftListing& listing = {});
/// One chain or set within its table, as `nft list chain` prints it.
std::string writeNftChain(const RuleSet& rules, ChainId chain, const NftListing& listing = {});
std::string writeNftSet(const RuleSet& rules, SetId set, const NftListing& listing = {});
/// "filter + 5": as nft names the priority of a base chain.
std::string nftPriorityText(TableFamily family, Hook hook, std::int32_t priority);

/// nftables' name of a field ("ip daddr").
std::string_view fieldName(Field field);
/// A value of a field as text: address, port, state names, interface type and so on.
std::string fieldValueText(Field field, Value value);
/// The same of a range: a block, "1-1024", one value.
std::string intervalText(Field field, const Interval& interval);

} // namespace hoplens
