// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/lab_world.h"

#include <algorithm>

namespace hoplens::lab {
namespace {

constexpr std::size_t mostKept = 256u << 20; ///< of steps that can be taken back
constexpr std::uint32_t mainTable = 254, localTable = 255;
constexpr std::uint64_t macPrefix = 0x02686c; ///< locally administered

/// Routes of IPv4 in one table that only lead to other destinations have what the kernel keeps of their next hop in common; of IPv6 each has its own.
bool shareNextHop(const Route& a, const Route& b)
{
    const auto leadAlike = [](const NextHop& one, const NextHop& other) { return one.gateway == other.gateway && one.linkIndex == other.linkIndex && one.weight == other.weight && one.onlink == other.onlink; };
    const bool isOtherRoute = a.destination != b.destination || a.typeOfService != b.typeOfService;
    if (a.destination.address.family != b.destination.address.family || (isOtherRoute && a.destination.address.family == IpFamily::V6))
        return false;
    return a.table == b.table && a.type == b.type && a.metric == b.metric && a.protocol == b.protocol && a.scope == b.scope && a.preferredSource == b.preferredSource && a.source == b.source && a.mtu == b.mtu && a.nextHopId == b.nextHopId && std::ranges::equal(a.nextHops, b.nextHops, leadAlike);
}

} // namespace

LabWorld::LabWorld(Snapshot start, std::shared_ptr<const ClusterInput> model, std::optional<api::ClusterState> objects) : m_start(std::make_shared<const Snapshot>(std::move(start))), m_snapshot(*m_start), m_model(std::move(model)), m_startModel(m_model), m_objects(std::move(objects))
{
    if (m_snapshot.hosts.empty())
        m_snapshot.hosts.emplace_back();
    indexNumbers();
}

LabWorld::LabWorld(const LabWorld& other) : m_start(other.m_start), m_snapshot(other.m_snapshot), m_home(other.m_home), m_model(other.m_model), m_startModel(other.m_startModel), m_objects(other.m_objects), m_nextInode(other.m_nextInode), m_nextMac(other.m_nextMac), m_nextPort(other.m_nextPort), m_decidedStates(other.m_decidedStates), m_pathMtus(other.m_pathMtus), m_deferredNumbers(other.m_deferredNumbers), m_lastIndex(other.m_lastIndex), m_routingTables(other.m_routingTables), m_files(other.m_files) {}

/// What numbers are taken, and where the console is at home if it is nowhere.
void LabWorld::indexNumbers()
{
    for (const auto& host : m_snapshot.hosts)
        for (const auto& space : host.namespaces) {
            if (m_home == 0 && space.isHost)
                m_home = space.inode;
            m_nextInode = std::max(m_nextInode, space.inode + 1);
            for (const auto& route : space.routes)
                makeRoutingTable(space.inode, route.table, route.destination.address.family);
            for (const auto& link : space.links)
                m_lastIndex[space.inode] = std::max(m_lastIndex[space.inode], link.index);
            for (const auto& link : space.links)
                if (link.mac.number() >> 24 == macPrefix)
                    m_nextMac = std::max(m_nextMac, static_cast<std::uint32_t>(link.mac.number() & 0xffffff));
        }
    for (const auto& host : m_snapshot.hosts)
        if (m_home == 0 && !host.namespaces.empty())
            m_home = host.namespaces.front().inode;
}

bool LabWorld::hasRoutingTable(std::uint64_t space, std::uint32_t table, IpFamily family) const
{
    return m_routingTables.contains({space, family, table}) || (family == IpFamily::V6 && (table == mainTable || table == localTable));
}

void LabWorld::makeRoutingTable(std::uint64_t space, std::uint32_t table, IpFamily family)
{
    m_routingTables.insert({space, family, table});
    if (const auto* known = find(space); family == IpFamily::V4 && table == localTable && !(known && known->hadOwnRules)) // the two are one until somebody adds a rule
        m_routingTables.insert({space, family, mainTable});
}

/// Puts a network in the place of the one that is, which is given back.
LabWorld::Network LabWorld::take(Network network)
{
    m_world.reset();
    ++m_version;
    m_routingTables.clear(); // of another network
    m_decidedStates.clear();
    m_pathMtus.clear();
    m_deferredNumbers.clear();
    m_lastIndex.clear();
    std::swap(m_snapshot, network.snapshot);
    std::swap(m_model, network.model);
    std::swap(m_home, network.home);
    std::swap(m_start, network.start);
    std::swap(m_startModel, network.startModel);
    indexNumbers();
    return network;
}

void LabWorld::load(Snapshot snapshot, std::shared_ptr<const ClusterInput> model, std::optional<api::ClusterState> objects)
{
    if (!m_open.objects)
        m_open.objects = std::move(m_objects);
    m_objects = std::move(objects);
    auto start = std::make_shared<const Snapshot>(snapshot);
    auto before = take({std::move(snapshot), model, 0, std::move(start), model});
    if (!m_open.network)
        m_open.network = std::move(before);
}

const api::ClusterState& LabWorld::objects()
{
    if (!m_objects) {
        std::string address = "192.0.2.1";
        if (const auto* home = find(m_home))
            for (const auto& own : home->addresses)
                if (own.scope == 0 && own.prefix.address.family == IpFamily::V4) {
                    address = own.prefix.address.text();
                    break;
                }
        constexpr std::int64_t usualTime = 1'767'225'600; // 2026-01-01: every run prints the same
        m_objects = api::startingState(host().name.empty() ? "node-1" : host().name, address, m_snapshot.takenAt > 0 ? m_snapshot.takenAt : usualTime);
    }
    return *m_objects;
}

Result<void> LabWorld::setObjects(api::ClusterState objects)
{
    std::optional<Input> made;
    if (isModelled()) {
        auto modelled = modelledInput(api::typedObjects(objects), m_snapshot.source, m_model->choice);
        if (!modelled)
            return failure(modelled.error());
        made = std::move(*modelled);
    }
    if (!m_open.objects)
        m_open.objects = std::move(m_objects);
    m_objects = std::move(objects);
    ++m_version;
    if (!made)
        return {};
    const auto* home = find(m_home);
    const auto name = home ? home->name : std::string();
    const auto* same = made->snapshot.find(name);
    auto before = take({std::move(made->snapshot), std::move(made->cluster), same ? same->inode : 0, m_start, m_startModel});
    if (!m_open.network)
        m_open.network = std::move(before);
    return {};
}

const Namespace* LabWorld::find(std::uint64_t space) const { return m_snapshot.find(space); }

std::vector<Namespace>::iterator LabWorld::at(std::uint64_t space)
{
    for (auto& host : m_snapshot.hosts)
        if (const auto found = std::ranges::find(host.namespaces, space, &Namespace::inode); found != host.namespaces.end())
            return found;
    return m_snapshot.hosts.front().namespaces.end();
}

std::optional<OperationalState> LabWorld::decidedState(const LinkKey& link) const
{
    const auto at = m_decidedStates.find(link);
    return at == m_decidedStates.end() ? std::nullopt : std::optional(at->second);
}

void LabWorld::moveState(const LinkKey& from, const LinkKey& to)
{
    if (const auto moved = m_decidedStates.extract(from))
        m_decidedStates.insert_or_assign(to, moved.mapped());
}

const LabWorld::PathMtu* LabWorld::pathMtu(std::uint64_t space, const Address& destination, const Route& route) const
{
    const auto known = std::ranges::find_if(m_pathMtus, [&](const PathMtu& each) { return each.space == space && each.destination == destination && shareNextHop(each.route, route); });
    return known == m_pathMtus.end() ? nullptr : &*known;
}

void LabWorld::learnPathMtu(PathMtu learnt)
{
    constexpr std::size_t mostPaths = 2048;
    std::erase_if(m_pathMtus, [&](const PathMtu& each) { return each.space == learnt.space && each.destination == learnt.destination && shareNextHop(each.route, learnt.route); });
    if (m_pathMtus.size() >= mostPaths)
        m_pathMtus.erase(m_pathMtus.begin());
    m_pathMtus.push_back(std::move(learnt));
}

void LabWorld::forgetPathMtus(FunctionRef<bool(const PathMtu&)> isForgotten) { std::erase_if(m_pathMtus, isForgotten); }

void LabWorld::adjustPathMtus(const LinkKey& link, std::uint32_t before, std::uint32_t now)
{
    for (auto& path : m_pathMtus)
        if (path.space == link.namespaceInode && path.route.nextHops.size() == 1 && path.route.nextHops.front().linkIndex == link.index && (path.mtu > now || path.mtu == before))
            path.mtu = now;
}

void LabWorld::forgetLostPaths()
{
    std::erase_if(m_pathMtus, [&](const PathMtu& each) {
        const auto* there = find(each.space);
        return !there || std::ranges::none_of(there->routes, [&](const Route& route) { return shareNextHop(each.route, route); });
    });
}

void LabWorld::keep(std::uint64_t space)
{
    m_world.reset();
    ++m_version;
    if (std::ranges::find(m_open.before, space, [](const auto& kept) { return kept.first; }) != m_open.before.end())
        return;
    const auto* known = find(space);
    m_open.before.emplace_back(space, known ? std::optional(*known) : std::nullopt);
}

Namespace& LabWorld::change(std::uint64_t space)
{
    keep(space);
    return *at(space);
}

Namespace& LabWorld::add(Namespace space)
{
    keep(space.inode);
    return m_snapshot.hosts.front().namespaces.emplace_back(std::move(space));
}

void LabWorld::remove(std::uint64_t space)
{
    keep(space);
    for (auto& host : m_snapshot.hosts)
        std::erase_if(host.namespaces, [&](const Namespace& own) { return own.inode == space; });
}

const std::string* LabWorld::file(std::string_view path) const
{
    const auto at = m_files.find(path);
    return at == m_files.end() ? nullptr : &at->second;
}

void LabWorld::keepFile(const std::string& path)
{
    const auto at = m_files.find(path);
    m_open.files.try_emplace(path, at == m_files.end() ? std::nullopt : std::optional(at->second));
}

void LabWorld::setFile(const std::string& path, std::string text)
{
    keepFile(path);
    m_files.insert_or_assign(path, std::move(text));
}

void LabWorld::removeFile(const std::string& path)
{
    keepFile(path);
    m_files.erase(path);
}

std::uint16_t LabWorld::nextPort()
{
    constexpr std::uint16_t first = 40000;
    m_nextPort = m_nextPort < first ? first : m_nextPort;
    return m_nextPort++; // after 65535 it begins anew
}

std::int32_t LabWorld::nextIndex(std::uint64_t space)
{
    auto& last = m_lastIndex[space];
    if (last == 0) // a namespace begins with its loopback
        last = 1;
    constexpr std::int32_t largest = 2'000'000'000; // then the kernel begins anew, too
    last = last >= largest ? 2 : last + 1;
    return last;
}

MacAddress LabWorld::nextMac()
{
    const auto number = ++m_nextMac;
    return MacAddress{{macPrefix >> 16, macPrefix >> 8 & 0xff, macPrefix & 0xff, static_cast<std::uint8_t>(number >> 16), static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)}};
}

