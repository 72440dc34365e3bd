// SPDX-License-Identifier: GPL-3.0-or-later
#include "diff/proxy_drift.h"

#include "diff/rule_facts.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

// Both rule sets become facts: chains with their rules as text, and elements of sets. What differs is told by the Service that it is of:
// a chain is known by the name that the model gives it, one that the model does not know by the comments in it.

namespace hoplens {
namespace {

using proxy::ProxyMode;

/// "10.0.0.1:80" of every endpoint that the chains of a port lead to.
struct PortFacts {
    std::string display;
    std::vector<std::string> missing; ///< rules and elements
    std::vector<std::string> extra;
    std::set<std::string> missingEndpoints;
    std::set<std::string> extraEndpoints;
    bool hasObserved = false;
    bool hasPredicted = false;
};

class DriftFinder {
public:
    DriftFinder(const RuleFacts& observed, const RuleFacts& predicted, IpFamily family, const std::vector<std::string>& services) : m_observed(observed), m_predicted(predicted), m_family(family), m_services(services) {}

    void find(std::vector<DriftEntry>& entries)
    {
        compareChains();
        compareElements();
        tell(entries);
    }

private:
    PortFacts& port(const std::string& display)
    {
        auto& facts = m_ports[display];
        facts.display = display;
        return facts;
    }

    void note(const std::string& display, const RuleFact& fact, bool isMissing)
    {
        auto& own = port(display);
        (isMissing ? own.missing : own.extra).push_back(fact.place + " " + fact.text);
        if (!fact.endpoint.empty())
            (isMissing ? own.missingEndpoints : own.extraEndpoints).insert(fact.endpoint);
    }

    void compareChains()
    {
        for (const auto& [name, chain] : m_predicted.chains) {
            const auto at = m_observed.chains.find(name);
            static const ChainFacts none;
            const auto& own = at == m_observed.chains.end() ? none : at->second;
            if (chain.isFrame)
                compareFrame(chain, own);
            else
                compareOrdered(chain, own);
            for (const auto& fact : chain.rules)
                if (!fact.service.empty())
                    port(fact.service).hasPredicted = true;
            for (const auto& fact : own.rules)
                if (!fact.service.empty())
                    port(fact.service).hasObserved = true;
        }
        for (const auto& [name, chain] : m_observed.chains)
            if (!m_predicted.chains.contains(name) && chain.isOfProxy)
                for (const auto& fact : chain.rules) {
                    note(fact.service, fact, false);
                    port(fact.service).hasObserved = true;
                }
    }

    /// Chains that several Services write into, or that others write into, too: which rules there are, not how they stand.
    void compareFrame(const ChainFacts& wanted, const ChainFacts& own)
    {
        std::unordered_map<std::string_view, int> counts;
        for (const auto& fact : own.rules)
            ++counts[fact.text];
        for (const auto& fact : wanted.rules)
            if (--counts[fact.text] < 0)
                note(fact.service, fact, true);
        static constexpr std::string_view last = "NOTE: this must be the last rule in this chain";
        if (!wanted.rules.empty() && !own.rules.empty() && wanted.rules.back().text.find(last) != std::string::npos && own.rules.back().text.find(last) == std::string::npos)
            note({}, {wanted.rules.back().place, "the rule for node ports is not the last one: what stands behind it is not reached by packets to the node", {}, {}, false}, true);
        for (const auto& fact : own.rules)
            if (auto& count = counts[fact.text]; count > 0 && (!fact.service.empty() || wanted.isOwn)) {
                --count;
                note(fact.service, fact, false);
            }
    }

    void compareOrdered(const ChainFacts& wanted, const ChainFacts& own)
    {
        const auto sameText = [](const RuleFact& a, const RuleFact& b) { return a.text == b.text; };
        if (std::ranges::equal(wanted.rules, own.rules, sameText))
            return;
        std::set<std::string_view> wantedTexts;
        std::set<std::string_view> ownTexts;
        for (const auto& fact : wanted.rules)
            wantedTexts.insert(fact.text);
        for (const auto& fact : own.rules)
            ownTexts.insert(fact.text);
        bool isOrder = true;
        for (const auto& fact : wanted.rules)
            if (!ownTexts.contains(fact.text)) {
                // The share of an endpoint follows from how many there are: no difference of its own.
                const bool isShare = !fact.endpoint.empty() && std::ranges::any_of(own.rules, [&](const RuleFact& other) { return other.endpoint == fact.endpoint && other.isBalancing == fact.isBalancing; });
                isOrder = false;
                auto shared = fact;
                if (isShare)
                    shared.endpoint.clear();
                note(fact.service, shared, true);
            }
        for (const auto& fact : own.rules)
            if (!wantedTexts.contains(fact.text)) {
                const bool isShare = !fact.endpoint.empty() && std::ranges::any_of(wanted.rules, [&](const RuleFact& other) { return other.endpoint == fact.endpoint && other.isBalancing == fact.isBalancing; });
                isOrder = false;
                auto shared = fact;
                if (isShare)
                    shared.endpoint.clear();
                note(fact.service.empty() && !wanted.rules.empty() ? wanted.rules.front().service : fact.service, shared, false);
            }
        if (isOrder && !wanted.rules.empty()) {
            auto fact = wanted.rules.front();
            fact.text = "its rules stand in another order";
            fact.endpoint.clear();
            note(fact.service, fact, true);
        }
    }

