// SPDX-License-Identifier: GPL-3.0-or-later
#include "diff/proxy_drift.h"

#include "diff/rule_facts.h"
#include "filter/rule_equality.h"

#include <algorithm>
#include <array>
#include <set>
#include <thread>
#include <unordered_map>
#include <unordered_set>

// Both rule sets become facts: chains with their rules as text, and elements of sets. What differs is told by the Service that it is of:
// a chain is known by the name that the model gives it, one that the model does not know by the comments in it.

namespace hoplens {
namespace {

using proxy::ProxyMode;

/// "10.0.0.1:80" of every endpoint that the chains of a port lead to.
struct PortFacts {
    std::vector<std::string> missing; ///< rules and elements
    std::vector<std::string> extra;
    std::set<std::string> missingEndpoints;
    std::set<std::string> extraEndpoints;
};

class DriftFinder {
public:
    DriftFinder(RuleFacts& observed, RuleFacts& predicted, IpFamily family, const std::vector<std::string>& services) : m_observed(observed), m_predicted(predicted), m_family(family), m_services(services) {}

    void find(std::vector<DriftEntry>& entries)
    {
        compareChains();
        compareElements();
        tell(entries);
    }

private:
    PortFacts& port(std::string_view display)
    {
        const auto at = m_ports.find(display);
        return at != m_ports.end() ? at->second : m_ports.emplace(std::string(display), PortFacts{}).first->second;
    }

    void note(std::string_view display, const RuleFact& fact, bool isMissing)
    {
        auto& own = port(display);
        (isMissing ? own.missing : own.extra).push_back(std::string(fact.place) + " " + fact.text);
        if (!fact.endpoint.empty())
            (isMissing ? own.missingEndpoints : own.extraEndpoints).insert(std::string(fact.endpoint));
    }

    void compareChains()
    {
        for (const auto& chain : m_predicted.chains()) {
            m_predicted.addServices(chain, m_predictedServices);
            const auto* own = m_observed.find(chain.place);
            if (own && sameRules(m_predicted.rules(), chain.chain, m_observed.rules(), own->chain))
                continue;
            const auto wantedRules = m_predicted.rulesOf(chain);
            const auto ownRules = own ? m_observed.rulesOf(*own) : std::vector<RuleFact>();
            if (chain.isFrame)
                compareFrame(chain, wantedRules, ownRules);
            else
                compareOrdered(wantedRules, ownRules);
        }
        for (const auto& chain : m_observed.chains()) {
            m_observed.addServices(chain, m_observedServices);
            if (chain.isOfProxy && !m_predicted.find(chain.place))
                for (const auto& fact : m_observed.rulesOf(chain))
                    note(fact.service, fact, false);
        }
    }

    /// Chains that several Services write into, or that others write into, too: which rules there are, not how they stand.
    void compareFrame(const ChainFacts& chain, const std::vector<RuleFact>& wanted, const std::vector<RuleFact>& own)
    {
        std::unordered_map<std::string_view, int> counts;
        for (const auto& fact : own)
            ++counts[fact.text];
        for (const auto& fact : wanted)
            if (--counts[fact.text] < 0)
                note(fact.service, fact, true);
        static constexpr std::string_view last = "NOTE: this must be the last rule in this chain";
        if (!wanted.empty() && !own.empty() && wanted.back().text.find(last) != std::string::npos && own.back().text.find(last) == std::string::npos)
            note({}, {wanted.back().place, "the rule for node ports is not the last one: what stands behind it is not reached by packets to the node", {}, {}, false}, true);
        for (const auto& fact : own)
            if (auto& count = counts[fact.text]; count > 0 && (!fact.service.empty() || chain.isOwn)) {
                --count;
                note(fact.service, fact, false);
            }
    }

    void compareOrdered(const std::vector<RuleFact>& wanted, const std::vector<RuleFact>& own)
    {
        const auto sameText = [](const RuleFact& a, const RuleFact& b) { return a.text == b.text; };
        if (std::ranges::equal(wanted, own, sameText))
            return;
        std::set<std::string_view> wantedTexts;
        std::set<std::string_view> ownTexts;
        for (const auto& fact : wanted)
            wantedTexts.insert(fact.text);
        for (const auto& fact : own)
            ownTexts.insert(fact.text);
        bool isOrder = true;
        for (const auto& fact : wanted)
            if (!ownTexts.contains(fact.text)) {
                // The share of an endpoint follows from how many there are: no difference of its own.
                const bool isShare = !fact.endpoint.empty() && std::ranges::any_of(own, [&](const RuleFact& other) { return other.endpoint == fact.endpoint && other.isBalancing == fact.isBalancing; });
                isOrder = false;
                auto shared = fact;
                if (isShare)
                    shared.endpoint = {};
                note(fact.service, shared, true);
            }
        for (const auto& fact : own)
            if (!wantedTexts.contains(fact.text)) {
                const bool isShare = !fact.endpoint.empty() && std::ranges::any_of(wanted, [&](const RuleFact& other) { return other.endpoint == fact.endpoint && other.isBalancing == fact.isBalancing; });
                isOrder = false;
                auto shared = fact;
                if (isShare)
                    shared.endpoint = {};
                note(fact.service.empty() && !wanted.empty() ? wanted.front().service : fact.service, shared, false);
            }
        if (isOrder && !wanted.empty()) {
            auto fact = wanted.front();
            fact.text = "its rules stand in another order";
            fact.endpoint = {};
            note(fact.service, fact, true);
        }
    }