const World& LabWorld::traced()
{
    if (!m_world)
        m_world = std::make_unique<const World>(m_snapshot, gate());
    return *m_world;
}

std::size_t LabWorld::weightOf(const Step& step)
{
    std::size_t bytes = 256 + step.command.size();
    for (const auto& [space, before] : step.before) {
        if (!before)
            continue;
        const auto& rules = before->rules;
        bytes += sizeof(Namespace) + before->links.size() * sizeof(Link) + before->addresses.size() * sizeof(InterfaceAddress) + before->routes.size() * (sizeof(Route) + sizeof(NextHop)) + before->policyRules.size() * sizeof(PolicyRule) + before->neighbours.size() * sizeof(Neighbour) + before->fdb.size() * sizeof(FdbEntry) + before->conntrack.size() * sizeof(ConntrackEntry);
        bytes += rules.rules.size() * sizeof(Rule) + rules.operations.size() * sizeof(Operation) + rules.chains.size() * sizeof(Chain) + rules.intervals.size() * sizeof(Interval);
        for (const auto& set : rules.sets)
            bytes += sizeof(NamedSet) + set.elements.size() * sizeof(SetElement);
    }
    for (const auto& [path, text] : step.files)
        bytes += path.size() + (text ? text->size() : 0);
    return bytes;
}

