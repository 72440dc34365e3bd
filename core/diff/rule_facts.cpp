// SPDX-License-Identifier: GPL-3.0-or-later
#include "diff/rule_facts.h"

#include "filter/iptables_save.h"
#include "filter/nft_text.h"
#include "proxy/iptables_proxy.h"

#include <algorithm>
#include <array>

namespace hoplens {
namespace {

using proxy::ProxyMode;

constexpr std::array<std::string_view, 6> servicePrefixes = {"KUBE-SVC-", "KUBE-SVL-", "KUBE-EXT-", "KUBE-FW-", "KUBE-XLB-", "KUBE-SEP-"};
constexpr std::array<std::string_view, 14> frames = {"KUBE-SERVICES", "KUBE-NODEPORTS", "KUBE-EXTERNAL-SERVICES", "KUBE-PROXY-FIREWALL", "KUBE-FORWARD", "KUBE-POSTROUTING", "KUBE-MARK-MASQ", "KUBE-MARK-DROP", "KUBE-LOAD-BALANCER", "KUBE-NODE-PORT", "KUBE-IPVS-FILTER", "KUBE-IPVS-OUT-FILTER", "KUBE-SOURCE-RANGES-FIREWALL", "KUBE-FIREWALL"};

/// The Service's port that a comment names: the first word with a slash that is no block of addresses.
std::string serviceIn(std::string_view comment)
{
    for (std::size_t at = 0; at < comment.size();) {
        const auto end = std::min(comment.find(' ', at), comment.size());
        const auto word = comment.substr(at, end - at);
        const auto slash = word.find('/');
        if (slash != std::string_view::npos && slash > 0 && slash + 1 < word.size() && !Prefix::parse(word))
            return std::string(word);
        at = end + 1;
    }
    return {};
}

std::string addressAndPort(IpFamily family, const Value& bits, std::uint16_t port)
{
    const Address address{family, bits};
    return (family == IpFamily::V4 ? address.text() : "[" + address.text() + "]") + ":" + std::to_string(port);
}

class FactReader {
public:
    FactReader(const RuleSet& rules, TableFamily family, const Owners& owners) : m_rules(rules), m_table(family), m_family(family == TableFamily::Ip6 ? IpFamily::V6 : IpFamily::V4), m_owners(owners) {}

    RuleFacts iptables()
    {
        for (std::uint32_t c = 0; c < m_rules.chains.size(); ++c)
            findEndpoint(ChainId{c});
        for (std::uint32_t c = 0; c < m_rules.chains.size(); ++c) {
            const auto& table = m_rules.tableOf(ChainId{c});
            const bool isHere = table.family == m_table && table.origin != RuleOrigin::Nftables && (table.name == "nat" || table.name == "filter");
            if (isHere)
                addIptablesChain(ChainId{c}, table.name + " " + std::string(m_rules.chainName(ChainId{c})));
        }
        return std::move(m_facts);
    }

    RuleFacts nftables()
    {
        for (std::uint32_t c = 0; c < m_rules.chains.size(); ++c)
            if (isOfProxy(m_rules.tableOf(ChainId{c})))
                addNftChain(ChainId{c});
        for (const auto& set : m_rules.sets)
            if (set.table.valid() && isOfProxy(m_rules.tables[set.table.value]) && !set.isAnonymous && !set.name.starts_with("affinity-"))
                addElements(set);
        return std::move(m_facts);
    }

private:
    bool isOfProxy(const Table& table) const { return table.origin == RuleOrigin::Nftables && table.family == m_table && table.name == "kube-proxy"; }

    /// Where a chain of an endpoint translates to.
    void findEndpoint(ChainId chain)
    {
        if (!m_rules.chainName(chain).starts_with("KUBE-SEP-") || m_rules.tableOf(chain).family != m_table)
            return;
        const auto& span = m_rules.chains[chain.value].rules;
        for (std::uint32_t r = span.first; r < span.first + span.count; ++r)
            for (std::uint16_t o = 0; o < m_rules.rules[r].operationCount; ++o)
                if (const auto* nat = std::get_if<NatStatement>(&m_rules.operations[m_rules.rules[r].firstOperation + o]); nat && nat->hasAddress)
                    m_endpoints[chain.value] = addressAndPort(m_family, m_rules.addresses(*nat).low, nat->portLow);
    }