    void compareElements()
    {
        for (const auto& [key, fact] : m_predicted.elements) {
            if (!fact.service.empty())
                port(fact.service).hasPredicted = true;
            const auto at = m_observed.elements.find(key);
            if (at == m_observed.elements.end() || at->second.text != fact.text)
                note(fact.service, fact, true);
            if (at != m_observed.elements.end() && !fact.service.empty())
                port(fact.service).hasObserved = true;
        }
        for (const auto& [key, fact] : m_observed.elements) {
            const auto at = m_predicted.elements.find(key);
            if (at != m_predicted.elements.end() && at->second.text == fact.text)
                continue;
            note(fact.service, fact, false);
            if (!fact.service.empty())
                port(fact.service).hasObserved = true;
        }
    }

    void add(std::vector<DriftEntry>& entries, DriftKind kind, const PortFacts& facts, std::string sentence, bool withRules) const
    {
        DriftEntry entry{kind, m_family, facts.display, std::move(sentence), {}};
        if (withRules) {
            for (const auto& rule : facts.missing)
                entry.rules.push_back("- " + rule);
            for (const auto& rule : facts.extra)
                entry.rules.push_back("+ " + rule);
        }
        entries.push_back(std::move(entry));
    }

    void tell(std::vector<DriftEntry>& entries) const
    {
        for (const auto& [display, facts] : m_ports) {
            if (facts.missing.empty() && facts.extra.empty())
                continue;
            if (display.empty()) {
                const bool lacks = !facts.missing.empty();
                add(entries, lacks ? DriftKind::FrameMissing : DriftKind::RuleDiffers, facts, lacks ? std::to_string(facts.missing.size()) + (facts.missing.size() == 1 ? " rule that every Service needs is" : " rules that every Service needs are") + " missing from the kernel" : "the proxy's own chains hold rules that it does not write", true);
                continue;
            }
            const auto called = "Service " + display;
            if (!facts.hasObserved) {
                add(entries, DriftKind::ServiceMissing, facts, called + ": the kernel has no rules of it", true);
            } else if (!facts.hasPredicted) {
                const bool isKnown = std::ranges::find(m_services, display.substr(0, display.find(':'))) != m_services.end();
                add(entries, DriftKind::ServiceLeftOver, facts, isKnown ? called + ": the kernel has rules of a port that the Service does not have" : "the kernel has rules of a Service that no longer exists: " + display, true);
            } else {
                tellEndpoints(entries, facts, called);
            }
        }
    }

    void tellEndpoints(std::vector<DriftEntry>& entries, const PortFacts& facts, const std::string& called) const
    {
        bool isTold = false;
        for (const auto& endpoint : facts.missingEndpoints)
            if (!facts.extraEndpoints.contains(endpoint)) {
                add(entries, DriftKind::EndpointMissing, facts, called + ": endpoint " + endpoint + " is missing from the kernel", !isTold);
                isTold = true;
            }
        for (const auto& endpoint : facts.extraEndpoints)
            if (!facts.missingEndpoints.contains(endpoint)) {
                add(entries, DriftKind::EndpointLeftOver, facts, called + ": the kernel still sends to " + endpoint + ", which is no endpoint", !isTold);
                isTold = true;
            }
        if (!isTold)
            add(entries, DriftKind::RuleDiffers, facts, called + ": its rules are others than kube-proxy writes", true);
    }

    const RuleFacts& m_observed;
    const RuleFacts& m_predicted;
    IpFamily m_family;
    const std::vector<std::string>& m_services; ///< namespace/name
    std::map<std::string, PortFacts> m_ports;
};

} // namespace

std::string_view name(DriftKind kind)
{
    constexpr std::array<std::string_view, 8> names = {"frame-missing", "service-missing", "service-left-over", "endpoint-missing", "endpoint-left-over", "address-missing", "address-left-over", "rule-differs"};
    return names[static_cast<std::size_t>(kind)];
}

Result<std::vector<DriftEntry>> findDrift(const Namespace& node, const kube::ServiceEndpoints& endpoints, const proxy::ProxySettings& settings, std::span<const IpFamily> families)
{
    std::vector<DriftEntry> entries;
    std::vector<std::string> services;
    for (const auto& service : endpoints.objects().services)
        services.push_back(service.meta.nameSpace + "/" + service.meta.name);
    for (const auto family : families) {
        const proxy::ProxiedServices ports(settings, family, endpoints);
        const auto predicted = cluster::predictedRules(endpoints, settings, std::span(&family, 1));
        if (!predicted)
            return failure(predicted.error());
        const auto owners = ownersOf(ports);
        const auto table = family == IpFamily::V4 ? TableFamily::Ip : TableFamily::Ip6;
        const auto observedFacts = factsOf(node.rules, table, settings.mode, owners);
        const auto predictedFacts = factsOf(*predicted, table, settings.mode, owners);
        DriftFinder(observedFacts, predictedFacts, family, services).find(entries);
    }
    return entries;
}

} // namespace hoplens
