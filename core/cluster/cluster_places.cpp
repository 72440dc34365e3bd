// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/cluster_places.h"

#include <algorithm>

namespace hoplens::cluster {
namespace {

std::string listOf(std::vector<std::string> names)
{
    std::ranges::sort(names);
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < 12; ++i)
        text += (i > 0 ? ", " : "") + names[i];
    return names.size() > 12 ? text + " and " + std::to_string(names.size() - 12) + " more" : text;
}

/// `[NAMESPACE/]NAME` among objects of a kind. what: "pod".
template <class Object> Result<const Object*> find(const std::vector<Object>& all, std::string_view name, std::string_view home, const std::string& what)
{
    const auto slash = name.find('/');
    const auto nameSpace = slash == std::string_view::npos ? home : name.substr(0, slash);
    const auto own = slash == std::string_view::npos ? name : name.substr(slash + 1);
    std::vector<const Object*> others;
    for (const auto& object : all) {
        if (object.meta.name != own)
            continue;
        if (object.meta.nameSpace == nameSpace)
            return &object;
        others.push_back(&object);
    }
    if (slash == std::string_view::npos && others.size() == 1)
        return others.front();
    std::vector<std::string> names;
    if (slash == std::string_view::npos && !others.empty()) {
        for (const auto* other : others)
            names.push_back(other->meta.nameSpace + "/" + other->meta.name);
        return failure({ErrorCode::NotFound, "there is more than one " + what + " of this name", std::string(name), 0, "Say which: " + listOf(names) + "."});
    }
    for (const auto& object : all)
        names.push_back(object.meta.nameSpace + "/" + object.meta.name);
    return failure({ErrorCode::NotFound, "there is no " + what + " of this name", std::string(name), 0, names.empty() ? "The input has none." : "Known: " + listOf(names) + "."});
}

const kube::Node* findNode(const kube::Objects& objects, std::string_view name)
{
    const auto at = std::ranges::find(objects.nodes, name, [](const kube::Node& node) { return std::string_view(node.meta.name); });
    return at == objects.nodes.end() ? nullptr : &*at;
}

Error noNode(const kube::Objects& objects, std::string_view name)
{
    std::vector<std::string> names;
    for (const auto& node : objects.nodes)
        names.push_back(node.meta.name);
    return {ErrorCode::NotFound, "there is no node of this name", std::string(name), 0, names.empty() ? "The input has none." : "Known: " + listOf(names) + "."};
}

std::optional<Address> addressOf(const kube::Node& node)
{
    for (const char* type : {"InternalIP", "ExternalIP"})
        for (const auto& own : node.addresses)
            if (const auto address = own.type == type ? Address::parse(own.address) : std::nullopt)
                return address;
    return std::nullopt;
}

SpaceId spaceWith(const World& world, const Address& address)
{
    for (std::uint32_t s = 0; s < world.size(); ++s)
        for (const auto& own : world.space(SpaceId{s}).data.addresses)
            if (own.prefix.address == address)
                return SpaceId{s};
    return {};
}

/// "NAME:PORT" in two; the port is empty where there is none.
std::pair<std::string_view, std::string_view> splitPort(std::string_view text)
{
    const auto colon = text.rfind(':');
    return colon == std::string_view::npos ? std::pair(text, std::string_view()) : std::pair(text.substr(0, colon), text.substr(colon + 1));
}

Result<std::uint16_t> portNumber(std::string_view text, std::string_view target)
{
    if (text.empty())
        return std::uint16_t{0};
    const auto number = parseNumber(text, 65535);
    if (!number || *number == 0)
        return failure({ErrorCode::InvalidInput, "\"" + std::string(text) + "\" is not a port (1 to 65535)", std::string(target)});
    return static_cast<std::uint16_t>(*number);
}

Result<ClusterTarget> resolveService(const kube::Objects& objects, std::string_view target, std::string_view home)
{
    const auto [name, port] = splitPort(target.substr(4));
    const auto found = find(objects.services, name, home, "Service");
    if (!found)
        return failure(found.error());
    const auto& service = **found;
    const auto called = "Service " + service.meta.nameSpace + "/" + service.meta.name;
    if (service.type == kube::ServiceType::ExternalName)
        return failure({ErrorCode::InvalidInput, called + " is another name for " + service.externalName + ": it has no address of its own", std::string(target), 0, "DNS answers with that name; trace to its address."});
    if (service.isHeadless())
        return failure({ErrorCode::InvalidInput, called + " is headless: it has no address of its own, DNS answers with those of its pods", std::string(target), 0, "Trace to one of the pods: pod/NAME:PORT."});
    const auto address = service.clusterIps.empty() ? std::nullopt : Address::parse(service.clusterIps.front());
    if (!address)
        return failure({ErrorCode::InvalidInput, called + " has no cluster IP", std::string(target), 0, "It gets one when the cluster takes it."});
    std::vector<std::string> known;
    const kube::ServicePort* chosen = nullptr;
    for (const auto& own : service.ports) {
        known.push_back(std::to_string(own.port) + (own.name.empty() ? "" : " (" + own.name + ")"));
        if (!chosen && (port == own.name || port == std::to_string(own.port)) && !port.empty())
            chosen = &own;
    }
    if (port.empty() && service.ports.size() == 1)
        chosen = &service.ports.front();
    if (!chosen) {
        const bool isNumber = parseNumber(port, 65535).has_value();
        if (!isNumber)
            return failure({ErrorCode::InvalidInput, called + (port.empty() ? " has several ports" : " has no port \"" + std::string(port) + "\""), std::string(target), 0, "It has: " + listOf(known) + "."});
        return ClusterTarget{*address, static_cast<std::uint16_t>(*parseNumber(port, 65535)), std::nullopt, &service, {}}; // a packet to it goes its way, too
    }
    return ClusterTarget{*address, chosen->port, chosen->protocol, &service, chosen->name};
}

} // namespace

