// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

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

namespace hoplens::cli {
namespace {

using policy::Connection;
using policy::PolicyModel;
using policy::PortSet;
using Json = nlohmann::ordered_json;

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

Result<std::vector<Connection>> connectionsOf(const PolicyModel& model)
{
    std::vector<Connection> all;
    if (auto done = policy::eachConnection(model, [&](const Connection& connection) { all.push_back(connection); }); !done)
        return failure(done.error());
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

/// Whether a filter means a peer: its whole name, its name without the kind or the namespace, its namespace alone, or one of its pods.
bool isMeant(const PolicyModel& model, const std::string& filter, const std::string& peer)
{
    const auto bare = filter.starts_with("pod/") ? filter.substr(4) : filter;
    const auto kind = peer.find('[');
    if (peer == bare || peer.substr(0, kind) == bare || (kind != std::string::npos && peer.substr(0, kind).ends_with("/" + bare)) || peer.substr(0, peer.find('/')) == bare)
        return true;
    if (filter == "outside")
        return kind == std::string::npos && peer.front() != '{';
    const auto& workloads = model.peers().workloads();
    const auto own = std::ranges::find(workloads, peer, &policy::Workload::name);
    if (own != workloads.end())
        return std::ranges::any_of(own->pods, [&](const std::string& pod) { return pod == bare || pod.ends_with("/" + bare); });
    const auto address = Address::parse(bare);
    const auto dash = peer.find('-');
    const auto first = dash == std::string::npos ? std::nullopt : Address::parse(peer.substr(0, dash));
    const auto last = first ? Address::parse(peer.substr(dash + 1)) : std::nullopt;
    return address && last && address->family == first->family && *first <= *address && *address <= *last;
}

/// The one peer that words mean; its place among the model's peers.
Result<policy::EndName> endOf(const PolicyModel& model, const std::string& words)
{
    const auto& peers = model.peers();
    if (const auto address = Address::parse(words)) {
        if (const auto peer = peers.find(*address))
            return policy::EndName{address->text(), *peer};
        return failure({ErrorCode::InvalidInput, "the cluster has no IPv6 address: it is not asked about IPv6", words, 0, "Ask for it with --ipv6."});
    }
    std::vector<const policy::Workload*> meant;
    for (const auto& workload : peers.workloads())
        if (isMeant(model, words, workload.name) && words != workload.nameSpace)
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

int oneVerdict(const PolicyModel& model, const ReachArguments& arguments, const PortQuestion& port)
{
    const auto from = endOf(model, arguments.from);
    const auto to = endOf(model, arguments.to);
    if (!from || !to)
        return fail(!from ? from.error() : to.error());
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
    const auto isWanted = [&](const policy::Exposure& of) { return (arguments.to.empty() || (of.direction == policy::Direction::Ingress && isMeant(model, arguments.to, of.workload))) && (arguments.from.empty() || (of.direction == policy::Direction::Egress && isMeant(model, arguments.from, of.workload))); };
    std::string out;
    Json json = {{"schema", "hoplens/exposure/1"}, {"exposures", Json::array()}};
    for (const auto& exposure : all) {
        if (!isWanted(exposure))
            continue;
        const bool isIngress = exposure.direction == policy::Direction::Ingress;
        json["exposures"].push_back({{"workload", exposure.workload}, {"direction", policy::name(exposure.direction)}, {"who", exposure.who}, {"protocols", protocols(exposure.ports)}, {"byDefault", exposure.isByDefault}});
        out += exposure.workload + (isIngress ? " is open to " : " may reach ") + exposure.who + "  " + exposure.ports.text() + (exposure.isByDefault ? "  (no policy selects it for " + std::string(policy::name(exposure.direction)) + ")" : "") + "\n";
    }
    return print(arguments.as == "json" ? json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n" : out);
}

/// The square, or with --from or --to the one workload.
int showPicture(const PolicyModel& model, const ReachArguments& arguments)
{
    const auto& one = arguments.to.empty() ? arguments.from : arguments.to;
    if (one.empty()) {
        const auto table = policy::reachTable(model, arguments.by == "namespace" ? policy::ReachGrouping::Namespace : policy::ReachGrouping::Workload);
        return table ? print(writeSvg(drawReach(*table), Theme::Light)) : stop(table.error());
    }
    const auto end = endOf(model, one);
    if (!end)
        return fail(end.error());
    const auto connections = connectionsOf(model);
    return connections ? print(writeSvg(drawReachOf(model, *connections, end->name).picture, Theme::Light)) : stop(connections.error());
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
    auto connections = connectionsOf(model);
    if (!connections)
        return stop(connections.error());
    for (const auto& filter : {arguments.from, arguments.to})
        if (!filter.empty() && filter != "outside" && !Address::parse(filter) && filter != "{ingress-controller}" && std::ranges::none_of(model.peers().workloads(), [&](const policy::Workload& own) { return isMeant(model, filter, own.name); }))
            std::cerr << "note: " << filter << " is no workload, pod or namespace of the input\n";
    std::erase_if(*connections, [&](Connection& connection) {
        if ((!arguments.from.empty() && !isMeant(model, arguments.from, connection.source)) || (!arguments.to.empty() && !isMeant(model, arguments.to, connection.destination)))
            return true;
        if (arguments.port.empty())
            return false;
        PortSet wanted;
        wanted.add(port->protocol, {port->port, port->port});
        connection.ports.intersect(wanted);
        connection.unknown.intersect(wanted);
        return connection.ports.isEmpty() && connection.unknown.isEmpty();
    });
    if (arguments.by == "namespace")
        connections = policy::byNamespace(*connections);
    const int printed = print(written(*connections, arguments.as));
    const bool isUnknown = !model.doubts().empty() || std::ranges::any_of(*connections, [](const Connection& connection) { return !connection.unknown.isEmpty(); });
    if (isUnknown)
        for (const auto& doubt : model.doubts())
            std::cerr << "unknown, because " << doubt.text << '\n';
    return printed != status::done ? printed : isUnknown ? status::unknown : status::done;
}

int diff(const DiffArguments& arguments)
{
    const policy::PeerOptions options{arguments.blocksMatchPods, false, false};
    std::vector<Connection> lists[2];
    for (int i = 0; i < 2; ++i) {
        const auto all = analyse(i == 0 ? arguments.before : arguments.now, "", options);
        if (!all)
            return stop(all.error());
        auto connections = connectionsOf(*all->model);
        if (!connections)
            return stop(connections.error());
        lists[i] = std::move(*connections);
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
        out += changes.empty() ? "The same connections are allowed.\n" : std::to_string(changes.size()) + (changes.size() == 1 ? " pair differs.\n" : " pairs differ.\n");
    }
    const int printed = print(out);
    return printed != status::done ? printed : changes.empty() ? status::done : status::found;
}

} // namespace hoplens::cli
