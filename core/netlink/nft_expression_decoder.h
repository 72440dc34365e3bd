// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "filter/rule_set_builder.h"
#include "netlink/nft_expressions.h"

#include <algorithm>
#include <array>
#include <linux/netfilter/nf_tables.h>

namespace hoplens::netlink {

/// A field, or the leading bytes of one, in a register.
struct Piece {
    Field field = Field::Constant;
    std::uint8_t fullLength = 4;
    std::uint8_t length = 4;
    bool isHostOrder = false;
    bool isOfHeader = false; ///< Spelling::Header
};

struct Register {
    enum class Kind { Empty, Fields, Constant, Random, Map, Opaque } kind = Kind::Empty;
    std::vector<Piece> pieces = {};
    std::vector<std::uint8_t> constant = {};
    bool hasMask = false;
    std::uint64_t mask = ~0ull;
    std::uint64_t highMask = ~0ull; ///< of a 16-byte field
    std::uint64_t flip = 0;
    std::uint32_t modulus = 0, offset = 0;
    SetId map = {};
    PoolSpan key = {};
    std::size_t length() const
    {
        std::size_t total = 0;
        for (const auto& piece : pieces)
            total += piece.length;
        return total;
    }
};

/// The register machine behind decodeNftExpressions. What loads and compares is in nft_expressions.cpp, what acts in nft_statements.cpp.
class ExpressionDecoder {
public:
    ExpressionDecoder(RuleSetBuilder& builder, TableId table, const IpsetNames& ipsets)
        : m_builder(builder), m_tableId(table), m_table(builder.rules().tables[table.value]), m_ipsets(ipsets)
    {
        if (m_table.family == TableFamily::Ip)
            m_networkProtocol = 2;
        if (m_table.family == TableFamily::Ip6)
            m_networkProtocol = 10;
    }

    void expression(std::string_view name, Bytes data);

private:
    static std::size_t slot(std::uint32_t reg) { return reg >= NFT_REG32_00 ? reg - NFT_REG32_00 : reg == 0 ? 0 : (reg - 1) * 4; }
    Register& at(std::uint32_t reg) { return m_registers[std::min<std::size_t>(slot(reg), m_registers.size() - 1)]; }
    bool isCompat() const { return m_table.origin == RuleOrigin::IptablesNft; }
    void unknown(std::string_view text, bool isStatement = false) { m_builder.add(UnknownOperation{m_builder.string("nftables expression " + std::string(text)), isStatement}); }
    Spelling spelling(Field field) const;
    void load(std::uint32_t reg, Field field, std::uint8_t length, bool hostOrder);

    void payload(const Attributes& a);
    void meta(const Attributes& a);
    void ct(const Attributes& a);
    void fib(const Attributes& a);
    void bitwise(const Attributes& a);
    void cmp(const Attributes& a);
    void range(const Attributes& a);
    void lookup(const Attributes& a);
    void immediate(const Attributes& a);
    void nat(const Attributes& a);
    void masquerade(std::string_view name, const Attributes& a);
    void reject(const Attributes& a);
    void limit(std::string_view name, const Attributes& a);
    void count(const Counters& counters);
    void setField(SetTarget target, const Register& source);
    void compare(const Register& reg, bool negated, Bytes low, Bytes high, bool isRange, std::uint32_t op);
    void compareName(const Piece& piece, bool negated, Bytes data);
    std::optional<PoolSpan> keyAt(std::uint32_t reg, SetId set);

    RuleSetBuilder& m_builder;
    TableId m_tableId;
    const Table& m_table;
    const IpsetNames& m_ipsets;
    std::array<Register, 20> m_registers = {};
    std::uint64_t m_networkProtocol = 0; ///< NFPROTO_* that the rule has established
    std::uint64_t m_transportProtocol = 0;
};

} // namespace hoplens::netlink
