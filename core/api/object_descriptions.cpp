// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/object_descriptions.h"

#include "api/object_tables.h"

#include <algorithm>

namespace hoplens::api {
namespace {

constexpr std::size_t mostEndpoints = 3;

/// Lines of "name: value", whose values begin below each other. A line without a name goes on with the value above.
class Listing {
public:
    void add(const std::string& name, const std::string& value) { m_lines.push_back({name, value}); }
    void addLabels(const std::string& name, const Document& labels)
    {
        bool isFirst = true;
        if (labels.is_object())
            for (const auto& [key, value] : labels.items()) {
                if (key == "kubectl.kubernetes.io/last-applied-configuration")
                    continue;
                add(isFirst ? name : "", key + (name.starts_with("Annotations") ? ": " : "=") + (value.is_string() ? value.get<std::string>() : value.dump()));
                isFirst = false;
            }
        if (isFirst)
            add(name, "<none>");
    }
    std::string text() const
    {
        std::size_t width = 0;
        for (const auto& line : m_lines)
            width = std::max(width, line.name.size());
        std::string all;
        for (const auto& [name, value] : m_lines)
            all += name + std::string(width + 2 - name.size(), ' ') + value + "\n";
        return all;
    }

private:
    struct Line {
        std::string name;
        std::string value;
    };
    std::vector<Line> m_lines;
};

std::string orNone(std::string text) { return text.empty() ? "<none>" : text; }

std::string list(const Document& items)
{
    std::string text;
    if (items.is_array())
        for (const auto& item : items)
            text += (text.empty() ? "" : ",") + (item.is_string() ? item.get<std::string>() : item.dump());
    return text;
}

std::string describeService(const ClusterState& state, const Document& service)
{
    Listing lines;
    const auto text = [&](const char* field) { return textAt(service, {"spec", field}); };
    const auto nameSpace = textAt(service, {"metadata", "namespace"});
    const auto name = textAt(service, {"metadata", "name"});
    lines.add("Name:", name);
    lines.add("Namespace:", nameSpace);
    lines.addLabels("Labels:", at(service, {"metadata", "labels"}));
    lines.addLabels("Annotations:", at(service, {"metadata", "annotations"}));
    lines.add("Selector:", labelText(at(service, {"spec", "selector"})));
    lines.add("Type:", text("type"));
    lines.add("IP Family Policy:", orNone(text("ipFamilyPolicy")));
    lines.add("IP Families:", orNone(list(at(service, {"spec", "ipFamilies"}))));
    lines.add("IP:", text("clusterIP"));
    lines.add("IPs:", orNone(list(at(service, {"spec", "clusterIPs"}))));
    if (const auto external = list(at(service, {"spec", "externalIPs"})); !external.empty())
        lines.add("External IPs:", external);
    if (!text("externalName").empty())
        lines.add("External Name:", text("externalName"));
    if (const auto& given = at(service, {"status", "loadBalancer", "ingress"}); given.is_array() && !given.empty()) {
        std::string addresses;
        for (const auto& item : given)
            addresses += (addresses.empty() ? "" : ", ") + (textAt(item, {"ip"}).empty() ? textAt(item, {"hostname"}) : textAt(item, {"ip"}) + " (" + (textAt(item, {"ipMode"}).empty() ? "VIP" : textAt(item, {"ipMode"})) + ")");
        lines.add("LoadBalancer Ingress:", addresses);
    }
    const auto* endpoints = state.find({"Endpoints", nameSpace, name});
    if (const auto& ports = at(service, {"spec", "ports"}); ports.is_array())
        for (const auto& port : ports) {
            const auto portName = textAt(port, {"name"});
            const auto shown = portName.empty() ? "<unset>" : portName;
            const auto protocol = textAt(port, {"protocol"});
            lines.add("Port:", shown + "  " + std::to_string(numberAt(port, {"port"})) + "/" + protocol);
            lines.add("TargetPort:", textAt(port, {"targetPort"}) + "/" + protocol);
            if (const auto node = numberAt(port, {"nodePort"}); node != 0)
                lines.add("NodePort:", shown + "  " + std::to_string(node) + "/" + protocol);
            lines.add("Endpoints:", endpointText(endpoints, mostEndpoints, &portName) == "<none>" ? "" : endpointText(endpoints, mostEndpoints, &portName));
        }
    lines.add("Session Affinity:", text("sessionAffinity"));
    if (!text("externalTrafficPolicy").empty())
        lines.add("External Traffic Policy:", text("externalTrafficPolicy"));
    if (!text("internalTrafficPolicy").empty())
        lines.add("Internal Traffic Policy:", text("internalTrafficPolicy"));
    lines.add("Events:", "<none>");
    return lines.text();
}

std::string describeEndpoints(const Document& endpoints)
{
    Listing lines;
    lines.add("Name:", textAt(endpoints, {"metadata", "name"}));
    lines.add("Namespace:", textAt(endpoints, {"metadata", "namespace"}));
    lines.addLabels("Labels:", at(endpoints, {"metadata", "labels"}));
    lines.addLabels("Annotations:", at(endpoints, {"metadata", "annotations"}));
    auto text = lines.text() + "Subsets:\n";
    if (const auto& subsets = at(endpoints, {"subsets"}); subsets.is_array())
        for (const auto& subset : subsets) {
            const auto addresses = [&](const char* field) {
                std::string all;
                if (const auto& own = at(subset, {field}); own.is_array())
                    for (const auto& address : own)
                        all += (all.empty() ? "" : ",") + textAt(address, {"ip"});
                return orNone(all);
            };
            text += "  Addresses:          " + addresses("addresses") + "\n  NotReadyAddresses:  " + addresses("notReadyAddresses") + "\n";
            std::size_t width = 4;
            std::size_t wide = 4;
            const auto& ports = at(subset, {"ports"});
            const auto nameOf = [](const Document& port) { return textAt(port, {"name"}).empty() ? std::string("<unset>") : textAt(port, {"name"}); };
            if (!ports.is_array() || ports.empty())
                continue;
            for (const auto& port : ports) {
                width = std::max(width, nameOf(port).size());
                wide = std::max(wide, std::to_string(numberAt(port, {"port"})).size());
            }
            const auto row = [&](const std::string& name, const std::string& port, const std::string& protocol) { return "    " + name + std::string(width + 2 - name.size(), ' ') + port + std::string(wide + 2 - port.size(), ' ') + protocol + "\n"; };
            text += "  Ports:\n" + row("Name", "Port", "Protocol") + row("----", "----", "--------");
            for (const auto& port : ports)
                text += row(nameOf(port), std::to_string(numberAt(port, {"port"})), textAt(port, {"protocol"}));
            text += "\n";
        }
    return text + "Events:  <none>\n";
}

std::string backendText(const ClusterState& state, const Document& backend, const std::string& nameSpace)
{
    const auto name = textAt(backend, {"service", "name"});
    if (name.empty())
        return textAt(backend, {"resource", "kind"}) + "/" + textAt(backend, {"resource", "name"});
    const auto number = at(backend, {"service", "port", "number"});
    const auto shown = number.is_number_integer() ? number.dump() : textAt(backend, {"service", "port", "name"});
    const auto head = name + ":" + shown + " (";
    const auto* service = state.find({"Service", nameSpace, name});
    if (!service)
        return head + "<error: services \"" + name + "\" not found>)";
    const auto* endpoints = state.find({"Endpoints", nameSpace, name});
    if (!endpoints)
        return head + "<error: endpoints \"" + name + "\" not found>)";
    std::string port;
    if (const auto& ports = at(*service, {"spec", "ports"}); ports.is_array())
        for (const auto& own : ports)
            if (at(own, {"port"}) == number || (number.is_null() && textAt(own, {"name"}) == shown))
                port = textAt(own, {"name"});
    const auto addresses = endpointText(endpoints, mostEndpoints, &port);
    return head + (addresses == "<none>" ? "" : addresses) + ")";
}

std::string describeIngress(const ClusterState& state, const Document& ingress)
{
    const auto nameSpace = textAt(ingress, {"metadata", "namespace"});
    Listing lines;
    lines.add("Name:", textAt(ingress, {"metadata", "name"}));
    lines.addLabels("Labels:", at(ingress, {"metadata", "labels"}));
    lines.add("Namespace:", nameSpace);
    std::string addresses;
    if (const auto& given = at(ingress, {"status", "loadBalancer", "ingress"}); given.is_array())
        for (const auto& item : given)
            addresses += (addresses.empty() ? "" : ",") + textAt(item, {textAt(item, {"ip"}).empty() ? "hostname" : "ip"});
    lines.add("Address:", addresses);
    lines.add("Ingress Class:", orNone(textAt(ingress, {"spec", "ingressClassName"})));
    const auto& fallback = at(ingress, {"spec", "defaultBackend"});
    lines.add("Default backend:", fallback.is_object() ? backendText(state, fallback, nameSpace) : "<default>");
    auto text = lines.text();
    if (const auto& tls = at(ingress, {"spec", "tls"}); tls.is_array() && !tls.empty()) {
        text += "TLS:\n";
        for (const auto& item : tls)
            text += textAt(item, {"secretName"}).empty() ? "  SNI routes " + list(at(item, {"hosts"})) + "\n" : "  " + textAt(item, {"secretName"}) + " terminates " + list(at(item, {"hosts"})) + "\n";
    }
    struct Row {
        std::string host, path, backend;
    };
    std::vector<Row> rows = {{"Host", "Path", "Backends"}, {"----", "----", "--------"}};
    if (const auto& rules = at(ingress, {"spec", "rules"}); rules.is_array())
        for (const auto& rule : rules) {
            rows.push_back({textAt(rule, {"host"}).empty() ? "*" : textAt(rule, {"host"}), "", ""});
            if (const auto& paths = at(rule, {"http", "paths"}); paths.is_array())
                for (const auto& path : paths)
                    rows.push_back({"", textAt(path, {"path"}), backendText(state, at(path, {"backend"}), nameSpace)});
        }
    if (rows.size() == 2)
        rows.push_back({"*", "*", fallback.is_object() ? backendText(state, fallback, nameSpace) : "<default>"});
    std::size_t hosts = 0;
    std::size_t paths = 0;
    for (const auto& row : rows) {
        hosts = std::max(hosts, row.host.size());
        paths = std::max(paths, row.path.size());
    }
    text += "Rules:\n";
    for (const auto& [host, path, backend] : rows)
        text += "  " + host + std::string(hosts + 2 - host.size(), ' ') + path + (backend.empty() ? "" : std::string(paths + 2 - path.size(), ' ') + backend) + "\n";
    Listing end;
    end.addLabels("Annotations:", at(ingress, {"metadata", "annotations"}));
    end.add("Events:", "<none>");
    return text + end.text();
}

std::string describeContainers(const Document& spec, const Document& statuses)
{
    std::string text;
    if (const auto& containers = at(spec, {"containers"}); containers.is_array())
        for (const auto& container : containers) {
            std::string ports;
            std::string hostPorts;
            if (const auto& own = at(container, {"ports"}); own.is_array())
                for (const auto& port : own) {
                    const auto protocol = textAt(port, {"protocol"}).empty() ? "TCP" : textAt(port, {"protocol"});
                    ports += (ports.empty() ? "" : ", ") + std::to_string(numberAt(port, {"containerPort"})) + "/" + protocol;
                    hostPorts += (hostPorts.empty() ? "" : ", ") + std::to_string(numberAt(port, {"hostPort"})) + "/" + protocol;
                }
            const bool isMany = ports.find(',') != std::string::npos;
            Listing lines;
            lines.add("    Image:", textAt(container, {"image"}));
            lines.add(isMany ? "    Ports:" : "    Port:", orNone(ports));
            lines.add(isMany ? "    Host Ports:" : "    Host Port:", orNone(hostPorts));
            if (statuses.is_array())
                for (const auto& status : statuses)
                    if (textAt(status, {"name"}) == textAt(container, {"name"})) {
                        const auto& state = at(status, {"state"});
                        lines.add("    State:", state.contains("running") ? "Running" : state.contains("waiting") ? "Waiting" : "Terminated");
                        if (const auto started = textAt(state, {"running", "startedAt"}); !started.empty())
                            lines.add("      Started:", started);
                        lines.add("    Ready:", at(status, {"ready"}) == true ? "True" : "False");
                        lines.add("    Restart Count:", std::to_string(numberAt(status, {"restartCount"})));
                    }
            lines.add("    Environment:", at(container, {"env"}).is_array() && !at(container, {"env"}).empty() ? std::to_string(at(container, {"env"}).size()) + " variables" : "<none>");
            lines.add("    Mounts:", "<none>");
            text += "  " + textAt(container, {"name"}) + ":\n" + lines.text();
        }
    return text;
}

std::string describePod(const Document& pod)
{
    Listing lines;
    lines.add("Name:", textAt(pod, {"metadata", "name"}));
    lines.add("Namespace:", textAt(pod, {"metadata", "namespace"}));
    lines.add("Priority:", std::to_string(numberAt(pod, {"spec", "priority"})));
    lines.add("Service Account:", orNone(textAt(pod, {"spec", "serviceAccountName"})));
    const auto node = textAt(pod, {"spec", "nodeName"});
    const auto host = textAt(pod, {"status", "hostIP"});
    lines.add("Node:", node.empty() ? "<none>" : node + (host.empty() ? "" : "/" + host));
    if (const auto started = textAt(pod, {"status", "startTime"}); !started.empty())
        lines.add("Start Time:", started);
    lines.addLabels("Labels:", at(pod, {"metadata", "labels"}));
    lines.addLabels("Annotations:", at(pod, {"metadata", "annotations"}));
    lines.add("Status:", textAt(pod, {"status", "phase"}).empty() ? "Pending" : textAt(pod, {"status", "phase"}));
    lines.add("IP:", textAt(pod, {"status", "podIP"}));
    auto text = lines.text() + "IPs:";
    const auto& addresses = at(pod, {"status", "podIPs"});
    text += addresses.is_array() && !addresses.empty() ? "\n" : "  <none>\n";
    if (addresses.is_array())
        for (const auto& address : addresses)
            text += "  IP:  " + textAt(address, {"ip"}) + "\n";
    if (const auto& owners = at(pod, {"metadata", "ownerReferences"}); owners.is_array() && !owners.empty())
        text += "Controlled By:  " + textAt(owners[0], {"kind"}) + "/" + textAt(owners[0], {"name"}) + "\n";
    text += "Containers:\n" + describeContainers(at(pod, {"spec"}), at(pod, {"status", "containerStatuses"}));
    if (const auto& conditions = at(pod, {"status", "conditions"}); conditions.is_array() && !conditions.empty()) {
        std::size_t width = 4;
        for (const auto& condition : conditions)
            width = std::max(width, textAt(condition, {"type"}).size());
        text += "Conditions:\n  Type" + std::string(width - 2, ' ') + "Status\n";
        for (const auto& condition : conditions)
            text += "  " + textAt(condition, {"type"}) + std::string(width + 2 - textAt(condition, {"type"}).size(), ' ') + textAt(condition, {"status"}) + " \n";
    }
    Listing end;
    end.add("QoS Class:", orNone(textAt(pod, {"status", "qosClass"})));
    end.addLabels("Node-Selectors:", at(pod, {"spec", "nodeSelector"}));
    end.add("Events:", "<none>");
    return text + end.text();
}

std::string describeDaemonSet(const Document& set)
{
    Listing lines;
    const auto count = [&](const char* field) { return std::to_string(numberAt(set, {"status", field})); };
    lines.add("Name:", textAt(set, {"metadata", "name"}));
    lines.add("Namespace:", textAt(set, {"metadata", "namespace"}));
    lines.add("Selector:", labelText(at(set, {"spec", "selector", "matchLabels"})));
    lines.add("Node-Selector:", labelText(at(set, {"spec", "template", "spec", "nodeSelector"})));
    lines.addLabels("Labels:", at(set, {"metadata", "labels"}));
    lines.addLabels("Annotations:", at(set, {"metadata", "annotations"}));
    auto text = lines.text();
    text += "Desired Number of Nodes Scheduled: " + count("desiredNumberScheduled") + "\nCurrent Number of Nodes Scheduled: " + count("currentNumberScheduled") + "\nNumber of Nodes Scheduled with Up-to-date Pods: " + count("updatedNumberScheduled") + "\nNumber of Nodes Scheduled with Available Pods: " + count("numberAvailable") + "\nNumber of Nodes Misscheduled: " + count("numberMisscheduled") + "\nPods Status:  " + count("numberReady") + " Running / 0 Waiting / 0 Succeeded / 0 Failed\nPod Template:\n";
    Listing pods;
    pods.addLabels("  Labels:", at(set, {"spec", "template", "metadata", "labels"}));
    if (const auto account = textAt(set, {"spec", "template", "spec", "serviceAccountName"}); !account.empty())
        pods.add("  Service Account:", account);
    return text + pods.text() + "  Containers:\n" + describeContainers(at(set, {"spec", "template", "spec"}), Document()) + "Events:  <none>\n";
}

} // namespace

std::optional<std::string> describeObject(const ClusterState& state, const Document& object)
{
    const auto kind = textAt(object, {"kind"});
    if (kind == "Service")
        return describeService(state, object);
    if (kind == "Endpoints")
        return describeEndpoints(object);
    if (kind == "Ingress")
        return describeIngress(state, object);
    if (kind == "Pod")
        return describePod(object);
    if (kind == "DaemonSet")
        return describeDaemonSet(object);
    return std::nullopt;
}

} // namespace hoplens::api
