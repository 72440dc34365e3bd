// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

#include "base/function_ref.h"
#include "kube/manifests.h"
#include "picture/network_picture.h"
#include "picture/reach_picture.h"
#include "policy/exposure.h"
#include "policy/reach_diff.h"
#include "policy/reach_text.h"
#include "policy/verdict.h"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

namespace hoplens::cli {
namespace {

using policy::Connection;
using policy::PolicyModel;
using policy::PortSet;
using Json = nlohmann::ordered_json;

/// Says what is not modelled. The status that an answer has then.
int unknownStatus(const PolicyModel& model, int known)
{
    for (const auto& doubt : model.doubts())
        std::cerr << "unknown, because " << doubt.text << '\n';
    return model.doubts().empty() ? known : status::unknown;
}

/// Objects, and the model of their policies, which points to them.
struct Analysed {
    std::unique_ptr<kube::Objects> objects;
    std::optional<PolicyModel> model;
};

Result<Analysed> analyse(const std::string& input, const std::string& objects, const policy::PeerOptions& options)
{
    if (objects.empty() && input == "live")
        return failure({ErrorCode::InvalidInput, "who may reach whom is told by Kubernetes objects, and this host has none to read", input, 0, "Give manifests as the input, or with --objects: kubectl get pods,namespaces,networkpolicies,services,ingresses -A -o yaml."});
    auto read = kube::loadManifests(objects.empty() ? input : objects);
    if (!read)
        return failure(read.error());
    printObjectNotes(read->notes);
    Analysed all{std::make_unique<kube::Objects>(std::move(*read)), {}};
    auto model = PolicyModel::make(*all.objects, options);
    if (!model)
        return failure(model.error());
    printObjectNotes(model->notes());
    if (model->peers().workloads().empty())
        std::cerr << "note: the input tells of no pods and of nothing that makes pods: there is nobody to connect\n";
    all.model = std::move(*model);
    return all;
}

/// What stops an answer is a failure of its own kind here, not a wrong way of asking.
int stop(const Error& error)
{
    fail(error);
    return status::failure;
}

constexpr std::size_t mostConnections = 5'000'000; ///< some two gigabytes

Result<std::vector<Connection>> connectionsOf(const PolicyModel& model, FunctionRef<bool(Connection&)> isWanted = [](Connection&) { return true; })
{
    std::vector<Connection> all;
    bool isTooMuch = false;
    auto done = policy::eachConnection(model, [&](const Connection& connection) {
        auto own = connection;
        isTooMuch = isTooMuch || all.size() == mostConnections;
        if (!isTooMuch && isWanted(own))
            all.push_back(std::move(own));
    });
    if (!done)
        return failure(done.error());
    if (isTooMuch)
        return failure({ErrorCode::LimitExceeded, "more than " + std::to_string(mostConnections) + " connections are allowed", "", 0, "Ask for some of them with --from, --to and --port."});
    return all;
}

Json protocols(const PortSet& ports)
{
    if (ports.isAll())
        return "ALL";
    Json json = Json::object();
    for (const auto protocol : policy::allProtocols)
        for (const auto& range : ports.ranges(protocol))
            json[std::string(kube::name(protocol))].push_back({range.first, range.last});
    return json;
}

/// Words that mean some peers: the whole name of a workload, its name without the kind or the namespace, its namespace, one of its pods; an
/// address; outside.
class Filter {
public:
    Filter(const PolicyModel& model, const std::string& words) : m_words(words.starts_with("pod/") ? words.substr(4) : words), m_address(Address::parse(m_words))
    {
        const auto isNamed = [&](const std::string& name) { return name == m_words || name.ends_with("/" + m_words); };
        for (const auto& workload : model.peers().workloads())
            if (workload.name == m_words || workload.nameSpace == m_words || isNamed(workload.name.substr(0, workload.name.find('['))) || std::ranges::any_of(workload.pods, isNamed))
                m_workloads.insert(workload.name);
    }

