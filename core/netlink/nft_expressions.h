// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "netlink/xt_extensions.h"

namespace hoplens::netlink {

/// Decodes the expressions of one nftables rule (NFTA_RULE_EXPRESSIONS) into operations of the rule being built.
///
/// nf_tables runs a little register machine: loads put header fields into registers, later expressions compare, look up or
/// use them. The decoder runs the same program on symbols: a register holds the name of a field, a constant, or the result of
/// a map lookup, so that "load 4 bytes at network header + 16; compare with 10.0.0.1" comes out as a comparison of the
/// destination address again.
void decodeNftExpressions(Bytes list, RuleSetBuilder& builder, TableId table, const IpsetNames& ipsets);

/// One component of a set's key or data as the register holds it.
struct KeyField {
    std::uint32_t type = 0;   ///< nft's data type number
    std::uint8_t length = 4;  ///< bytes, before padding to four
    bool isHostOrder = false;
};
/// Splits nft's concatenated type number. klen: the key length that the kernel states, used for a type without a fixed size.
std::vector<KeyField> splitKeyType(std::uint32_t type, std::uint32_t klen);
/// A verdict from the content of NFTA_DATA_VERDICT.
Verdict decodeVerdict(const Attributes& a, RuleSetBuilder& builder, TableId table);
/// A number from register bytes.
Value registerValue(Bytes bytes, bool isHostOrder);

} // namespace hoplens::netlink
