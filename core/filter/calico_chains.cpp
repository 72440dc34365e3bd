// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/calico_chains.h"

#include <array>

namespace hoplens {
namespace {

struct Prefix {
    std::string_view text;
    CalicoChain::Kind kind;
    bool isIngress;
};

constexpr std::array<Prefix, 6> prefixes = {{{"cali-pi-", CalicoChain::Kind::Policy, true}, {"cali-po-", CalicoChain::Kind::Policy, false}, {"cali-pri-", CalicoChain::Kind::Profile, true}, {"cali-pro-", CalicoChain::Kind::Profile, false}, {"cali-tw-", CalicoChain::Kind::Workload, true}, {"cali-fw-", CalicoChain::Kind::Workload, false}}};

/// "Policy shop/knp.default.allow-front ingress": the middle.
std::string subjectIn(std::string_view comment, CalicoChain::Kind kind)
{
    const std::string_view word = kind == CalicoChain::Kind::Policy ? "Policy " : "Profile ";
    const auto begin = comment.find(word);
    const auto end = comment.rfind(' ');
    if (begin == std::string_view::npos || end <= begin + word.size() || (comment.substr(end) != " ingress" && comment.substr(end) != " egress"))
        return {};
    return std::string(comment.substr(begin + word.size(), end - begin - word.size()));
}

} // namespace

std::optional<CalicoChain> calicoChain(const RuleSet& rules, ChainId chain)
{
    const auto name = rules.chainName(chain);
    for (const auto& prefix : prefixes) {
        const auto at = name.find(prefix.text); // nftables has the layer before it
        if (at == std::string_view::npos)
            continue;
        CalicoChain found{prefix.kind, prefix.isIngress, {}};
        const auto rest = name.substr(at + prefix.text.size());
        if (!rest.starts_with('_'))
            found.subject = rest;
        if (prefix.kind == CalicoChain::Kind::Workload)
            return found;
        const auto& span = rules.chains[chain.value].rules;
        for (std::uint32_t r = span.first; r < span.first + span.count && found.subject.empty(); ++r)
            found.subject = subjectIn(rules.text(rules.rules[r].comment), prefix.kind);
        return found;
    }
    return std::nullopt;
}

std::string calicoPolicyName(std::string_view name)
{
    const auto slash = name.find('/');
    const auto space = slash == std::string_view::npos ? std::string_view() : name.substr(0, slash + 1);
    const auto own = slash == std::string_view::npos ? name : name.substr(slash + 1);
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kinds = {{{"knp.default.", "NetworkPolicy "}, {"kanp.adminnetworkpolicy.", "AdminNetworkPolicy "}, {"kbanp.baselineadminnetworkpolicy.", "BaselineAdminNetworkPolicy "}}};
    for (const auto& [prefix, kind] : kinds)
        if (own.starts_with(prefix))
            return std::string(kind) + std::string(space) + std::string(own.substr(prefix.size()));
    return (space.empty() ? "Calico GlobalNetworkPolicy " : "Calico NetworkPolicy ") + std::string(name);
}

} // namespace hoplens
