// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/environment.h"

#include <algorithm>

namespace hoplens::cluster {
namespace {

/// "fancy-api" → "FANCY_API".
std::string variableName(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return c == '-' || c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c); });
    return text;
}

void addService(const kube::Service& service, std::vector<EnvironmentVariable>& all)
{
    const auto prefix = variableName(service.meta.name);
    const auto called = service.meta.nameSpace + "/" + service.meta.name;
    const auto& host = service.clusterIps.front();
    const auto bracketed = host.find(':') == std::string::npos ? host : "[" + host + "]";
    const auto add = [&](const std::string& name, const std::string& value) { all.push_back({name, value, called}); };
    add(prefix + "_SERVICE_HOST", host);
    add(prefix + "_SERVICE_PORT", std::to_string(service.ports.front().port));
    for (const auto& port : service.ports)
        if (!port.name.empty())
            add(prefix + "_SERVICE_PORT_" + variableName(port.name), std::to_string(port.port));
    // As links of Docker had them.
    for (std::size_t i = 0; i < service.ports.size(); ++i) {
        const auto& port = service.ports[i];
        const std::string protocol(lowerName(port.protocol));
        const auto number = std::to_string(port.port);
        const auto url = protocol + "://" + bracketed + ":" + number;
        const auto own = prefix + "_PORT_" + number + "_" + std::string(name(port.protocol));
        if (i == 0)
            add(prefix + "_PORT", url);
        add(own, url);
        add(own + "_PROTO", protocol);
        add(own + "_PORT", number);
        add(own + "_ADDR", host);
    }
}

} // namespace

std::vector<EnvironmentVariable> serviceEnvironment(const kube::Objects& objects, const kube::Pod& pod, std::vector<std::string>& younger)
{
    std::vector<EnvironmentVariable> all;
    for (const auto& service : objects.services) {
        const bool isMaster = service.meta.nameSpace == "default" && service.meta.name == "kubernetes";
        const bool isOwn = service.meta.nameSpace == pod.meta.nameSpace && pod.spec.enableServiceLinks;
        if ((!isMaster && !isOwn) || service.clusterIps.empty() || service.isHeadless() || service.type == kube::ServiceType::ExternalName || service.ports.empty())
            continue;
        // RFC 3339 in UTC, as the API server writes it, sorts as text.
        if (!service.meta.creationTimestamp.empty() && !pod.meta.creationTimestamp.empty() && service.meta.creationTimestamp > pod.meta.creationTimestamp) {
            younger.push_back(service.meta.nameSpace + "/" + service.meta.name);
            continue;
        }
        addService(service, all);
    }
    std::ranges::stable_sort(all, {}, &EnvironmentVariable::name);
    return all;
}

} // namespace hoplens::cluster
