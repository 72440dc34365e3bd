// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "netlink/xt_extensions.h"

/// nf_tables and ipset over nfnetlink.
namespace hoplens::netlink {

/// Reads every nftables table, chain, set and rule of the calling thread's namespace into an empty rule set.
/// Tables that iptables-nft owns are recognised and spelled in its words. Starts over when the rules change meanwhile.
/// A rule with an expression that is not known becomes unknown; it costs that rule only.
/// Cost: one rule dump, or one a chain where there are many chains (the single dump is quadratic in the kernel).
/// Source: linux/netfilter/nf_tables.h.
Result<void> readNftables(Socket& socket, RuleSet& rules, const IpsetNames& ipsets);

/// Reads all ipsets with their members. Source: linux/netfilter/ipset/ip_set.h.
Result<void> readIpsets(Socket& socket, RuleSetBuilder& builder);

/// Decoders of single messages, for tests and fuzzers. They accept any bytes.
void decodeNftTable(Bytes payload, RuleSetBuilder& builder);
void decodeNftChain(Bytes payload, RuleSetBuilder& builder);
void decodeNftSet(Bytes payload, RuleSetBuilder& builder);
/// list: the content of NFTA_SET_ELEM_LIST_ELEMENTS, all of one set's elements together.
void decodeNftElementList(Bytes list, RuleSetBuilder& builder, SetId set);
void decodeNftRule(Bytes payload, RuleSetBuilder& builder, const IpsetNames& ipsets);
void decodeIpset(Bytes payload, RuleSetBuilder& builder);

} // namespace hoplens::netlink
