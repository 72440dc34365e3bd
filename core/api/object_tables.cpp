// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/object_tables.h"

#include <algorithm>

namespace hoplens::api {
namespace {

using Row = std::vector<std::string>;

constexpr const char* none = "<none>";

struct Column {
    const char* title;
    std::string (*text)(const Document& object, std::int64_t now);
    bool isWideAlone = false;
};

std::string orNone(std::string text) { return text.empty() ? none : text; }

template <class Text> std::string joined(const Document& list, Text&& text, const char* separator = ",")
{
    std::string all;
    if (list.is_array())
        for (const auto& item : list)
            if (const auto own = text(item); !own.empty())
                all += (all.empty() ? "" : separator) + own;
    return all;
}

std::string nameOf(const Document& object, std::int64_t) { return textAt(object, {"metadata", "name"}); }
std::string ageOf(const Document& object, std::int64_t now)
{
    const auto made = secondsOf(textAt(object, {"metadata", "creationTimestamp"}));
    return made ? ageText(now - *made) : "<unknown>";
}

std::string podReady(const Document& pod, std::int64_t)
{
    const auto& containers = at(pod, {"spec", "containers"});
    const auto& statuses = at(pod, {"status", "containerStatuses"});
    auto ready = statuses.is_array() ? std::ranges::count_if(statuses, [](const Document& status) { return at(status, {"ready"}) == true; }) : 0;
    return std::to_string(ready) + "/" + std::to_string(containers.is_array() ? containers.size() : 0);
}
std::string podStatus(const Document& pod, std::int64_t)
{
    if (at(pod, {"metadata", "deletionTimestamp"}).is_string())
        return "Terminating";
    if (const auto& statuses = at(pod, {"status", "containerStatuses"}); statuses.is_array())
        for (const auto& status : statuses)
            for (const char* state : {"waiting", "terminated"})
                if (const auto reason = textAt(status, {"state", state, "reason"}); !reason.empty())
                    return reason;
    const auto phase = textAt(pod, {"status", "phase"});
    return phase.empty() ? "Pending" : phase == "Succeeded" ? "Completed" : phase;
}
std::string podRestarts(const Document& pod, std::int64_t)
{
    std::int64_t count = 0;
    if (const auto& statuses = at(pod, {"status", "containerStatuses"}); statuses.is_array())
        for (const auto& status : statuses)
            count += numberAt(status, {"restartCount"});
    return std::to_string(count);
}

std::string externalAddress(const Document& service, std::int64_t)
{
    const auto type = textAt(service, {"spec", "type"});
    const auto external = joined(at(service, {"spec", "externalIPs"}), [](const Document& item) { return item.is_string() ? item.get<std::string>() : std::string(); });
    if (type == "ExternalName")
        return textAt(service, {"spec", "externalName"});
    if (type != "LoadBalancer")
        return orNone(external);
    auto given = joined(at(service, {"status", "loadBalancer", "ingress"}), [](const Document& item) { return textAt(item, {textAt(item, {"ip"}).empty() ? "hostname" : "ip"}); });
    if (!external.empty())
        given += (given.empty() ? "" : ",") + external;
    return given.empty() ? "<pending>" : given;
}
std::string servicePorts(const Document& service, std::int64_t)
{
    return orNone(joined(at(service, {"spec", "ports"}), [](const Document& port) {
        const auto node = numberAt(port, {"nodePort"});
        return std::to_string(numberAt(port, {"port"})) + (node != 0 ? ":" + std::to_string(node) : "") + "/" + textAt(port, {"protocol"});
    }));
}

std::string ingressHosts(const Document& ingress, std::int64_t)
{
    const auto& rules = at(ingress, {"spec", "rules"});
    std::vector<std::string> hosts;
    if (rules.is_array())
        for (const auto& rule : rules)
            if (auto host = textAt(rule, {"host"}); !host.empty())
                hosts.push_back(std::move(host));
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(hosts.size(), 3); ++i)
        text += (i > 0 ? "," : "") + hosts[i];
    return hosts.empty() ? "*" : text + (hosts.size() > 3 ? " + " + std::to_string(hosts.size() - 3) + " more..." : "");
}

std::string containerNames(const Document& workload, std::int64_t)
{
    return joined(at(workload, {"spec", "template", "spec", "containers"}), [](const Document& item) { return textAt(item, {"name"}); });
}
std::string containerImages(const Document& workload, std::int64_t)
{
    return joined(at(workload, {"spec", "template", "spec", "containers"}), [](const Document& item) { return textAt(item, {"image"}); });
}
std::string workloadSelector(const Document& workload, std::int64_t) { return labelText(at(workload, {"spec", "selector", "matchLabels"})); }

std::string sliceEndpoints(const Document& slice, std::int64_t)
{
    std::vector<std::string> addresses;
    if (const auto& endpoints = at(slice, {"endpoints"}); endpoints.is_array())
        for (const auto& endpoint : endpoints)
            if (const auto& own = at(endpoint, {"addresses"}); own.is_array())
                for (const auto& address : own)
                    addresses.push_back(address.is_string() ? address.get<std::string>() : std::string());
    if (addresses.empty())
        return "<unset>";
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(addresses.size(), 3); ++i)
        text += (i > 0 ? "," : "") + addresses[i];
    return text + (addresses.size() > 3 ? " + " + std::to_string(addresses.size() - 3) + " more..." : "");
}

