// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/api_server.h"
#include "api/resource_kinds.h"
#include "net/address.h"

#include <algorithm>
#include <set>

namespace hoplens::api {
namespace {

constexpr std::int64_t firstNodePort = 30000;
constexpr std::int64_t lastNodePort = 32767;
constexpr std::uint32_t firstServiceAddress = 0x0a600001; // 10.96.0.1
constexpr std::uint32_t serviceAddresses = 65534;
constexpr std::size_t longestName = 253;
constexpr std::size_t longestLabel = 63;

void setDefault(Document& map, const char* key, Document value)
{
    if (!map.contains(key) || map[key].is_null())
        map[key] = std::move(value);
}

bool isLabel(std::string_view text, std::string_view others)
{
    const auto isPlain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !text.empty() && isPlain(text.front()) && isPlain(text.back()) && std::ranges::all_of(text, [&](char c) { return isPlain(c) || others.find(c) != std::string_view::npos; });
}

Refusal invalid(const Document& object, const std::string& what)
{
    return {"", "The " + textAt(object, {"kind"}) + " \"" + textAt(object, {"metadata", "name"}) + "\" is invalid: " + what};
}

std::optional<Refusal> refuseName(const Document& object)
{
    const auto name = textAt(object, {"metadata", "name"});
    const auto kind = textAt(object, {"kind"});
    if (name.empty())
        return invalid(object, "metadata.name: Required value: name or generateName is required");
    const bool isDnsLabel = kind == "Service" || kind == "Namespace";
    if (isDnsLabel && (name.size() > longestLabel || !isLabel(name, "-") || (kind == "Service" && std::isdigit(static_cast<unsigned char>(name.front())) != 0)))
        return invalid(object, "metadata.name: Invalid value: \"" + name + "\": " + (kind == "Service" ? "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')" : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"));
    if (!isDnsLabel && (name.size() > longestName || !isLabel(name, "-.")))
        return invalid(object, "metadata.name: Invalid value: \"" + name + "\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
    return std::nullopt;
}

void fillContainer(Document& container)
{
    if (!container.is_object())
        return;
    const auto image = textAt(container, {"image"});
    const auto slash = image.find_last_of('/');
    const auto colon = image.find(':', slash == std::string::npos ? 0 : slash);
    setDefault(container, "imagePullPolicy", colon == std::string::npos || image.substr(colon) == ":latest" ? "Always" : "IfNotPresent");
    setDefault(container, "resources", Document::object());
    setDefault(container, "terminationMessagePath", "/dev/termination-log");
    setDefault(container, "terminationMessagePolicy", "File");
    if (container.contains("ports") && container["ports"].is_array())
        for (auto& port : container["ports"])
            if (port.is_object())
                setDefault(port, "protocol", "TCP");
}

void fillPodSpec(Document& spec)
{
    if (!spec.is_object())
        return;
    setDefault(spec, "dnsPolicy", "ClusterFirst");
    setDefault(spec, "restartPolicy", "Always");
    setDefault(spec, "schedulerName", "default-scheduler");
    setDefault(spec, "securityContext", Document::object());
    setDefault(spec, "terminationGracePeriodSeconds", 30);
    if (spec.contains("containers") && spec["containers"].is_array())
        for (auto& container : spec["containers"])
            fillContainer(container);
}

std::optional<Refusal> refusePodSpec(const Document& object, const Document& spec, const std::string& path)
{
    const auto& containers = at(spec, {"containers"});
    if (!containers.is_array() || containers.empty())
        return invalid(object, path + ".containers: Required value");
    for (std::size_t i = 0; i < containers.size(); ++i) {
        const auto place = path + ".containers[" + std::to_string(i) + "]";
        if (textAt(containers[i], {"name"}).empty())
            return invalid(object, place + ".name: Required value");
        if (textAt(containers[i], {"image"}).empty())
            return invalid(object, place + ".image: Required value");
    }
    return std::nullopt;
}

/// Addresses and node ports that Services have.
struct Taken {
    std::set<std::string> addresses;
    std::set<std::pair<std::int64_t, std::string>> nodePorts;
};
Taken takenBy(const ClusterState& state, const ObjectKey& except)
{
    Taken taken;
    for (const auto* service : state.list("Service")) {
        if (keyOf(*service) == except)
            continue;
        taken.addresses.insert(textAt(*service, {"spec", "clusterIP"}));
        if (const auto& ports = at(*service, {"spec", "ports"}); ports.is_array())
            for (const auto& port : ports)
                taken.nodePorts.emplace(numberAt(port, {"nodePort"}), textAt(port, {"protocol"}));
    }
    return taken;
}

/// As the server's allocator: somewhere in the range, by the Service's own name here.
std::int64_t startOf(const ObjectKey& key)
{
    std::int64_t sum = 0;
    for (const unsigned char c : key.nameSpace + "/" + key.name)
        sum = (sum * 131 + c) % 2768;
    return sum;
}

std::optional<Refusal> givePorts(Document& object, const Taken& taken, bool hasNodePorts)
{
    auto used = taken.nodePorts;
    std::size_t index = 0;
    auto& ports = object["spec"]["ports"];
    std::set<std::string> names;
    for (auto& port : ports) {
        const auto place = "spec.ports[" + std::to_string(index++) + "]";
        const auto number = numberAt(port, {"port"});
        if (number < 1 || number > 65535)
            return invalid(object, place + ".port: Invalid value: " + std::to_string(number) + ": must be between 1 and 65535, inclusive");
        const auto name = textAt(port, {"name"});
        if (ports.size() > 1 && name.empty())
            return invalid(object, place + ".name: Required value");
        if (!name.empty() && !names.insert(name).second)
            return invalid(object, place + ".name: Duplicate value: \"" + name + "\"");
        setDefault(port, "protocol", "TCP");
        setDefault(port, "targetPort", number);
        if (!hasNodePorts) {
            port.erase("nodePort");
            continue;
        }
        const auto protocol = textAt(port, {"protocol"});
        const auto wanted = numberAt(port, {"nodePort"});
        if (wanted != 0 && (wanted < firstNodePort || wanted > lastNodePort))
            return invalid(object, place + ".nodePort: Invalid value: " + std::to_string(wanted) + ": provided port is not in the valid range. The range of valid ports is 30000-32767");
        if (wanted != 0 && !used.emplace(wanted, protocol).second)
            return invalid(object, place + ".nodePort: Invalid value: " + std::to_string(wanted) + ": provided port is already allocated");
        if (wanted != 0)
            continue;
        auto next = firstNodePort + startOf(keyOf(object));
        for (std::int64_t tried = 0; tried <= lastNodePort - firstNodePort && !used.emplace(next, protocol).second; ++tried)
            next = next == lastNodePort ? firstNodePort : next + 1;
        port["nodePort"] = next;
    }
    return std::nullopt;
}

std::optional<Refusal> admitService(ClusterState& state, Document& object)
{
    auto& spec = object["spec"];
    if (!spec.is_object())
        spec = Document::object();
    setDefault(spec, "type", "ClusterIP");
    setDefault(spec, "sessionAffinity", "None");
    const auto type = textAt(spec, {"type"});
    if (type != "ClusterIP" && type != "NodePort" && type != "LoadBalancer" && type != "ExternalName")
        return invalid(object, "spec.type: Unsupported value: \"" + type + "\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"");
    setDefault(object, "status", Document{{"loadBalancer", Document::object()}});
    const bool isExternal = type == "ExternalName";
    const bool isHeadless = textAt(spec, {"clusterIP"}) == "None";
    const bool hasPorts = at(spec, {"ports"}).is_array() && !at(spec, {"ports"}).empty();
    if (isExternal) {
        for (const char* own : {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"})
            spec.erase(own);
        return textAt(spec, {"externalName"}).empty() ? std::optional(invalid(object, "spec.externalName: Required value")) : std::nullopt;
    }
    if (!hasPorts && !isHeadless)
        return invalid(object, "spec.ports: Required value");
    setDefault(spec, "internalTrafficPolicy", "Cluster");
    const auto taken = takenBy(state, keyOf(object));
    const bool hasNodePorts = type != "ClusterIP";
    if (hasPorts)
        if (auto refused = givePorts(object, taken, hasNodePorts))
            return refused;
    if (hasNodePorts)
        setDefault(spec, "externalTrafficPolicy", "Cluster");
    else
        spec.erase("externalTrafficPolicy");
    if (type == "LoadBalancer")
        setDefault(spec, "allocateLoadBalancerNodePorts", true);
    if (textAt(spec, {"clusterIP"}).empty() && at(spec, {"clusterIPs"}).is_array() && !at(spec, {"clusterIPs"}).empty())
        spec["clusterIP"] = spec["clusterIPs"][0];
    auto address = textAt(spec, {"clusterIP"});
    if (address.empty()) {
        auto number = object["metadata"]["name"] == "kubernetes" ? 0u : static_cast<std::uint32_t>(startOf(keyOf(object)) * 23 + 10);
        do
            address = Address::v4(firstServiceAddress + number++ % serviceAddresses).text();
        while (taken.addresses.contains(address));
    } else if (!isHeadless && !Address::parse(address)) {
        return invalid(object, "spec.clusterIPs[0]: Invalid value: \"" + address + "\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
    } else if (!isHeadless && taken.addresses.contains(address)) {
        return invalid(object, "spec.clusterIPs: Invalid value: [\"" + address + "\"]: failed to allocate IP " + address + ": provided IP is already allocated");
    }
    spec["clusterIP"] = address;
    if (!spec.contains("clusterIPs") || !spec["clusterIPs"].is_array() || spec["clusterIPs"].empty())
        spec["clusterIPs"] = Document::array({address});
    setDefault(spec, "ipFamilies", Document::array({address.find(':') != std::string::npos ? "IPv6" : "IPv4"}));
    setDefault(spec, "ipFamilyPolicy", spec["clusterIPs"].size() > 1 ? "RequireDualStack" : "SingleStack");
    return std::nullopt;
}

std::optional<Refusal> admitWorkload(Document& object)
{
    const auto kind = textAt(object, {"kind"});
    auto& spec = object["spec"];
    if (!spec.is_object())
        spec = Document::object();
    if (kind != "DaemonSet")
        setDefault(spec, "replicas", 1);
    if (kind == "Deployment") {
        setDefault(spec, "progressDeadlineSeconds", 600);
        setDefault(spec, "strategy", {{"rollingUpdate", {{"maxSurge", "25%"}, {"maxUnavailable", "25%"}}}, {"type", "RollingUpdate"}});
    }
    if (kind != "ReplicaSet")
        setDefault(spec, "revisionHistoryLimit", 10);
    if (kind == "DaemonSet")
        setDefault(spec, "updateStrategy", {{"rollingUpdate", {{"maxSurge", 0}, {"maxUnavailable", 1}}}, {"type", "RollingUpdate"}});
    if (numberAt(spec, {"replicas"}, 1) < 0)
        return invalid(object, "spec.replicas: Invalid value: " + std::to_string(numberAt(spec, {"replicas"})) + ": must be greater than or equal to 0");
    if (numberAt(spec, {"replicas"}, 1) > mostReplicas)
        return Refusal{"", "error: the lab runs at most " + std::to_string(mostReplicas) + " pods of one workload: " + kind + " \"" + textAt(object, {"metadata", "name"}) + "\" asks for " + std::to_string(numberAt(spec, {"replicas"}))};
    const auto& wanted = at(spec, {"selector", "matchLabels"});
    if (!at(spec, {"selector"}).is_object())
        return invalid(object, "spec.selector: Required value");
    const auto& labels = at(spec, {"template", "metadata", "labels"});
    if (wanted.is_object())
        for (const auto& [key, value] : wanted.items())
            if (!labels.is_object() || !labels.contains(key) || labels[key] != value)
                return invalid(object, "spec.template.metadata.labels: Invalid value: " + (labels.is_object() ? labels.dump() : "null") + ": `selector` does not match template `labels`");
    if (auto refused = refusePodSpec(object, at(spec, {"template", "spec"}), "spec.template.spec"))
        return refused;
    fillPodSpec(spec["template"]["spec"]);
    return std::nullopt;
}

} // namespace

std::optional<Refusal> admit(ClusterState& state, Document& object)
{
    const auto kind = textAt(object, {"kind"});
    if (!object.contains("metadata") || !object["metadata"].is_object())
        return Refusal{"", "error: the object of kind " + kind + " has no metadata"};
    if (auto refused = refuseName(object))
        return refused;
    if (kind == "Service")
        return admitService(state, object);
    if (kind == "Deployment" || kind == "ReplicaSet" || kind == "DaemonSet" || kind == "StatefulSet")
        return admitWorkload(object);
    if (kind == "Pod") {
        if (auto refused = refusePodSpec(object, at(object, {"spec"}), "spec"))
            return refused;
        fillPodSpec(object["spec"]);
        setDefault(object["spec"], "enableServiceLinks", true);
        setDefault(object["spec"], "serviceAccount", "default");
        setDefault(object["spec"], "serviceAccountName", object["spec"]["serviceAccount"]);
    }
    if (kind == "Namespace") {
        object["metadata"]["labels"]["kubernetes.io/metadata.name"] = object["metadata"]["name"];
        setDefault(object, "spec", {{"finalizers", Document::array({"kubernetes"})}});
        setDefault(object, "status", {{"phase", "Active"}});
    }
    if (kind == "Ingress")
        setDefault(object, "status", Document{{"loadBalancer", Document::object()}});
    return std::nullopt;
}

} // namespace hoplens::api
