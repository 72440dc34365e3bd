// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/recognise_proxy.h"

#include "filter/iptables_save.h"

#include <algorithm>

namespace hoplens {
namespace {

/// The first chain of a name in a table of that name; invalid: none.
ChainId chainOf(const RuleSet& rules, std::string_view table, std::string_view chain)
{
    for (std::uint32_t c = 0; c < rules.chains.size(); ++c)
        if (rules.chainName(ChainId{c}) == chain && rules.tableOf(ChainId{c}).name == table)
            return ChainId{c};
    return {};
}

std::vector<std::string> textsOf(const RuleSet& rules, ChainId chain)
{
    std::vector<std::string> texts;
    if (chain.valid())
        for (std::uint32_t r = 0; r < rules.chains[chain.value].rules.count; ++r)
            texts.push_back(iptablesRuleText(rules, RuleId{rules.chains[chain.value].rules.first + r}));
    return texts;
}

bool hasChainLike(const RuleSet& rules, std::string_view prefix)
{
    for (std::uint32_t c = 0; c < rules.chains.size(); ++c)
        if (rules.chainName(ChainId{c}).starts_with(prefix))
            return true;
    return false;
}

bool anyContains(const std::vector<std::string>& texts, std::string_view what)
{
    return std::ranges::any_of(texts, [&](const std::string& text) { return text.find(what) != std::string::npos; });
}

std::vector<proxy::ProxyLayout> layoutsOf(const RuleSet& rules)
{
    using enum proxy::ProxyLayout;
    const bool hasHealth = chainOf(rules, "filter", "KUBE-NODEPORTS").valid();
    if (hasChainLike(rules, "KUBE-XLB-") || !hasHealth)
        return {hasHealth ? V1_23 : V1_20};
    if (!chainOf(rules, "filter", "KUBE-PROXY-FIREWALL").valid())
        return {V1_23};
    if (chainOf(rules, "nat", "KUBE-MARK-DROP").valid())
        return {V1_25};
    return {V1_33, V1_30, V1_27}; // they differ in counters and in rules about source ranges alone
}

void adoptMark(proxy::ProxySettings& settings, const RuleSet& rules)
{
    for (const auto& text : textsOf(rules, chainOf(rules, "nat", "KUBE-MARK-MASQ")))
        if (const auto at = text.find("--set-xmark "); at != std::string::npos)
            if (const auto mark = parseNumber(text.substr(at + 12, text.find('/', at) - at - 12), 0xffffffff))
                settings.masqueradeMark = static_cast<std::uint32_t>(*mark);
}

/// From the rule that marks what comes to a cluster address from elsewhere.
void adoptLocal(proxy::ProxySettings& settings, std::string_view text)
{
    if (text.starts_with("! -s ")) {
        settings.detectLocal = proxy::DetectLocal::Cidr;
        if (const auto block = Prefix::parse(text.substr(5, text.find(' ', 5) - 5)); block && !settings.localCidr(block->address.family))
            settings.localCidrs.push_back(*block);
    } else if (const auto at = text.find("! -i "); at != std::string::npos) {
        settings.localInterface = text.substr(at + 5, text.find(' ', at + 5) - at - 5);
        const bool isPrefix = settings.localInterface.ends_with('+');
        settings.detectLocal = isPrefix ? proxy::DetectLocal::InterfaceNamePrefix : proxy::DetectLocal::BridgeInterface;
        if (isPrefix)
            settings.localInterface.pop_back();
    } else {
        settings.masqueradeAll = true;
    }
}

void adoptIpvs(proxy::ProxySettings& settings, const Namespace& node)
{
    const auto& rules = node.rules;
    for (std::uint32_t c = 0; c < rules.chains.size(); ++c)
        if (rules.chainName(ChainId{c}) == "KUBE-SERVICES" && rules.tableOf(ChainId{c}).name == "nat")
            for (const auto& text : textsOf(rules, ChainId{c}))
                if (text.find("CLUSTER-IP dst,dst") != std::string::npos && text.ends_with("-j KUBE-MARK-MASQ"))
                    adoptLocal(settings, text);
    if (!node.virtualServers.empty())
        settings.scheduler = node.virtualServers.front().scheduler;
}

} // namespace

std::optional<RecognisedProxy> recogniseProxy(const Namespace& node)
{
    const auto& rules = node.rules;
    std::vector<proxy::ProxyMode> modes;
    const bool hasIpvs = chainOf(rules, "filter", "KUBE-IPVS-FILTER").valid() || chainOf(rules, "nat", "KUBE-LOAD-BALANCER").valid() || node.link("kube-ipvs0");
    if (hasIpvs)
        modes.push_back(proxy::ProxyMode::Ipvs);
    if (std::ranges::any_of(rules.tables, [](const Table& table) { return table.name == "kube-proxy" && table.origin == RuleOrigin::Nftables; }))
        modes.push_back(proxy::ProxyMode::Nftables);
    if (hasChainLike(rules, "KUBE-SVC-") || hasChainLike(rules, "KUBE-SEP-") || (!hasIpvs && chainOf(rules, "nat", "KUBE-SERVICES").valid()))
        modes.push_back(proxy::ProxyMode::Iptables);
    if (modes.empty())
        return std::nullopt;
    RecognisedProxy found;
    // Where several left rules, the one that packets meet: nftables' hooks come with it, IPVS with its device, chains that nothing leads to are old.
    found.mode = modes.front();
    if (modes.size() > 1 && modes.back() == proxy::ProxyMode::Iptables && anyContains(textsOf(rules, chainOf(rules, "nat", "PREROUTING")), "-j KUBE-SERVICES") && !hasIpvs)
        found.mode = proxy::ProxyMode::Iptables;
    std::erase(modes, found.mode);
    found.leftovers = modes;
    if (found.mode == proxy::ProxyMode::Iptables)
        found.layouts = layoutsOf(rules);
    if (found.mode == proxy::ProxyMode::Nftables)
        found.isOlderNftables = chainOf(rules, "kube-proxy", "mark-for-masquerade").valid();
    return found;
}

void adoptObserved(proxy::ProxySettings& settings, const Namespace& node, bool isConfigured)
{
    const auto& rules = node.rules;
    settings.interfaceAddresses.clear();
    const auto* ipvs = node.link("kube-ipvs0");
    for (const auto& own : node.addresses)
        if (!ipvs || own.linkIndex != ipvs->index)
            settings.interfaceAddresses.push_back(own.prefix);
    if (node.addresses.empty()) // rules alone: those that they name are taken to be the node's
        for (const auto& text : textsOf(rules, chainOf(rules, "nat", "KUBE-SERVICES")))
            if (text.ends_with("-j KUBE-NODEPORTS") && text.starts_with("-d "))
                if (const auto own = Prefix::parse(text.substr(3, text.find(' ', 3) - 3)))
                    settings.interfaceAddresses.push_back(*own);
    if (settings.mode == proxy::ProxyMode::Nftables)
        return;
    const auto postrouting = textsOf(rules, chainOf(rules, "nat", "KUBE-POSTROUTING"));
    settings.hasRandomFully = postrouting.empty() || anyContains(postrouting, "--random-fully");
    if (!isConfigured)
        adoptMark(settings, rules);
    if (settings.mode == proxy::ProxyMode::Ipvs) {
        if (!isConfigured)
            adoptIpvs(settings, node);
        return;
    }
    const auto forward = textsOf(rules, chainOf(rules, "filter", "KUBE-FORWARD"));
    const auto nodePorts = textsOf(rules, chainOf(rules, "nat", "KUBE-NODEPORTS"));
    settings.isTcpBeLiberal = !forward.empty() && !anyContains(forward, "--ctstate INVALID");
    settings.hasInvalidCounter = anyContains(forward, "nfacct");
    settings.hasLocalhostCounter = anyContains(nodePorts, "nfacct");
    if (isConfigured)
        return;
    for (std::uint32_t c = 0; c < rules.chains.size(); ++c) {
        const auto name = rules.chainName(ChainId{c});
        const auto family = rules.tableOf(ChainId{c}).family == TableFamily::Ip6 ? IpFamily::V6 : IpFamily::V4;
        if ((!name.starts_with("KUBE-SVC-") && name != "KUBE-SERVICES") || settings.localCidr(family))
            continue;
        for (const auto& text : textsOf(rules, ChainId{c})) {
            if (!text.ends_with("-j KUBE-MARK-MASQ") || text.find(" cluster IP\"") == std::string::npos)
                continue;
            adoptLocal(settings, text);
            break;
        }
        const bool needsMore = settings.detectLocal == proxy::DetectLocal::Cidr && (!settings.localCidr(IpFamily::V4) || !settings.localCidr(IpFamily::V6));
        if ((settings.detectLocal != proxy::DetectLocal::None && !needsMore) || settings.masqueradeAll)
            break;
    }
    if (settings.nodePortAddresses.empty())
        for (const auto& text : textsOf(rules, chainOf(rules, "nat", "KUBE-SERVICES")))
            if (text.ends_with("-j KUBE-NODEPORTS") && text.starts_with("-d "))
                settings.nodePortAddresses.push_back(text.substr(3, text.find(' ', 3) - 3));
}

std::vector<IpFamily> comparableFamilies(const Namespace& node, const kube::ServiceEndpoints& endpoints, const proxy::ProxySettings& settings)
{
    std::vector<IpFamily> families;
    const bool isRulesAlone = node.links.empty() && node.isMissing("links");
    for (const auto family : settings.families) {
        const auto table = family == IpFamily::V4 ? TableFamily::Ip : TableFamily::Ip6;
        const bool isThere = std::ranges::any_of(node.rules.tables, [&](const Table& of) { return of.family == table; });
        const bool isServed = !proxy::ProxiedServices(settings, family, endpoints).ports().empty();
        if (isThere || (isServed && !isRulesAlone))
            families.push_back(family);
    }
    return families;
}

} // namespace hoplens