std::string nodeAddress(const Document& node, const char* type)
{
    if (const auto& addresses = at(node, {"status", "addresses"}); addresses.is_array())
        for (const auto& address : addresses)
            if (textAt(address, {"type"}) == type)
                return textAt(address, {"address"});
    return none;
}
std::string nodeStatus(const Document& node, std::int64_t)
{
    std::string status = "Unknown";
    if (const auto& conditions = at(node, {"status", "conditions"}); conditions.is_array())
        for (const auto& condition : conditions)
            if (textAt(condition, {"type"}) == "Ready")
                status = textAt(condition, {"status"}) == "True" ? "Ready" : "NotReady";
    return status + (at(node, {"spec", "unschedulable"}) == true ? ",SchedulingDisabled" : "");
}
std::string nodeRoles(const Document& node, std::int64_t)
{
    constexpr std::string_view prefix = "node-role.kubernetes.io/";
    std::string roles;
    if (const auto& labels = at(node, {"metadata", "labels"}); labels.is_object())
        for (const auto& [key, value] : labels.items())
            if (key.starts_with(prefix))
                roles += (roles.empty() ? "" : ",") + key.substr(prefix.size());
    return orNone(roles);
}

std::string count(const Document& object, std::initializer_list<std::string_view> path) { return std::to_string(numberAt(object, path)); }

