// SPDX-License-Identifier: GPL-3.0-or-later
#include "diff/proxy_drift.h"

#include "diff/rule_facts.h"
#include "filter/rule_equality.h"
#include "proxy/ipvs_proxy.h"

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
    std::set<std::string> missingServers; ///< "tcp 10.96.0.1:80"
    std::set<std::string> extraServers;
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
        else if (!fact.server.empty())
            (isMissing ? own.missingServers : own.extraServers).insert(std::string(fact.server));
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
        compareElements(m_predicted, m_observed, m_predictedServices, true);
        compareElements(m_observed, m_predicted, m_observedServices, false);
    }

    void compareElements(const RuleFacts& one, const RuleFacts& other, std::unordered_set<std::string_view>& services, bool isMissing)
    {
        for (const auto& [key, fact] : one.elements()) {
            services.insert(fact.service);
            const auto at = other.elements().find(key);
            if (at != other.elements().end() && at->second.text == fact.text)
                continue;
            auto own = fact;
            if (!fact.server.empty() && !other.elements().contains(serverKey(fact.server)))
                own.endpoint = {}; // it goes with its virtual server
            note(fact.service, own, isMissing);
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
                tellCommon(entries, facts);
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

    /// What is every Service's, or none's.
    void tellCommon(std::vector<DriftEntry>& entries, const PortFacts& facts) const
    {
        for (const auto& server : facts.extraServers)
            add(entries, DriftKind::AddressLeftOver, "", facts, "the kernel still serves " + server + ", which is no Service's", server == *facts.extraServers.begin());
        const bool isTold = !facts.extraServers.empty();
        if (!facts.missing.empty())
            add(entries, DriftKind::FrameMissing, "", facts, std::to_string(facts.missing.size()) + (facts.missing.size() == 1 ? " rule that every Service needs is" : " rules that every Service needs are") + " missing from the kernel", !isTold);
        else if (!isTold)
            add(entries, DriftKind::RuleDiffers, "", facts, "the proxy's own chains and sets hold what it does not write", true);
    }

    void tellEndpoints(std::vector<DriftEntry>& entries, const std::string& display, const PortFacts& facts, const std::string& called) const
    {
        bool isTold = false;
        for (const auto& server : facts.missingServers)
            if (!facts.extraServers.contains(server)) {
                add(entries, DriftKind::AddressMissing, display, facts, called + ": " + server + " is missing from the kernel", !isTold);
                isTold = true;
            }
        for (const auto& server : facts.extraServers)
            if (!facts.missingServers.contains(server)) {
                add(entries, DriftKind::AddressLeftOver, display, facts, called + ": the kernel still serves " + server + ", which is none of its addresses", !isTold);
                isTold = true;
            }
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

/// Both sides' virtual servers and addresses, where the node's are known.
void addIpvs(RuleFacts& observed, RuleFacts& predicted, const Namespace& node, const proxy::ProxiedServices& services, std::vector<DriftEntry>& entries)
{
    const auto unknown = notCompared(node, ProxyMode::Ipvs);
    const auto isKnown = [&](std::string_view what) { return std::ranges::find(unknown, what) == unknown.end(); };
    const auto state = proxy::ipvsState(services);
    const auto& settings = services.settings();
    if (isKnown("ipsets")) {
        predicted.addIpsets();
        observed.addIpsets();
    }
    if (isKnown("virtual servers")) {
        predicted.addServers(proxy::serversOf(state));
        auto own = node.virtualServers;
        std::erase_if(own, [&](const VirtualServer& server) {
            return server.firewallMark != 0 || server.address.family != services.family() || std::ranges::any_of(settings.excludedCidrs, [&](const Prefix& block) { return block.contains(server.address); });
        });
        observed.addServers(own);
    }
    if (!isKnown("addresses"))
        return;
    const auto* device = node.link("kube-ipvs0");
    if (!device) {
        entries.push_back({DriftKind::FrameMissing, services.family(), "", "the device kube-ipvs0, which has the addresses of every Service, is missing", {}});
        return;
    }
    predicted.addBoundAddresses(state.boundAddresses);
    std::vector<Address> bound;
    for (const auto& own : node.addresses)
        if (own.linkIndex == device->index && own.prefix.address.family == services.family() && !own.prefix.address.isLinkLocal())
            bound.push_back(own.prefix.address);
    observed.addBoundAddresses(bound);
}

} // namespace

std::vector<std::string_view> notCompared(const Namespace& node, ProxyMode mode)
{
    std::vector<std::string_view> parts;
    if (mode != ProxyMode::Ipvs)
        return parts;
    const bool isRulesAlone = node.isMissing("links");
    if (node.lacksVirtualServers() || isRulesAlone)
        parts.push_back("virtual servers");
    if (node.isMissing("ipsets") || (isRulesAlone && std::ranges::none_of(node.rules.sets, [](const NamedSet& set) { return !set.table.valid(); })))
        parts.push_back("ipsets");
    if (node.isMissing("addresses") || isRulesAlone)
        parts.push_back("addresses");
    return parts;
}

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
        if (settings.mode == ProxyMode::Ipvs)
            addIpvs(*observedFacts, predictedFacts, node, ports, entries);
        DriftFinder(*observedFacts, predictedFacts, family, services).find(entries);
    }
    return entries;
}

} // namespace hoplens
