// SPDX-License-Identifier: GPL-3.0-or-later
#include "diff/rule_facts.h"

#include "filter/iptables_save.h"
#include "filter/ipvs_text.h"
#include "filter/nft_text.h"

#include <algorithm>
#include <array>

namespace hoplens {
namespace {

using proxy::ProxyMode;

/// In the order that one leads to the next, so that each learns from those before whose it is.
constexpr std::array<std::string_view, 6> servicePrefixes = {"KUBE-FW-", "KUBE-EXT-", "KUBE-XLB-", "KUBE-SVC-", "KUBE-SVL-", "KUBE-SEP-"};
constexpr std::array<std::string_view, 14> frames = {"KUBE-SERVICES", "KUBE-NODEPORTS", "KUBE-EXTERNAL-SERVICES", "KUBE-PROXY-FIREWALL", "KUBE-FORWARD", "KUBE-POSTROUTING", "KUBE-MARK-MASQ", "KUBE-MARK-DROP", "KUBE-LOAD-BALANCER", "KUBE-NODE-PORT", "KUBE-IPVS-FILTER", "KUBE-IPVS-OUT-FILTER", "KUBE-SOURCE-RANGES-FIREWALL", "KUBE-FIREWALL"};

/// The Service's port that a comment names: the first word with a slash that is no block of addresses.
std::string_view serviceIn(std::string_view comment)
{
    for (std::size_t at = 0; at < comment.size();) {
        const auto end = std::min(comment.find(' ', at), comment.size());
        const auto word = comment.substr(at, end - at);
        const auto slash = word.find('/');
        if (slash != std::string_view::npos && slash > 0 && slash + 1 < word.size() && !Prefix::parse(word))
            return word;
        at = end + 1;
    }
    return {};
}

std::string addressAndPort(IpFamily family, const Value& bits, std::uint16_t port)
{
    const Address address{family, bits};
    return (family == IpFamily::V4 ? address.text() : "[" + address.text() + "]") + ":" + std::to_string(port);
}

std::string protocolText(const Value& value) { return value.low == 6 ? "tcp" : value.low == 17 ? "udp" : value.low == 132 ? "sctp" : std::to_string(value.low); }

/// The elements of a set have no order, and nft makes a plain comparison of one that has a single element.
std::string withSortedSet(std::string text)
{
    const auto open = text.find("{ ");
    const auto close = text.find(" }", open == std::string::npos ? 0 : open);
    if (open == std::string::npos || close == std::string::npos || text.find(" : ", open) < close)
        return text;
    std::vector<std::string> elements;
    for (std::size_t at = open + 2; at <= close;) {
        const auto end = std::min(text.find(", ", at), close);
        elements.push_back(text.substr(at, end - at));
        at = end + 2;
    }
    std::ranges::sort(elements);
    std::string sorted;
    for (const auto& element : elements)
        sorted += (sorted.empty() ? "" : ", ") + element;
    return text.substr(0, open) + (elements.size() == 1 ? sorted : "{ " + sorted + " }") + text.substr(close + 2);
}

/// "service-XXXXXXXX-ns/svc/proto/port[__ADDRESS/PORT]"
std::string serviceOfName(std::string_view name)
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

/// Hands over the chains that a rule jumps or goes to.
template <class Take> void eachTarget(const RuleSet& rules, const Rule& rule, Take take)
{
    for (std::uint16_t o = 0; o < rule.operationCount; ++o)
        if (const auto* verdict = std::get_if<Verdict>(&rules.operations[rule.firstOperation + o]); verdict && verdict->chain.valid())
            take(verdict->chain);
}

} // namespace

std::string serverKey(std::string_view server) { return "virtual server " + std::string(server); }

RuleFacts::RuleFacts(const RuleSet& rules, TableFamily family, ProxyMode mode, const std::unordered_map<std::string, std::string>& owners) : m_rules(rules), m_owners(owners), m_table(family), m_family(family == TableFamily::Ip6 ? IpFamily::V6 : IpFamily::V4), m_mode(mode)
{
    if (mode != ProxyMode::Nftables) {
        findIptablesChains();
        return;
    }
    findNftChains();
    for (const auto& set : rules.sets)
        if (set.table.valid() && rules.tables[set.table.value].origin == RuleOrigin::Nftables && rules.tables[set.table.value].family == family && rules.tables[set.table.value].name == "kube-proxy" && !set.isAnonymous && !set.name.starts_with("affinity-"))
            addElements(set);
    // An address alone is whose connections to it are.
    std::unordered_map<std::string_view, std::string_view> ofAddress;
    for (const auto& [key, fact] : m_elements)
        if (const auto own = std::string_view(fact.text).substr(0, fact.text.find(' ')); !fact.service.empty() && own.size() < fact.text.size())
            ofAddress.emplace(own, fact.service);
    for (auto& [key, fact] : m_elements)
        if (const auto owner = ofAddress.find(fact.text); fact.service.empty() && owner != ofAddress.end())
            fact.service = owner->second;
}

const ChainFacts* RuleFacts::find(std::string_view place) const
{
    const auto at = m_chainAt.find(place);
    return at == m_chainAt.end() ? nullptr : &m_chains[at->second];
}

ChainFacts& RuleFacts::addChain(ChainId chain, std::string place)
{
    const auto view = keep(std::move(place));
    const auto [at, isNew] = m_chainAt.emplace(view, m_chains.size());
    if (isNew)
        m_chains.push_back({view, chain});
    return m_chains[at->second];
}

std::string_view RuleFacts::keepOnce(std::string_view text)
{
    const auto at = m_known.find(text);
    return at != m_known.end() ? *at : *m_known.insert(keep(std::string(text))).first;
}

void RuleFacts::followJumps(ChainId chain, std::string_view service, bool byComment)
{
    const auto& span = m_rules.chains[chain.value].rules;
    for (std::uint32_t r = span.first; r < span.first + span.count; ++r) {
        const auto own = byComment ? serviceIn(m_rules.text(m_rules.rules[r].comment)) : service;
        if (!own.empty())
            eachTarget(m_rules, m_rules.rules[r], [&](ChainId target) { m_serviceOf.emplace(target.value, own); });
    }
}

void RuleFacts::findIptablesChains()
{
    m_chains.reserve(m_rules.chains.size());
    m_chainAt.reserve(m_rules.chains.size());
    std::array<std::vector<std::pair<ChainId, std::string>>, servicePrefixes.size()> ofServices;
    for (std::uint32_t c = 0; c < m_rules.chains.size(); ++c) {
        const auto& chain = m_rules.chains[c];
        const auto& table = m_rules.tableOf(ChainId{c});
        if (table.family != m_table || table.origin == RuleOrigin::Nftables || (table.name != "nat" && table.name != "filter"))
            continue;
        const auto name = m_rules.chainName(ChainId{c});
        const auto prefix = std::ranges::find_if(servicePrefixes, [&](std::string_view each) { return name.starts_with(each); });
        if (prefix != servicePrefixes.end() && chain.rules.count > 0)
            ofServices[static_cast<std::size_t>(prefix - servicePrefixes.begin())].emplace_back(ChainId{c}, table.name + " " + std::string(name));
        if (prefix != servicePrefixes.end() || (!chain.isBuiltIn && std::ranges::find(frames, name) == frames.end()))
            continue;
        auto& facts = addChain(ChainId{c}, table.name + " " + std::string(name));
        facts.isFrame = true;
        facts.isOwn = !chain.isBuiltIn && name != "KUBE-FIREWALL" && name != "KUBE-FORWARD";
        followJumps(ChainId{c}, {}, true);
    }
    for (auto& all : ofServices)
        for (auto& [chain, place] : all) {
            auto& facts = addChain(chain, std::move(place));
            facts.isOfProxy = true;
            const auto& span = m_rules.chains[chain.value].rules;
            const auto told = m_serviceOf.find(chain.value);
            auto service = told == m_serviceOf.end() ? std::string_view() : told->second;
            for (std::uint32_t r = span.first; r < span.first + span.count && service.empty(); ++r)
                service = serviceIn(m_rules.text(m_rules.rules[r].comment));
            facts.service = service;
            followJumps(chain, service, false);
        }
}

void RuleFacts::findNftChains()
{
    for (std::uint32_t c = 0; c < m_rules.chains.size(); ++c) {
        const auto& table = m_rules.tableOf(ChainId{c});
        if (table.origin != RuleOrigin::Nftables || table.family != m_table || table.name != "kube-proxy")
            continue;
        const auto service = serviceOfName(m_rules.chainName(ChainId{c}));
        if (!service.empty() && m_rules.chains[c].rules.count == 0)
            continue; // emptied, and deleted in a second
        auto& facts = addChain(ChainId{c}, std::string(m_rules.chainName(ChainId{c})));
        facts.isOfProxy = true;
        facts.service = keepOnce(service);
    }
}

std::string_view RuleFacts::endpointOf(ChainId chain)
{
    const auto& span = m_rules.chains[chain.value].rules;
    if (m_rules.chainName(chain).starts_with("KUBE-SEP-"))
        for (std::uint32_t r = span.first; r < span.first + span.count; ++r)
            for (std::uint16_t o = 0; o < m_rules.rules[r].operationCount; ++o)
                if (const auto* nat = std::get_if<NatStatement>(&m_rules.operations[m_rules.rules[r].firstOperation + o]); nat && nat->hasAddress)
                    return keepOnce(addressAndPort(m_family, m_rules.addresses(*nat).low, nat->portLow));
    return {};
}

std::vector<RuleFact> RuleFacts::rulesOf(const ChainFacts& chain)
{
    if (m_mode == ProxyMode::Nftables)
        return nftRules(chain);
    std::vector<RuleFact> facts;
    const auto& span = m_rules.chains[chain.chain.value].rules;
    facts.reserve(span.count);
    const auto own = endpointOf(chain.chain);
    for (std::uint32_t r = span.first; r < span.first + span.count; ++r) {
        RuleFact fact{chain.place, iptablesRuleText(m_rules, RuleId{r}), chain.isFrame ? serviceIn(m_rules.text(m_rules.rules[r].comment)) : chain.service, own, false};
        if (!chain.isFrame && own.empty())
            eachTarget(m_rules, m_rules.rules[r], [&](ChainId target) {
                fact.endpoint = endpointOf(target);
                fact.isBalancing = !fact.endpoint.empty();
            });
        facts.push_back(std::move(fact));
    }
    return facts;
}

/// Of the chain of one endpoint (IPv4; the colons of the other family are not to be told from its dots).
std::string RuleFacts::endpointOfName(std::string_view name) const
{
    const auto at = name.rfind("__");
    if (!name.starts_with("endpoint-") || at == std::string_view::npos || m_family == IpFamily::V6)
        return {};
    std::string endpoint(name.substr(at + 2));
    std::ranges::replace(endpoint, '/', ':');
    return endpoint;
}

std::vector<RuleFact> RuleFacts::nftRules(const ChainFacts& chain)
{
    std::vector<RuleFact> facts;
    const auto& span = m_rules.chains[chain.chain.value].rules;
    const auto own = keepOnce(endpointOfName(chain.place));
    for (std::uint32_t r = span.first; r < span.first + span.count; ++r) {
        const auto& rule = m_rules.rules[r];
        std::vector<RuleFact> choices; // one of several by chance; which number each has says nothing
        for (std::uint16_t o = 0; o < rule.operationCount; ++o) {
            const auto& operation = m_rules.operations[rule.firstOperation + o];
            if (const auto* map = std::get_if<NatMap>(&operation))
                for (const auto& element : m_rules.sets[map->map.value].elements) {
                    const auto endpoint = keepOnce(addressAndPort(m_family, element.data, element.dataPort));
                    choices.push_back({chain.place, "dnat to " + std::string(endpoint), chain.service, endpoint, false});
                }
            if (const auto* map = std::get_if<VerdictMap>(&operation); map && m_rules.sets[map->map.value].isAnonymous)
                for (const auto& element : m_rules.sets[map->map.value].elements)
                    if (element.verdict.chain.valid())
                        choices.push_back({chain.place, "goto " + std::string(m_rules.chainName(element.verdict.chain)), chain.service, keepOnce(endpointOfName(m_rules.chainName(element.verdict.chain))), false});
        }
        std::ranges::sort(choices, {}, &RuleFact::text);
        if (choices.empty())
            choices.push_back({chain.place, withSortedSet(nftRuleText(m_rules, RuleId{r})), chain.service, own, false});
        std::ranges::move(choices, std::back_inserter(facts));
    }
    return facts;
}

void RuleFacts::addServices(const ChainFacts& chain, std::unordered_set<std::string_view>& services)
{
    if (!chain.service.empty())
        services.insert(chain.service);
    const auto& span = m_rules.chains[chain.chain.value].rules;
    for (std::uint32_t r = span.first; chain.isFrame && r < span.first + span.count; ++r)
        if (const auto service = serviceIn(m_rules.text(m_rules.rules[r].comment)); !service.empty())
            services.insert(service);
}

void RuleFacts::addElements(const NamedSet& set)
{
    const auto place = keepOnce(set.name);
    for (const auto& element : set.elements) {
        std::string key;
        for (std::uint8_t d = 0; d < set.dimensions; ++d)
            key += (d == 0 ? "" : " ") + valueText(set, d, m_rules.intervals[element.firstInterval + d].low);
        const bool isGoto = element.verdict.kind == VerdictKind::Goto && element.verdict.chain.valid();
        std::string data;
        if (set.isVerdictMap)
            data = isGoto ? " : goto " + std::string(m_rules.chainName(element.verdict.chain)) : element.verdict.kind == VerdictKind::Drop ? " : drop" : " : verdict";
        const auto service = isGoto ? serviceOfName(m_rules.chainName(element.verdict.chain)) : std::string();
        m_elements[set.name + " " + key] = {place, key + data, service.empty() ? ownerOf(key) : keepOnce(service), {}, false};
    }
}

std::string_view RuleFacts::ownerOf(const std::string& key)
{
    const auto owner = m_owners.find(key);
    return owner == m_owners.end() ? std::string_view() : keepOnce(owner->second);
}

void RuleFacts::addIpsets()
{
    for (const auto& set : m_rules.sets)
        if (!set.table.valid() && set.name.starts_with("KUBE-") && set.name.starts_with("KUBE-6-") == (m_family == IpFamily::V6))
            addMembers(set);
}

/// Of a set of kube-proxy's in the mode IPVS: an address, a port, or address, protocol and port with another address behind them.
void RuleFacts::addMembers(const NamedSet& set)
{
    const auto place = keepOnce("ipset " + set.name);
    for (const auto& element : set.elements) {
        const auto* parts = &m_rules.intervals[element.firstInterval];
        std::string key;
        if (set.type == "bitmap:port")
            key = (set.name.find("-UDP") == std::string::npos ? "tcp " : "udp ") + std::to_string(parts[0].low.low);
        else
            key = Address{m_family, parts[0].low}.text();
        if (set.dimensions > 2)
            key += " " + protocolText(parts[1].low) + " " + std::to_string(parts[2].low.low);
        auto text = key;
        if (set.dimensions > 3)
            text += " " + Address{m_family, parts[3].low}.text() + (parts[3].high == parts[3].low ? "" : "-" + Address{m_family, parts[3].high}.text());
        m_elements[set.name + " " + text] = {place, text, ownerOf(key), {}, false};
    }
}

void RuleFacts::addServers(const std::vector<VirtualServer>& servers)
{
    for (const auto& server : servers) {
        const auto called = keep(virtualServerText(server));
        const auto port = protocolText(Value::of(server.protocol)) + " " + std::to_string(server.port);
        auto service = ownerOf(server.address.text() + " " + port);
        if (service.empty())
            service = ownerOf(port);
        const auto key = serverKey(called);
        m_elements[key] = {"virtual server", std::string(called) + " " + server.scheduler + (server.persistentSeconds ? " persistent " + std::to_string(*server.persistentSeconds) : ""), service, {}, false, called};
        for (const auto& real : server.realServers) {
            if (real.weight == 0)
                continue; // it is being let go: it gets no new connections
            const auto endpoint = keepOnce(addressAndPort(real.address.family, real.address.bits, real.port));
            const auto text = std::string(called) + " -> " + std::string(endpoint) + " " + std::string(name(real.method)) + " weight " + std::to_string(real.weight);
            m_elements[key + " -> " + std::string(endpoint)] = {"real server", text, service, endpoint, false, called};
        }
    }
}

void RuleFacts::addBoundAddresses(const std::vector<Address>& bound)
{
    for (const auto& address : bound)
        m_elements["kube-ipvs0 " + address.text()] = {"kube-ipvs0", address.text(), ownerOf(address.text()), {}, false};
}

/// One part of a key. kube-proxy's sets have addresses, and after them a protocol and a port where there is more than an address.
std::string RuleFacts::valueText(const NamedSet& set, std::uint8_t dimension, const Value& value) const
{
    const auto fromEnd = set.dimensions - dimension;
    if (set.dimensions == 1 || fromEnd > 2)
        return Address{m_family, value}.text();
    if (fromEnd == 2)
        return protocolText(value);
    return std::to_string(value.low);
}

std::unordered_map<std::string, std::string> addressOwners(const proxy::ProxiedServices& services)
{
    std::unordered_map<std::string, std::string> owners;
    if (services.settings().mode == ProxyMode::Iptables)
        return owners;
    for (const auto* port : services.ports()) {
        const std::string protocol(kube::lowerName(port->protocol));
        const auto add = [&](const Address& address) { owners.emplace(address.text() + " " + protocol + " " + std::to_string(port->port), port->display); };
        owners.emplace(port->clusterIp.text(), port->display);
        add(port->clusterIp);
        for (const auto* all : {&port->externalIps, &port->loadBalancerIps})
            for (const auto& address : *all) {
                add(address);
                owners.emplace(address.text(), port->display);
            }
        if (port->nodePort != 0)
            owners.emplace(protocol + " " + std::to_string(port->nodePort), port->display);
        if (port->healthPort != 0)
            owners.emplace("tcp " + std::to_string(port->healthPort), port->display);
        for (const auto& endpoint : port->endpoints)
            owners.emplace(endpoint.address.text() + " " + protocol + " " + std::to_string(endpoint.port), port->display);
    }
    return owners;
}

} // namespace hoplens