std::vector<Column> columnsOf(std::string_view kind)
{
    const Column name{"NAME", nameOf};
    const Column age{"AGE", ageOf};
    const Column containers{"CONTAINERS", containerNames, true};
    const Column images{"IMAGES", containerImages, true};
    const Column selector{"SELECTOR", workloadSelector, true};
    if (kind == "Pod")
        return {name, {"READY", podReady}, {"STATUS", podStatus}, {"RESTARTS", podRestarts}, age, {"IP", [](const Document& pod, std::int64_t) { return orNone(textAt(pod, {"status", "podIP"})); }, true}, {"NODE", [](const Document& pod, std::int64_t) { return orNone(textAt(pod, {"spec", "nodeName"})); }, true}, {"NOMINATED NODE", [](const Document& pod, std::int64_t) { return orNone(textAt(pod, {"status", "nominatedNodeName"})); }, true}, {"READINESS GATES", [](const Document&, std::int64_t) { return std::string(none); }, true}};
    if (kind == "Service")
        return {name, {"TYPE", [](const Document& service, std::int64_t) { return textAt(service, {"spec", "type"}); }}, {"CLUSTER-IP", [](const Document& service, std::int64_t) { return orNone(textAt(service, {"spec", "clusterIP"})); }}, {"EXTERNAL-IP", externalAddress}, {"PORT(S)", servicePorts}, age, {"SELECTOR", [](const Document& service, std::int64_t) { return labelText(at(service, {"spec", "selector"})); }, true}};
    if (kind == "Endpoints")
        return {name, {"ENDPOINTS", [](const Document& endpoints, std::int64_t) { return endpointText(&endpoints, 3); }}, age};
    if (kind == "EndpointSlice")
        return {name, {"ADDRESSTYPE", [](const Document& slice, std::int64_t) { return textAt(slice, {"addressType"}); }}, {"PORTS", [](const Document& slice, std::int64_t) { const auto ports = joined(at(slice, {"ports"}), [](const Document& port) { return at(port, {"port"}).is_null() ? std::string("*") : std::to_string(numberAt(port, {"port"})); }); return ports.empty() ? std::string("<unset>") : ports; }}, {"ENDPOINTS", sliceEndpoints}, age};
    if (kind == "Node")
        return {name, {"STATUS", nodeStatus}, {"ROLES", nodeRoles}, age, {"VERSION", [](const Document& node, std::int64_t) { return textAt(node, {"status", "nodeInfo", "kubeletVersion"}); }}, {"INTERNAL-IP", [](const Document& node, std::int64_t) { return nodeAddress(node, "InternalIP"); }, true}, {"EXTERNAL-IP", [](const Document& node, std::int64_t) { return nodeAddress(node, "ExternalIP"); }, true}, {"OS-IMAGE", [](const Document& node, std::int64_t) { const auto image = textAt(node, {"status", "nodeInfo", "osImage"}); return image.empty() ? std::string("<unknown>") : image; }, true}, {"KERNEL-VERSION", [](const Document& node, std::int64_t) { const auto kernel = textAt(node, {"status", "nodeInfo", "kernelVersion"}); return kernel.empty() ? std::string("<unknown>") : kernel; }, true}, {"CONTAINER-RUNTIME", [](const Document& node, std::int64_t) { const auto runtime = textAt(node, {"status", "nodeInfo", "containerRuntimeVersion"}); return runtime.empty() ? std::string("<unknown>") : runtime; }, true}};
    if (kind == "NetworkPolicy")
        return {name, {"POD-SELECTOR", [](const Document& policy, std::int64_t) { return labelText(at(policy, {"spec", "podSelector", "matchLabels"})); }}, age};
    if (kind == "Ingress")
        return {name, {"CLASS", [](const Document& ingress, std::int64_t) { return orNone(textAt(ingress, {"spec", "ingressClassName"})); }}, {"HOSTS", ingressHosts}, {"ADDRESS", [](const Document& ingress, std::int64_t) { return joined(at(ingress, {"status", "loadBalancer", "ingress"}), [](const Document& item) { return textAt(item, {textAt(item, {"ip"}).empty() ? "hostname" : "ip"}); }); }}, {"PORTS", [](const Document& ingress, std::int64_t) { return std::string(at(ingress, {"spec", "tls"}).is_array() && !at(ingress, {"spec", "tls"}).empty() ? "80, 443" : "80"); }}, age};
    if (kind == "IngressClass")
        return {name, {"CONTROLLER", [](const Document& own, std::int64_t) { return textAt(own, {"spec", "controller"}); }}, {"PARAMETERS", [](const Document&, std::int64_t) { return std::string(none); }}, age};
    if (kind == "ConfigMap")
        return {name, {"DATA", [](const Document& map, std::int64_t) { return std::to_string(at(map, {"data"}).size() + at(map, {"binaryData"}).size()); }}, age};
    if (kind == "Namespace")
        return {name, {"STATUS", [](const Document& space, std::int64_t) { return textAt(space, {"status", "phase"}); }}, age};
    if (kind == "ServiceAccount")
        return {name, {"SECRETS", [](const Document& account, std::int64_t) { return std::to_string(at(account, {"secrets"}).size()); }}, age};
    if (kind == "DaemonSet")
        return {name, {"DESIRED", [](const Document& set, std::int64_t) { return count(set, {"status", "desiredNumberScheduled"}); }}, {"CURRENT", [](const Document& set, std::int64_t) { return count(set, {"status", "currentNumberScheduled"}); }}, {"READY", [](const Document& set, std::int64_t) { return count(set, {"status", "numberReady"}); }}, {"UP-TO-DATE", [](const Document& set, std::int64_t) { return count(set, {"status", "updatedNumberScheduled"}); }}, {"AVAILABLE", [](const Document& set, std::int64_t) { return count(set, {"status", "numberAvailable"}); }}, {"NODE SELECTOR", [](const Document& set, std::int64_t) { return labelText(at(set, {"spec", "template", "spec", "nodeSelector"})); }}, age, containers, images, selector};
    if (kind == "Deployment")
        return {name, {"READY", [](const Document& own, std::int64_t) { return count(own, {"status", "readyReplicas"}) + "/" + count(own, {"spec", "replicas"}); }}, {"UP-TO-DATE", [](const Document& own, std::int64_t) { return count(own, {"status", "updatedReplicas"}); }}, {"AVAILABLE", [](const Document& own, std::int64_t) { return count(own, {"status", "availableReplicas"}); }}, age, containers, images, selector};
    if (kind == "ReplicaSet")
        return {name, {"DESIRED", [](const Document& set, std::int64_t) { return count(set, {"spec", "replicas"}); }}, {"CURRENT", [](const Document& set, std::int64_t) { return count(set, {"status", "replicas"}); }}, {"READY", [](const Document& set, std::int64_t) { return count(set, {"status", "readyReplicas"}); }}, age, containers, images, selector};
    if (kind == "StatefulSet")
        return {name, {"READY", [](const Document& set, std::int64_t) { return count(set, {"status", "readyReplicas"}) + "/" + count(set, {"spec", "replicas"}); }}, age, containers, images};
    return {name, age};
}