Result<Flow> flowTo(const ClusterTarget& target, std::string_view protocol)
{
    const auto address = target.address.family == IpFamily::V4 ? target.address.text() : "[" + target.address.text() + "]";
    return parseFlow(address + (target.port == 0 ? "" : ":" + std::to_string(target.port)), protocol.empty() && target.protocol ? kube::lowerName(*target.protocol) : protocol);
}

Result<const kube::Pod*> findPod(const kube::Objects& objects, std::string_view name, std::string_view home) { return find(objects.pods, name, home, "pod"); }

std::string homeOf(const kube::Objects& objects, std::string_view place)
{
    if (!place.starts_with("pod/"))
        return "default";
    const auto pod = find(objects.pods, place.substr(4), "default", "pod");
    return pod ? (*pod)->meta.nameSpace : "default";
}

Result<Origin> resolveClusterPlace(const World& world, const kube::Objects& objects, std::string_view place)
{
    if (place.starts_with("node/")) {
        const auto* node = findNode(objects, place.substr(5));
        if (!node)
            return failure(noNode(objects, place.substr(5)));
        const auto address = addressOf(*node);
        const auto space = address ? spaceWith(world, *address) : SpaceId{};
        if (!space.valid())
            return failure({ErrorCode::NotFound, "no namespace of the input has the address of this node", std::string(place)});
        return Origin{space};
    }
    if (!place.starts_with("pod/"))
        return resolvePlace(world, place);
    const auto pod = find(objects.pods, place.substr(4), "default", "pod");
    if (!pod) {
        // An endpoint that no pod was told for has a namespace all the same.
        if (const auto space = world.byName(place.substr(4)); space.valid())
            return Origin{space};
        return failure(pod.error());
    }
    if ((*pod)->ips.empty())
        return failure({ErrorCode::NotFound, "the pod has no address yet: nothing leaves it", std::string(place), 0, (*pod)->phase.empty() ? "" : "Its phase is " + (*pod)->phase + "."});
    for (const auto& text : (*pod)->ips)
        if (const auto address = Address::parse(text))
            if (const auto space = spaceWith(world, *address); space.valid())
                return Origin{space};
    return failure({ErrorCode::NotFound, "no namespace of the input has the pod's address " + (*pod)->ips.front(), std::string(place), 0, "The pod may be on another node."});
}

Result<ClusterTarget> resolveClusterTarget(const kube::Objects& objects, std::string_view target, std::string_view home)
{
    if (target.starts_with("svc/"))
        return resolveService(objects, target, home);
    if (!target.starts_with("pod/") && !target.starts_with("node/")) {
        const auto plain = parseTarget(target);
        if (!plain)
            return failure(plain.error());
        return ClusterTarget{plain->first, plain->second, std::nullopt, nullptr, {}};
    }
    const bool isPod = target.starts_with("pod/");
    const auto [name, portText] = splitPort(target.substr(isPod ? 4 : 5));
    const auto port = portNumber(portText, target);
    if (!port)
        return failure(port.error());
    std::optional<Address> address;
    if (isPod) {
        const auto pod = find(objects.pods, name, home, "pod");
        if (!pod)
            return failure(pod.error());
        if (!(*pod)->ips.empty())
            address = Address::parse((*pod)->ips.front());
    } else {
        const auto* node = findNode(objects, name);
        if (!node)
            return failure(noNode(objects, name));
        address = addressOf(*node);
    }
    if (!address)
        return failure({ErrorCode::NotFound, "it has no address", std::string(target)});
    return ClusterTarget{*address, *port, std::nullopt, nullptr, {}};
}

} // namespace hoplens::cluster
