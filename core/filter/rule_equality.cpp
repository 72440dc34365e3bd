// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/rule_equality.h"

#include <algorithm>

namespace hoplens {
namespace {

/// Compares operations of one kind, looking up what they only number.
class Comparer {
public:
    Comparer(const RuleSet& a, const RuleSet& b) : m_a(a), m_b(b) {}

    bool operator()(const Compare& left, const Compare& right) const
    {
        if (left.field != right.field || left.spelling != right.spelling || left.negated != right.negated || left.mask != right.mask || left.intervals.count != right.intervals.count)
            return false;
        return std::ranges::equal(m_a.intervalsOf(left), m_b.intervalsOf(right));
    }
    bool operator()(const InterfaceMatch& left, const InterfaceMatch& right) const { return left.role == right.role && left.spelling == right.spelling && left.negated == right.negated && left.isPrefix == right.isPrefix && text(left.name, right.name); }
    bool operator()(const SetLookup& left, const SetLookup& right) const { return left.isIpset && right.isIpset && left.negated == right.negated && left.directions == right.directions && left.dimensions == right.dimensions && text(left.name, right.name); }
    bool operator()(const AddressTypeMatch& left, const AddressTypeMatch& right) const { return left == right; }
    bool operator()(const StatisticMatch& left, const StatisticMatch& right) const { return left == right; }
    bool operator()(const RateMatch& left, const RateMatch& right) const { return left.kind == right.kind && text(left.text, right.text); }
    bool operator()(const PhysdevMatch& left, const PhysdevMatch& right) const { return left.flags == right.flags && left.inverted == right.inverted && text(left.in, right.in) && text(left.out, right.out); }
    bool operator()(const RpfilterMatch& left, const RpfilterMatch& right) const { return left == right; }
    bool operator()(const UnknownOperation& left, const UnknownOperation& right) const { return left.isStatement == right.isStatement && text(left.text, right.text); }
    bool operator()(const Verdict& left, const Verdict& right) const
    {
        if (left.kind != right.kind || left.chain.valid() != right.chain.valid())
            return false;
        return !left.chain.valid() || m_a.chainName(left.chain) == m_b.chainName(right.chain);
    }
    bool operator()(const VerdictMap&, const VerdictMap&) const { return false; }
    bool operator()(const SetField& left, const SetField& right) const { return left == right; }
    bool operator()(const NatStatement& left, const NatStatement& right) const
    {
        auto other = right;
        other.addresses = left.addresses;
        return left == other && m_a.addresses(left) == m_b.addresses(right);
    }
    bool operator()(const NatMap&, const NatMap&) const { return false; }
    bool operator()(const RejectStatement& left, const RejectStatement& right) const { return left == right; }
    bool operator()(const Passive& left, const Passive& right) const { return text(left.text, right.text); }
    bool operator()(const Untrack&, const Untrack&) const { return true; }

private:
    bool text(StringId left, StringId right) const { return m_a.text(left) == m_b.text(right); }

    const RuleSet& m_a;
    const RuleSet& m_b;
};

} // namespace

bool sameRule(const RuleSet& a, RuleId left, const RuleSet& b, RuleId right)
{
    const auto& one = a.rules[left.value];
    const auto& other = b.rules[right.value];
    if (one.operationCount != other.operationCount || one.comment.valid() != other.comment.valid() || a.text(one.comment) != b.text(other.comment) || (one.comment.valid() && one.commentPosition != other.commentPosition))
        return false;
    const Comparer comparer(a, b);
    for (std::uint16_t i = 0; i < one.operationCount; ++i) {
        const auto& first = a.operations[one.firstOperation + i];
        const auto& second = b.operations[other.firstOperation + i];
        const bool isSame = first.index() == second.index() && std::visit([&](const auto& operation) { return comparer(operation, std::get<std::decay_t<decltype(operation)>>(second)); }, first);
        if (!isSame)
            return false;
    }
    return true;
}

bool sameRules(const RuleSet& a, ChainId left, const RuleSet& b, ChainId right)
{
    const auto& one = a.chains[left.value].rules;
    const auto& other = b.chains[right.value].rules;
    if (one.count != other.count)
        return false;
    for (std::uint32_t i = 0; i < one.count; ++i)
        if (!sameRule(a, RuleId{one.first + i}, b, RuleId{other.first + i}))
            return false;
    return true;
}

} // namespace hoplens