/// As kubectl's tables: three blanks between columns, and none behind the last.
std::string layOut(const std::vector<Row>& rows)
{
    constexpr std::size_t gap = 3;
    constexpr std::size_t narrowest = 6;
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max({widths[i], row[i].size() + gap, narrowest});
    }
    std::string text;
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            text += row[i] + (i + 1 == row.size() ? "\n" : std::string(widths[i] - row[i].size(), ' '));
    return text;
}

} // namespace

std::string ageText(std::int64_t seconds)
{
    const auto with = [](std::int64_t big, const char* unit, std::int64_t small, const char* smaller) { return std::to_string(big) + unit + (small == 0 ? "" : std::to_string(small) + smaller); };
    if (seconds < 0)
        return "0s";
    const auto minutes = seconds / 60;
    const auto hours = minutes / 60;
    const auto days = hours / 24;
    if (seconds < 120)
        return std::to_string(seconds) + "s";
    if (minutes < 10)
        return with(minutes, "m", seconds % 60, "s");
    if (minutes < 180)
        return std::to_string(minutes) + "m";
    if (hours < 8)
        return with(hours, "h", minutes % 60, "m");
    if (hours < 48)
        return std::to_string(hours) + "h";
    if (hours < 192)
        return with(days, "d", hours % 24, "h");
    if (days < 730)
        return std::to_string(days) + "d";
    return days < 2920 ? with(days / 365, "y", days % 365, "d") : std::to_string(days / 365) + "y";
}

std::string labelText(const Document& labels)
{
    std::string text;
    if (labels.is_object())
        for (const auto& [key, value] : labels.items())
            text += (text.empty() ? "" : ",") + key + "=" + (value.is_string() ? value.get<std::string>() : value.dump());
    return orNone(text);
}

std::string endpointText(const Document* endpoints, std::size_t most, const std::string* port)
{
    std::vector<std::string> all;
    if (const auto& subsets = endpoints ? at(*endpoints, {"subsets"}) : Document(); subsets.is_array())
        for (const auto& subset : subsets) {
            const auto& addresses = at(subset, {"addresses"});
            const auto& ports = at(subset, {"ports"});
            if (addresses.is_array() && (!ports.is_array() || ports.empty()) && !port)
                for (const auto& address : addresses)
                    all.push_back(textAt(address, {"ip"}));
            else if (addresses.is_array() && ports.is_array())
                for (const auto& own : ports)
                    for (const auto& address : addresses)
                        if (!port || textAt(own, {"name"}) == *port)
                            all.push_back(textAt(address, {"ip"}) + ":" + std::to_string(numberAt(own, {"port"})));
        }
    std::string text;
    for (std::size_t i = 0; i < std::min(all.size(), most); ++i)
        text += (i > 0 ? "," : "") + all[i];
    return all.empty() ? none : text + (all.size() > most ? " + " + std::to_string(all.size() - most) + " more..." : "");
}

