// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "filter/nft_json.h"
#include "filter/rule_set_builder.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

/// The reader of nft's JSON, in three files: nft_json.cpp takes objects, nft_json_statements.cpp what a rule does,
/// nft_json_operands.cpp the fields and values that it compares.
namespace hoplens::nftables {

using Json = nlohmann::json;

inline constexpr int deepestNesting = 12;
inline constexpr std::size_t longestQuotation = 160;

/// What is not understood; it becomes an unknown operation.
struct Unclear {
    std::string what;
};
/// The text as a whole cannot be used.
struct Broken {
    std::string what;
};

/// How a value of a set or comparison is written.
enum class Notation : std::uint8_t { Address4, Address6, Number, Port, Protocol, Name, Mac, State, Status, Direction, TcpFlags, RouteType, PacketType, EtherType, NetfilterProtocol, IcmpType, IcmpCode, Icmp6Type, Icmp6Code, DifferentiatedServices };

Notation notationOf(Field field);
/// The notation of a set's declared type; nullopt for one that is not modelled.
std::optional<Notation> notationOf(std::string_view type);

const Json& member(const Json& object, const char* key);
std::string text(const Json& value);
std::uint64_t number(const Json& value);
/// The beginning of a value, for messages.
std::string quotation(const Json& value);
/// The only member of {"name": value}.
std::pair<std::string, const Json*> only(const Json& object);

/// One field that a rule reads, with the headers that nft requires without printing them.
struct Operand {
    KeyPart part = {Field::Constant};
    Notation notation = Notation::Number;
    std::optional<std::uint8_t> transport = {};      ///< protocol that the field is a header of
    std::optional<std::uint16_t> network = {};       ///< EtherType likewise
    bool onEthernet = false;
    std::uint8_t shift = 0; ///< the value stands this many bits higher in the field
    std::uint64_t largest = 0xffffffffu; ///< number that the field can hold
    bool isPresence = false; ///< a fib result that is asked for being there at all
};

class NftJsonReader {
public:
    NftJsonReader(std::string_view file, RuleSet& rules) : m_file(file), m_builder(rules), m_known(static_cast<std::uint32_t>(rules.chains.size())) {}

    void take(const Json& object);
    std::vector<Note> finish();

private:
    TableId tableOf(const Json& object) const;
    void chain(const Json& object);
    void set(const Json& object, bool isMap);
    void rule(const Json& object);
    void statement(const std::string& name, const Json& value);
    void match(const Json& value);
    void mangle(const Json& value);
    void nat(const std::string& name, const Json& value);
    void reject(const Json& value);
    void vmap(const Json& value);
    Verdict verdict(const std::string& name, const Json& value);

    std::vector<Operand> operands(const Json& expression, int depth = 0) const;
    Operand operand(const Json& expression, int depth) const;
    Operand payload(const Json& value) const;
    Operand meta(const std::string& key) const;
    Operand conntrack(const Json& value) const;
    Operand route(const Json& value) const;
    void require(const Operand& operand);
    PoolSpan key(const std::vector<Operand>& operands);

    Interval interval(Notation notation, const Json& value, int shift = 0) const;
    Value single(Notation notation, const Json& value, int depth = 0) const;
    /// A set in place, or one that is named "@…".
    SetId setFor(const Json& value, const std::vector<Notation>& notations, bool isVerdictMap, bool isDataMap);
    void element(NamedSet& set, const std::vector<Notation>& notations, const Json& value, const Json* data);

    std::string_view m_file;
    RuleSetBuilder m_builder;
    std::vector<Note> m_notes;
    TableId m_table = {};
    TableFamily m_family = TableFamily::Ip;
    std::optional<std::uint8_t> m_transport;  ///< that the rule at hand has demanded
    std::optional<std::uint16_t> m_network;   ///< EtherType that it has demanded
    bool m_demandedEthernet = false;
    std::uint32_t m_anonymous = 0;
    std::map<ChainId, std::string> m_targets; ///< of jumps
    std::set<ChainId> m_declared;
    std::uint32_t m_known; ///< chains that were there before
};

} // namespace hoplens::nftables