    void compareElements()
    {
        for (const auto& [key, fact] : m_predicted.elements()) {
            m_predictedServices.insert(fact.service);
            const auto at = m_observed.elements().find(key);
            if (at == m_observed.elements().end() || at->second.text != fact.text)
                note(fact.service, fact, true);
        }
        for (const auto& [key, fact] : m_observed.elements()) {
            m_observedServices.insert(fact.service);
            const auto at = m_predicted.elements().find(key);
            if (at == m_predicted.elements().end() || at->second.text != fact.text)
                note(fact.service, fact, false);
        }
    }

    void add(std::vector<DriftEntry>& entries, DriftKind kind, const std::string& display, const PortFacts& facts, std::string sentence, bool withRules) const
    {
        DriftEntry entry{kind, m_family, display, std::move(sentence), {}};
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
                add(entries, lacks ? DriftKind::FrameMissing : DriftKind::RuleDiffers, display, facts, lacks ? std::to_string(facts.missing.size()) + (facts.missing.size() == 1 ? " rule that every Service needs is" : " rules that every Service needs are") + " missing from the kernel" : "the proxy's own chains hold rules that it does not write", true);
                continue;
            }
            const auto called = "Service " + display;
            if (!m_observedServices.contains(display)) {
                add(entries, DriftKind::ServiceMissing, display, facts, called + ": the kernel has no rules of it", true);
            } else if (!m_predictedServices.contains(display)) {
                const bool isKnown = std::ranges::find(m_services, display.substr(0, display.find(':'))) != m_services.end();
                add(entries, DriftKind::ServiceLeftOver, display, facts, isKnown ? called + ": the kernel has rules of a port that the Service does not have" : "the kernel has rules of a Service that no longer exists: " + display, true);
            } else {
                tellEndpoints(entries, display, facts, called);
            }
        }
    }

    void tellEndpoints(std::vector<DriftEntry>& entries, const std::string& display, const PortFacts& facts, const std::string& called) const
    {
        bool isTold = false;
        for (const auto& endpoint : facts.missingEndpoints)
            if (!facts.extraEndpoints.contains(endpoint)) {
                add(entries, DriftKind::EndpointMissing, display, facts, called + ": endpoint " + endpoint + " is missing from the kernel", !isTold);
                isTold = true;
            }
        for (const auto& endpoint : facts.extraEndpoints)
            if (!facts.missingEndpoints.contains(endpoint)) {
                add(entries, DriftKind::EndpointLeftOver, display, facts, called + ": the kernel still sends to " + endpoint + ", which is no endpoint", !isTold);
                isTold = true;
            }
        if (!isTold)
            add(entries, DriftKind::RuleDiffers, display, facts, called + ": its rules are others than kube-proxy writes", true);
    }

    RuleFacts& m_observed;
    RuleFacts& m_predicted;
    IpFamily m_family;
    const std::vector<std::string>& m_services; ///< namespace/name
    std::unordered_set<std::string_view> m_observedServices;
    std::unordered_set<std::string_view> m_predictedServices;
    std::map<std::string, PortFacts, std::less<>> m_ports; ///< by "shop/cart:http"
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
        const auto owners = addressOwners(ports);
        const auto table = family == IpFamily::V4 ? TableFamily::Ip : TableFamily::Ip6;
        std::optional<RuleFacts> observedFacts;
        std::thread observer([&] { observedFacts.emplace(node.rules, table, settings.mode, owners); }); // while the other side is predicted
        const auto predicted = cluster::predictedRules(endpoints, settings, std::span(&family, 1));
        observer.join();
        if (!predicted)
            return failure(predicted.error());
        RuleFacts predictedFacts(*predicted, table, settings.mode, owners);
        DriftFinder(*observedFacts, predictedFacts, family, services).find(entries);
    }
    return entries;
}

} // namespace hoplens