    bool isEmpty() const { return m_words.empty(); }
    const std::set<std::string>& workloads() const { return m_workloads; }
    bool isOfPlaces() const { return m_address || m_words == "outside" || m_words == "{ingress-controller}"; }
    bool means(const std::string& peer) const
    {
        if (m_words.empty() || m_words == peer || m_workloads.contains(peer))
            return true;
        const auto first = Address::parse(peer.substr(0, peer.find('-')));
        if (!first || !isOfPlaces())
            return false;
        const auto last = Address::parse(peer.substr(peer.find('-') + 1));
        return !m_address || (last && m_address->family == first->family && *first <= *m_address && *m_address <= *last);
    }

private:
    std::string m_words;
    std::optional<Address> m_address;
    std::set<std::string> m_workloads;
};

/// The one peer that words mean; its place among the model's peers.
Result<policy::EndName> endOf(const PolicyModel& model, const std::string& words)
{
    const auto& peers = model.peers();
    if (const auto address = Address::parse(words)) {
        for (const auto& pod : model.objects().pods) // a pod by its own address
            if (!pod.spec.hostNetwork && std::ranges::any_of(pod.ips, [&](const std::string& text) { return Address::parse(text) == address; }))
                return endOf(model, pod.meta.nameSpace + "/" + pod.meta.name);
        if (const auto peer = peers.find(*address))
            return policy::EndName{address->text(), *peer};
        return failure({ErrorCode::InvalidInput, "the cluster has no IPv6 address: it is not asked about IPv6", words, 0, "Ask for it with --ipv6."});
    }
    const Filter filter(model, words);
    std::vector<const policy::Workload*> meant;
    for (const auto& workload : peers.workloads())
        if (filter.workloads().contains(workload.name) && words != workload.nameSpace)
            meant.push_back(&workload);
    if (meant.size() != 1) {
        std::string known;
        for (std::size_t i = 0; i < std::min<std::size_t>(peers.workloads().size(), 20); ++i)
            known += (i == 0 ? "" : ", ") + peers.workloads()[i].name;
        return failure({ErrorCode::NotFound, meant.empty() ? "the input has no workload and no pod of this name" : "more than one workload is called this", words, 0, "Known: " + known + (peers.workloads().size() > 20 ? ", …" : "") + "."});
    }
    if (meant.front()->classes.size() > 1)
        return failure({ErrorCode::InvalidInput, "the pods of " + meant.front()->name + " have different labels", words, 0, "Ask for one of them with --by pod."});
    return policy::EndName{meant.front()->name, meant.front()->classes.front()};
}

struct PortQuestion {
    kube::Protocol protocol = kube::Protocol::Tcp;
    std::uint16_t port = 0;
};

/// "80", "udp/53" or "53/udp".
Result<PortQuestion> portOf(const std::string& words)
{
    PortQuestion question;
    const auto slash = words.find('/');
    const auto number = parseNumber(words.substr(0, slash), 65535);
    const auto behind = slash == std::string::npos ? std::optional<std::uint64_t>() : parseNumber(words.substr(slash + 1), 65535);
    const auto protocol = slash == std::string::npos ? std::string("tcp") : number ? words.substr(slash + 1) : words.substr(0, slash);
    const auto known = std::ranges::find_if(policy::allProtocols, [&](kube::Protocol of) { return kube::lowerName(of) == protocol || kube::name(of) == protocol; });
    const auto port = number ? number : behind;
    if (!port || *port == 0 || known == policy::allProtocols.end())
        return failure({ErrorCode::InvalidInput, "--port wants a number from 1 to 65535, with a protocol where it is not TCP, such as 53/udp", words});
    return PortQuestion{*known, static_cast<std::uint16_t>(*port)};
}

Json sideJson(const policy::Side& side)
{
    Json json = {{"decision", name(side.decision)}};
    if (side.policy) {
        json["policy"] = side.policy->name;
        json["rule"] = side.rule->index + 1;
        json["where"] = policy::placeOf(side.policy->where, side.rule->line);
    }
    if (!side.doubt.empty())
        json["because"] = side.doubt;
    return json;
}

/// An address of a node, or a workload that uses its hosts' network.
bool isOfNode(const PolicyModel& model, const std::string& name, std::vector<policy::Workload>::const_iterator own)
{
    const auto& workloads = model.peers().workloads();
    return (own != workloads.end() && own->isHostNetwork) || std::ranges::any_of(model.objects().nodes, [&](const kube::Node& node) { return std::ranges::any_of(node.addresses, [&](const auto& of) { return of.address == name; }); });
}

int oneVerdict(const PolicyModel& model, const ReachArguments& arguments, const PortQuestion& port)
{
    const auto from = endOf(model, arguments.from);
    const auto to = endOf(model, arguments.to);
    if (!from || !to)
        return fail(!from ? from.error() : to.error());
    const auto& workloads = model.peers().workloads();
    const auto own = std::ranges::find(workloads, from->name, &policy::Workload::name);
    if (from->name == to->name && own != workloads.end() && own->pods.size() == 1)
        return print(arguments.as == "json" ? Json{{"schema", "hoplens/reach/1"}, {"source", from->name}, {"destination", to->name}, {"protocol", kube::name(port.protocol)}, {"port", port.port}, {"decision", "allowed"}, {"sentence", "A pod always reaches itself."}}.dump(2, ' ', false, Json::error_handler_t::replace) + "\n" : "Allowed: a pod always reaches itself.\n");
    if (isOfNode(model, from->name, own))
        std::cerr << "note: a node always reaches the pods that run on it, whatever policies say; this is the answer for the others\n";
    const auto verdict = policy::decide(model, from->peer, to->peer, port.protocol, port.port);
    const auto words = describe(model, verdict, *from, *to, port.protocol, port.port);
    std::string out = words;
    if (arguments.as == "json")
        out = Json{{"schema", "hoplens/reach/1"}, {"source", from->name}, {"destination", to->name}, {"protocol", kube::name(port.protocol)}, {"port", port.port}, {"decision", name(verdict.decision())}, {"sentence", words.substr(0, words.find('\n'))}, {"egress", sideJson(verdict.egress)}, {"ingress", sideJson(verdict.ingress)}}.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    const int printed = print(out);
    const auto decision = verdict.decision();
    return printed != status::done ? printed : decision == policy::Decision::Allowed ? status::done : decision == policy::Decision::Denied ? status::notDelivered : status::unknown;
}

std::string written(const std::vector<Connection>& connections, const std::string& as)
{
    if (as == "csv")
        return reachAsCsv(connections);
    if (as == "markdown")
        return reachAsMarkdown(connections);
    if (as == "dot")
        return reachAsDot(connections);
    if (as == "matrix")
        return reachAsMatrix(connections);
    if (as == "text")
        return reachAsText(connections) + std::to_string(connections.size()) + (connections.size() == 1 ? " connection is" : " connections are") + " allowed.\n";
    Json json = {{"schema", "hoplens/reach/1"}, {"connections", Json::array()}};
    for (const auto& connection : connections) {
        Json own = {{"src", connection.source}, {"dst", connection.destination}, {"protocols", protocols(connection.ports)}};
        if (!connection.unknown.isEmpty())
            own["unknown"] = protocols(connection.unknown);
        json["connections"].push_back(std::move(own));
    }
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

int showExposure(const PolicyModel& model, const ReachArguments& arguments)
{
    const auto all = policy::exposures(model);
    const Filter from(model, arguments.from);
    const Filter to(model, arguments.to);
    const auto isWanted = [&](const policy::Exposure& of) { return (to.isEmpty() || (of.direction == policy::Direction::Ingress && to.means(of.workload))) && (from.isEmpty() || (of.direction == policy::Direction::Egress && from.means(of.workload))); };
    std::string out;
    Json json = {{"schema", "hoplens/exposure/1"}, {"exposures", Json::array()}};
    for (const auto& exposure : all) {
        if (!isWanted(exposure))
            continue;
        const bool isIngress = exposure.direction == policy::Direction::Ingress;
        json["exposures"].push_back({{"workload", exposure.workload}, {"direction", policy::name(exposure.direction)}, {"who", exposure.who}, {"protocols", protocols(exposure.ports)}, {"byDefault", exposure.isByDefault}});
        out += exposure.workload + (isIngress ? " is open to " : " may reach ") + exposure.who + "  " + exposure.ports.text() + (exposure.isByDefault ? "  (no policy selects it for " + std::string(policy::name(exposure.direction)) + ")" : "") + "\n";
    }
    const int printed = print(arguments.as == "json" ? json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n" : out);
    return printed != status::done ? printed : unknownStatus(model, status::done);
}

/// The square, or with --from or --to the one workload.
int showPicture(const PolicyModel& model, const ReachArguments& arguments)
{
    const auto& one = arguments.to.empty() ? arguments.from : arguments.to;
    if (one.empty()) {
        const auto table = policy::reachTable(model, arguments.by == "namespace" ? policy::ReachGrouping::Namespace : policy::ReachGrouping::Workload);
        if (!table)
            return stop(table.error());
        const int printed = print(writeSvg(drawReach(*table), Theme::Light));
        return printed != status::done ? printed : unknownStatus(model, status::done);
    }
    const auto end = endOf(model, one);
    if (!end)
        return fail(end.error());
    const auto connections = connectionsOf(model);
    return connections ? print(writeSvg(drawReachOf(model, *connections, end->name).picture, Theme::Light)) : stop(connections.error());
}

constexpr std::string_view byLabel = "label:";

/// "tier=front" for workloads with this label, "no tier" for those without.
std::vector<Connection> groupedByLabel(const PolicyModel& model, const std::vector<Connection>& connections, const std::string& key)
{
    std::map<std::string, std::string> groups;
    for (const auto& workload : model.peers().workloads()) {
        const auto& labels = model.peers().classes()[workload.classes.front()].labels;
        const auto label = labels.find(key);
        groups[workload.name] = label == labels.end() ? "no " + key : key + "=" + label->second;
    }
    return policy::grouped(connections, [&](const std::string& workload) { return groups[workload]; });
}

policy::PeerOptions optionsOf(const ReachArguments& arguments) { return {arguments.blocksMatchPods, arguments.by == "pod", arguments.ipv6}; }

} // namespace

int reach(const ReachArguments& arguments)
{
    const auto port = arguments.port.empty() ? Result<PortQuestion>(PortQuestion{}) : portOf(arguments.port);
    if (!port)
        return fail(port.error());
    const auto all = analyse(arguments.input, arguments.objects, optionsOf(arguments));
    if (!all)
        return stop(all.error());
    const auto& model = *all->model;
    const auto isOne = [&](const std::string& words) { return !words.empty() && words != "outside" && words.front() != '{' && !model.peers().findNamespace(words); };
    if (isOne(arguments.from) && isOne(arguments.to) && !arguments.port.empty())
        return oneVerdict(model, arguments, *port);
    if (arguments.exposure)
        return showExposure(model, arguments);
    if (arguments.as == "svg")
        return showPicture(model, arguments);
    const Filter from(model, arguments.from);
    const Filter to(model, arguments.to);
    for (const auto* filter : {&from, &to})
        if (!filter->isEmpty() && !filter->isOfPlaces() && filter->workloads().empty())
            std::cerr << "note: " << (filter == &from ? arguments.from : arguments.to) << " is no workload, pod or namespace of the input\n";
    auto connections = connectionsOf(model, [&](Connection& connection) {
        if (!from.means(connection.source) || !to.means(connection.destination))
            return false;
        if (arguments.port.empty())
            return true;
        PortSet wanted;
        wanted.add(port->protocol, {port->port, port->port});
        connection.ports.intersect(wanted);
        connection.unknown.intersect(wanted);
        return !connection.ports.isEmpty() || !connection.unknown.isEmpty();
    });
    if (!connections)
        return stop(connections.error());
    if (arguments.by == "namespace")
        connections = policy::grouped(*connections, [](const std::string& workload) { return policy::namespaceOf(workload); });
    else if (arguments.by.starts_with(byLabel))
        connections = groupedByLabel(model, *connections, arguments.by.substr(byLabel.size()));
    const int printed = print(written(*connections, arguments.as));
    const bool isUnknown = std::ranges::any_of(*connections, [](const Connection& connection) { return !connection.unknown.isEmpty(); });
    return printed != status::done ? printed : unknownStatus(model, isUnknown ? status::unknown : status::done);
}

int diff(const DiffArguments& arguments)
{
    const policy::PeerOptions options{arguments.blocksMatchPods, false, false};
    std::vector<Connection> lists[2];
    bool isUnknown = false;
    for (int i = 0; i < 2; ++i) {
        const auto all = analyse(i == 0 ? arguments.before : arguments.now, "", options);
        if (!all)
            return stop(all.error());
        auto connections = connectionsOf(*all->model);
        if (!connections)
            return stop(connections.error());
        lists[i] = std::move(*connections);
        isUnknown = unknownStatus(*all->model, status::done) != status::done || isUnknown || std::ranges::any_of(lists[i], [](const Connection& connection) { return !connection.unknown.isEmpty(); });
    }
    const auto changes = policy::reachDifference(lists[0], lists[1]);
    std::string out;
    if (arguments.json) {
        Json json = {{"schema", "hoplens/diff/1"}, {"changes", Json::array()}};
        for (const auto& change : changes)
            json["changes"].push_back({{"src", change.source}, {"dst", change.destination}, {"allowed", protocols(change.allowed)}, {"denied", protocols(change.denied)}, {"unknown", protocols(change.unknown)}, {"known", protocols(change.known)}});
        out = json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
    } else {
        for (const auto& change : changes)
            for (const auto& [ports, sign] : {std::pair(&change.allowed, "+ now allowed  "), {&change.denied, "- now denied   "}, {&change.unknown, "? now unknown  "}, {&change.known, "  now known    "}})
                if (!ports->isEmpty())
                    out += sign + change.source + " → " + change.destination + "  " + ports->text() + "\n";
        out += changes.empty() ? (isUnknown ? "No difference in what is known.\n" : "The same connections are allowed.\n") : std::to_string(changes.size()) + (changes.size() == 1 ? " pair differs.\n" : " pairs differ.\n");
    }
    const int printed = print(out);
    return printed != status::done ? printed : !changes.empty() ? status::found : isUnknown ? status::unknown : status::done;
}

} // namespace hoplens::cli
