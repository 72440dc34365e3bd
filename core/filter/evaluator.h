// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "filter/rule_index.h"
#include "model/snapshot.h"

namespace hoplens {

/// Questions that a rule asks about routing; the tracer answers them.
class FilterEnvironment {
public:
    virtual ~FilterEnvironment() = default;
    /// Type of an address as the local routes see it (RTN_*), on one link when linkIndex is not 0. nullopt: unknown.
    virtual std::optional<RouteType> addressType(const Address& address, std::int32_t linkIndex) const = 0;
    /// Interface index by which an address is reached, 0 for none; restricted to one link when linkIndex is not 0. nullopt: unknown.
    virtual std::optional<std::int32_t> routeInterface(const Address& address, std::int32_t linkIndex, std::uint32_t mark) const = 0;
    /// True when the packet passes iptables' reverse path test. nullopt: unknown.
    virtual std::optional<bool> reversePathPasses(const Packet& packet, const Link& in, const RpfilterMatch& match, std::uint32_t mark) const = 0;
};

/// Conntrack's view of the packet at hand.
struct ConntrackView {
    std::uint32_t state = ctstate::isNew; ///< one ctstate bit
    std::uint32_t status = 0;
    std::uint32_t mark = 0;
    bool isReply = false;
    bool isAttached = false; ///< the packet carries a connection already: it cannot be taken off
    Tuple original = {};
    Tuple reply = {};
};

/// What a packet looks like to the rules of one hook.
struct FilterInput {
    Packet packet = {};
    std::uint32_t mark = 0;
    ConntrackView conntrack = {};
    const Link* in = nullptr;
    const Link* out = nullptr;
    const Link* physicalIn = nullptr;
    const Link* physicalOut = nullptr;
    bool isBridged = false;
    std::uint8_t packetType = 0; ///< PACKET_HOST 0, BROADCAST 1, MULTICAST 2, OTHERHOST 3
    bool isLocallyGenerated = false;
    bool hasProcess = false; ///< it still belongs to the process that sent it: userId and groupId, when they are known
    std::optional<std::uint32_t> userId = {};
    std::optional<std::uint32_t> groupId = {};
};

enum class FilterAction : std::uint8_t { Accept, Drop, Reject, Nat, Queue, Unknown };
enum class TrailAction : std::uint8_t { Passed, Jump, Goto, Return, Verdict, Policy, EndOfChain };

/// One rule that matched, in order; for Policy and EndOfChain the rule is invalid.
struct TrailEntry {
    ChainId chain;
    RuleId rule;
    TrailAction action;
};

/// How one base chain ended, in one branch.
struct FilterResult {
    FilterAction action = FilterAction::Accept;
    double probability = 1;            ///< of this branch; negative: depends on traffic or chance that is not known
    RuleId rule = {};                  ///< that decided; invalid when the policy did
    RejectType reject = RejectType::PortUnreachable;
    NatStatement nat = {};
    Interval natAddresses = {};        ///< that nat chooses from, when it has an address
    bool untracked = false;
    Packet packet = {};                ///< as the rules left it
    std::uint32_t mark = 0;
    std::uint32_t conntrackMark = 0;
    std::string unknownReason = {};    ///< set with Unknown
    std::vector<TrailEntry> trail = {};
    std::vector<std::string> assumptions = {}; ///< what each branch point assumed ("within limit 3/min")
};

/// Runs packets through the chains of one rule set. Cheap to copy; the rule set and index must outlive it. Any thread.
class FilterEvaluator {
public:
    FilterEvaluator(const RuleSet& rules, const RuleIndex& index) : m_rules(&rules), m_index(&index) {}

    /// All branches of one base chain, appended to `results`. At most maximumBranches; beyond that one Unknown.
    /// Cost: rules that can match the packet's addresses and ports, not rules in the chain.
    void evaluate(ChainId base, const FilterInput& input, const FilterEnvironment& environment, std::vector<FilterResult>& results) const;

    static constexpr std::size_t maximumBranches = 64;

private:
    const RuleSet* m_rules;
    const RuleIndex* m_index;
};

} // namespace hoplens