    std::string endpointOf(ChainId chain, const Rule& rule, bool& isBalancing) const
    {
        if (const auto own = m_endpoints.find(chain.value); own != m_endpoints.end())
            return own->second;
        for (std::uint16_t o = 0; o < rule.operationCount; ++o)
            if (const auto* verdict = std::get_if<Verdict>(&m_rules.operations[rule.firstOperation + o]); verdict && verdict->kind == VerdictKind::Jump)
                if (const auto target = m_endpoints.find(verdict->chain.value); target != m_endpoints.end()) {
                    isBalancing = true;
                    return target->second;
                }
        return {};
    }

    void addIptablesChain(ChainId id, const std::string& place)
    {
        const auto& chain = m_rules.chains[id.value];
        const auto name = m_rules.chainName(id);
        const bool isOfService = std::ranges::any_of(servicePrefixes, [&](std::string_view prefix) { return name.starts_with(prefix); });
        const bool isFrame = chain.isBuiltIn || std::ranges::find(frames, name) != frames.end();
        if ((!isOfService && !isFrame) || (isOfService && chain.rules.count == 0))
            return;
        auto& facts = m_facts.chains[place];
        facts.isFrame = isFrame;
        facts.isOwn = isFrame && !chain.isBuiltIn && name != "KUBE-FIREWALL" && name != "KUBE-FORWARD";
        facts.isOfProxy = isOfService;
        const auto owner = m_owners.chains.find(std::string(name));
        std::string service = owner == m_owners.chains.end() ? std::string() : owner->second;
        for (std::uint32_t r = chain.rules.first; r < chain.rules.first + chain.rules.count; ++r) {
            const auto& rule = m_rules.rules[r];
            RuleFact fact{place, iptablesRuleText(m_rules, RuleId{r}), serviceIn(m_rules.text(rule.comment)), {}, false};
            if (isOfService) {
                if (service.empty())
                    service = fact.service;
                fact.service = service;
                fact.endpoint = endpointOf(id, rule, fact.isBalancing);
            }
            facts.rules.push_back(std::move(fact));
        }
        if (isOfService) // a rule that stood before the one that told
            for (auto& fact : facts.rules)
                fact.service = service;
    }

    /// "service-XXXXXXXX-ns/svc/proto/port[__ADDRESS/PORT]"
    std::string serviceOfName(std::string_view name) const
    {
        const auto first = name.find('-');
        const auto second = first == std::string_view::npos ? first : name.find('-', first + 1);
        const auto slash = name.find('/');
        if (second == std::string_view::npos || slash == std::string_view::npos || second > slash)
            return {};
        auto rest = name.substr(second + 1);
        rest = rest.substr(0, rest.find("__"));
        std::vector<std::string_view> parts;
        for (std::size_t at = 0; at <= rest.size();) {
            const auto end = std::min(rest.find('/', at), rest.size());
            parts.push_back(rest.substr(at, end - at));
            at = end + 1;
        }
        if (parts.size() < 3)
            return {};
        const auto port = parts.size() > 3 ? parts[3] : std::string_view();
        return std::string(parts[0]) + "/" + std::string(parts[1]) + (port.empty() ? "" : ":" + std::string(port));
    }

    /// nft makes a comparison of a set with one element.
    static std::string withoutLoneBraces(std::string text)
    {
        const auto open = text.find("{ ");
        const auto close = text.find(" }", open == std::string::npos ? 0 : open);
        if (open == std::string::npos || close == std::string::npos || text.find_first_of(",:", open) < close)
            return text;
        text.erase(close, 2);
        text.erase(open, 2);
        return text;
    }

    /// Of the chain of one endpoint (IPv4; the colons of the other family are not to be told from its dots).
    std::string endpointOfName(std::string_view name) const
    {
        const auto at = name.rfind("__");
        if (!name.starts_with("endpoint-") || at == std::string_view::npos || m_family == IpFamily::V6)
            return {};
        std::string endpoint(name.substr(at + 2));
        std::ranges::replace(endpoint, '/', ':');
        return endpoint;
    }