std::string objectTable(const ResourceKind& kind, const std::vector<const Document*>& objects, const TableLook& look, std::int64_t now)
{
    if (objects.empty())
        return {};
    const auto columns = columnsOf(kind.kind);
    std::vector<Row> rows;
    if (look.hasHeader) {
        auto& row = rows.emplace_back();
        if (look.hasNamespaces && kind.isNamespaced)
            row.emplace_back("NAMESPACE");
        for (const auto& column : columns)
            if (look.isWide || !column.isWideAlone)
                row.emplace_back(column.title);
        if (look.showsLabels)
            row.emplace_back("LABELS");
    }
    for (const auto* object : objects) {
        auto& row = rows.emplace_back();
        if (look.hasNamespaces && kind.isNamespaced)
            row.push_back(textAt(*object, {"metadata", "namespace"}));
        for (const auto& column : columns)
            if (look.isWide || !column.isWideAlone)
                row.push_back((look.namesKinds && column.text == nameOf ? kind.written() + "/" : std::string()) + column.text(*object, now));
        if (look.showsLabels)
            row.push_back(labelText(at(*object, {"metadata", "labels"})));
    }
    return layOut(rows);
}

tl::expected<bool, std::string> matchesSelector(const Document& object, std::string_view selector)
{
    const auto& labels = at(object, {"metadata", "labels"});
    const auto trimmed = [](std::string_view text) {
        while (text.starts_with(' '))
            text.remove_prefix(1);
        while (text.ends_with(' '))
            text.remove_suffix(1);
        return text;
    };
    while (!selector.empty()) {
        std::size_t end = 0;
        for (int depth = 0; end < selector.size() && (selector[end] != ',' || depth > 0); ++end)
            depth += selector[end] == '(' ? 1 : selector[end] == ')' ? -1 : 0;
        const auto part = trimmed(selector.substr(0, end));
        selector.remove_prefix(std::min(end + 1, selector.size()));
        const auto has = [&](std::string_view key) { return labels.is_object() && labels.contains(key); };
        const auto is = [&](std::string_view key, std::string_view value) { return has(key) && labels.find(key)->is_string() && labels.find(key)->get_ref<const std::string&>() == value; };
        bool holds = false;
        if (const auto open = part.find('('); open != std::string_view::npos) {
            const auto words = trimmed(part.substr(0, open));
            const auto blank = words.find(' ');
            const auto how = blank == std::string_view::npos ? std::string_view() : trimmed(words.substr(blank));
            if ((how != "in" && how != "notin") || !part.ends_with(')'))
                return tl::unexpected("unable to parse requirement: " + std::string(part));
            auto values = part.substr(open + 1, part.size() - open - 2);
            bool isIn = false;
            while (!values.empty()) {
                const auto comma = std::min(values.find(','), values.size());
                isIn = isIn || is(words.substr(0, blank), trimmed(values.substr(0, comma)));
                values.remove_prefix(std::min(comma + 1, values.size()));
            }
            holds = isIn == (how == "in");
        } else if (const auto unequal = part.find("!="); unequal != std::string_view::npos) {
            holds = !is(trimmed(part.substr(0, unequal)), trimmed(part.substr(unequal + 2)));
        } else if (const auto equals = part.find('='); equals != std::string_view::npos) {
            holds = is(trimmed(part.substr(0, equals)), trimmed(part.substr(part.find_first_not_of('=', equals) == std::string_view::npos ? part.size() : part.find_first_not_of('=', equals))));
        } else if (part.starts_with('!')) {
            holds = !has(part.substr(1));
        } else if (!part.empty()) {
            holds = has(part);
        } else {
            return tl::unexpected(std::string("found ',', expected: identifier after ','"));
        }
        if (!holds)
            return false;
    }
    return true;
}

} // namespace hoplens::api
