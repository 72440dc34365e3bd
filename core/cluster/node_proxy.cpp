// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/node_proxy.h"

#include "filter/ipset_text.h"
#include "filter/iptables_save.h"
#include "filter/ipvs_text.h"
#include "filter/nft_listing.h"
#include "proxy/ipvs_proxy.h"
#include "proxy/nftables_proxy.h"
#include "proxy/settings_file.h"

#include <algorithm>

namespace hoplens::cluster {

Result<proxy::ProxySettings> nodeProxy(const kube::Objects& objects, const kube::Node* node, const std::string& name, const ProxyChoice& choice)
{
    proxy::ProxySettings settings;
    const auto map = std::ranges::find_if(objects.configMaps, [](const kube::ConfigMap& of) { return of.meta.nameSpace == "kube-system" && of.meta.name == "kube-proxy" && of.data.contains("config.conf"); });
    if (!choice.configuration.empty()) {
        auto read = proxy::readProxySettings(choice.configuration, choice.file, node);
        if (!read)
            return read;
        settings = std::move(*read);
        if (!settings.nodeName.empty() && !name.empty() && settings.nodeName != name) { // of another node: what is that node's alone does not count
            settings.isWhole = false;
            settings.nodeIps.clear();
            settings.interfaceAddresses.clear();
            settings.zone.clear();
        }
    } else if (map != objects.configMaps.end()) {
        auto read = proxy::readProxySettings(map->data.find("config.conf")->second, "ConfigMap kube-system/kube-proxy, config.conf", node);
        if (!read)
            return read;
        settings = std::move(*read);
        settings.nodeName.clear(); // it is every node's
    }
    if (!name.empty())
        settings.nodeName = name;
    if (node)
        proxy::completeFromNode(settings, *node);
    for (const auto& range : objects.serviceCidrs)
        for (const auto& text : range.cidrs)
            if (const auto block = proxy::parseSloppyPrefix(text); block && !settings.isWhole)
                settings.serviceCidrs.push_back(*block);
    if (choice.mode)
        settings.mode = *choice.mode;
    if (choice.layout)
        settings.layout = *choice.layout;
    else if (node)
        settings.layout = proxy::layoutOf(node->kubeProxyVersion).value_or(settings.layout);
    if (settings.interfaceAddresses.empty() && !settings.isWhole) {
        settings.interfaceAddresses = {*Prefix::parse("127.0.0.1/8"), *Prefix::parse("::1/128")};
        for (const auto& own : settings.nodeIps)
            settings.interfaceAddresses.push_back(Prefix::host(own));
    }
    return settings;
}

namespace {

Result<std::vector<Note>> addPredicted(const proxy::ProxiedServices& services, RuleSet& rules)
{
    const auto addTables = [&](const std::vector<proxy::TableText>& tables) {
        return parseIptablesSave(proxy::restoreText(tables), "predicted", services.family() == IpFamily::V4 ? TableFamily::Ip : TableFamily::Ip6, RuleOrigin::IptablesNft, rules);
    };
    switch (services.settings().mode) {
    case proxy::ProxyMode::Iptables: return addTables(proxy::iptablesTables(services));
    case proxy::ProxyMode::Nftables: return parseNftListing(proxy::nftText(proxy::nftablesTable(services)), "predicted", rules);
    case proxy::ProxyMode::Ipvs: break;
    }
    const auto state = proxy::ipvsState(services);
    if (auto sets = parseIpsetSave(proxy::ipsetText(state.sets), "predicted", rules); !sets)
        return sets;
    return addTables(state.tables);
}

} // namespace

Result<RuleSet> predictedRules(const kube::ServiceEndpoints& endpoints, const proxy::ProxySettings& settings, std::span<const IpFamily> families)
{
    RuleSet rules;
    for (const auto family : families) {
        if (const auto read = addPredicted(proxy::ProxiedServices(settings, family, endpoints), rules); !read)
            return failure(read.error());
    }
    return rules;
}

std::string predictedText(const kube::ServiceEndpoints& endpoints, const proxy::ProxySettings& settings, IpFamily family)
{
    const proxy::ProxiedServices services(settings, family, endpoints);
    const auto table = family == IpFamily::V4 ? TableFamily::Ip : TableFamily::Ip6;
    const auto saved = [&](const std::vector<proxy::TableText>& tables) {
        RuleSet rules;
        const auto read = parseIptablesSave(proxy::restoreText(tables), "predicted", table, RuleOrigin::IptablesNft, rules);
        return read ? writeIptablesSave(rules, table, RuleOrigin::IptablesNft, CounterStyle::Omit) : proxy::restoreText(tables);
    };
    switch (settings.mode) {
    case proxy::ProxyMode::Iptables: return saved(proxy::iptablesTables(services));
    case proxy::ProxyMode::Nftables: return proxy::nftText(proxy::nftablesTable(services));
    case proxy::ProxyMode::Ipvs: break;
    }
    const auto state = proxy::ipvsState(services);
    std::string bound;
    for (const auto& address : state.boundAddresses)
        bound += "# ip addr add " + Prefix::host(address).text() + " dev kube-ipvs0\n";
    return "# ipvsadm-restore\n" + ipvsadmText(proxy::serversOf(state)) + "# ipset restore\n" + proxy::ipsetText(state.sets) + bound + "# iptables-restore\n" + saved(state.tables);
}

} // namespace hoplens::cluster