bool LabWorld::commit(const std::string& command)
{
    if (m_open.isEmpty())
        return false;
    forgetLostPaths();
    m_open.command = command;
    m_open.weight = weightOf(m_open);
    m_weight += m_open.weight;
    m_done.push_back(std::exchange(m_open, {}));
    for (const auto& step : m_undone)
        m_weight -= std::min(m_weight, step.weight);
    m_undone.clear();
    std::size_t forgotten = 0;
    while (m_weight > mostKept && forgotten + 1 < m_done.size())
        m_weight -= std::min(m_weight, m_done[forgotten++].weight);
    m_done.erase(m_done.begin(), m_done.begin() + static_cast<std::ptrdiff_t>(forgotten));
    return true;
}

/// What is and what was change places.
void LabWorld::swap(Step& step)
{
    m_world.reset();
    ++m_version;
    if (step.objects)
        std::swap(*step.objects, m_objects);
    if (step.network)
        step.network = take(std::move(*step.network));
    for (auto& each : step.before) {
        const auto space = each.first;
        auto& other = each.second;
        const auto* known = find(space);
        auto now = known ? std::optional(*known) : std::nullopt;
        if (!other)
            for (auto& host : m_snapshot.hosts)
                std::erase_if(host.namespaces, [&](const Namespace& own) { return own.inode == space; });
        else if (known)
            *at(space) = std::move(*other);
        else
            m_snapshot.hosts.front().namespaces.push_back(std::move(*other));
        other = std::move(now);
        // What the kernel had kept of it beside is not known any more.
        std::erase_if(m_decidedStates, [&](const auto& decided) { return decided.first.namespaceInode == space; });
        forgetPathMtus([&](const PathMtu& path) { return path.space == space; });
    }
    for (auto& [path, other] : step.files) {
        const auto at = m_files.find(path);
        auto now = at == m_files.end() ? std::nullopt : std::optional(std::move(at->second));
        if (other)
            m_files.insert_or_assign(path, std::move(*other));
        else
            m_files.erase(path);
        other = std::move(now);
    }
}

std::optional<std::string> LabWorld::move(std::vector<Step>& from, std::vector<Step>& to)
{
    if (from.empty())
        return std::nullopt;
    swap(from.back());
    to.push_back(std::move(from.back()));
    from.pop_back();
    return to.back().command;
}

std::optional<std::string> LabWorld::undo() { return move(m_done, m_undone); }
std::optional<std::string> LabWorld::redo() { return move(m_undone, m_done); }

} // namespace hoplens::lab