    void addNftChain(ChainId id)
    {
        const auto& chain = m_rules.chains[id.value];
        const std::string name(m_rules.chainName(id));
        const auto service = serviceOfName(name);
        if (!service.empty() && chain.rules.count == 0)
            return; // emptied, and deleted in a second
        auto& facts = m_facts.chains[name];
        facts.isOfProxy = true;
        for (std::uint32_t r = chain.rules.first; r < chain.rules.first + chain.rules.count; ++r) {
            const auto& rule = m_rules.rules[r];
            std::vector<RuleFact> choices; // one of several by chance; which number each has says nothing
            for (std::uint16_t o = 0; o < rule.operationCount; ++o) {
                const auto& operation = m_rules.operations[rule.firstOperation + o];
                if (const auto* map = std::get_if<NatMap>(&operation))
                    for (const auto& element : m_rules.sets[map->map.value].elements) {
                        const auto endpoint = addressAndPort(m_family, element.data, element.dataPort);
                        choices.push_back({name, "dnat to " + endpoint, service, endpoint, false});
                    }
                if (const auto* map = std::get_if<VerdictMap>(&operation); map && m_rules.sets[map->map.value].isAnonymous)
                    for (const auto& element : m_rules.sets[map->map.value].elements)
                        if (element.verdict.chain.valid())
                            choices.push_back({name, "goto " + std::string(m_rules.chainName(element.verdict.chain)), service, endpointOfName(m_rules.chainName(element.verdict.chain)), false});
            }
            std::ranges::sort(choices, {}, &RuleFact::text);
            std::ranges::move(choices, std::back_inserter(facts.rules));
            if (choices.empty())
                facts.rules.push_back({name, withoutLoneBraces(nftRuleText(m_rules, RuleId{r})), service, endpointOfName(name), false});
        }
    }

    void addElements(const NamedSet& set)
    {
        for (const auto& element : set.elements) {
            std::string key;
            for (std::uint8_t d = 0; d < set.dimensions; ++d)
                key += (d == 0 ? "" : " ") + valueText(set, d, m_rules.intervals[element.firstInterval + d].low);
            std::string data;
            if (set.isVerdictMap)
                data = element.verdict.kind == VerdictKind::Goto ? " : goto " + std::string(m_rules.chainName(element.verdict.chain)) : element.verdict.kind == VerdictKind::Drop ? " : drop" : " : verdict";
            auto service = element.verdict.kind == VerdictKind::Goto ? serviceOfName(m_rules.chainName(element.verdict.chain)) : std::string();
            if (const auto owner = m_owners.addresses.find(key); service.empty() && owner != m_owners.addresses.end())
                service = owner->second;
            m_facts.elements[set.name + " " + key] = {set.name, key + data, service, {}, false};
        }
    }

    /// One part of a key. kube-proxy's sets have addresses, and after them a protocol and a port where there is more than an address.
    std::string valueText(const NamedSet& set, std::uint8_t dimension, const Value& value) const
    {
        const auto fromEnd = set.dimensions - dimension;
        if (set.dimensions == 1 || fromEnd > 2)
            return Address{m_family, value}.text();
        if (fromEnd == 2)
            return value.low == 6 ? "tcp" : value.low == 17 ? "udp" : value.low == 132 ? "sctp" : std::to_string(value.low);
        return std::to_string(value.low);
    }

    const RuleSet& m_rules;
    TableFamily m_table;
    IpFamily m_family;
    const Owners& m_owners;
    std::unordered_map<std::uint32_t, std::string> m_endpoints; ///< by chain
    RuleFacts m_facts;
};

} // namespace

Owners ownersOf(const proxy::ProxiedServices& services)
{
    Owners owners;
    for (const auto* port : services.ports()) {
        const std::string protocol(kube::lowerName(port->protocol));
        const auto add = [&](const Address& address) { owners.addresses.emplace(address.text() + " " + protocol + " " + std::to_string(port->port), port->display); };
        owners.addresses.emplace(port->clusterIp.text(), port->display);
        add(port->clusterIp);
        for (const auto* all : {&port->externalIps, &port->loadBalancerIps})
            std::ranges::for_each(*all, add);
        if (port->nodePort != 0)
            owners.addresses.emplace(protocol + " " + std::to_string(port->nodePort), port->display);
        if (!services.isLarge() || services.settings().mode != ProxyMode::Iptables)
            continue;
        const proxy::PortChains chains(*port);
        for (const auto* chain : {&chains.cluster, &chains.local, &chains.external, &chains.firewall, &chains.balancer})
            owners.chains.emplace(*chain, port->display);
        for (const auto& endpoint : port->endpoints)
            owners.chains.emplace(chains.ofEndpoint(endpoint), port->display);
    }
    return owners;
}

RuleFacts factsOf(const RuleSet& rules, TableFamily family, proxy::ProxyMode mode, const Owners& owners)
{
    FactReader reader(rules, family, owners);
    return mode == ProxyMode::Nftables ? reader.nftables() : reader.iptables();
}

} // namespace hoplens
