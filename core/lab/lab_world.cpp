// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/lab_world.h"

#include <algorithm>

namespace hoplens::lab {
namespace {

constexpr std::uint64_t macPrefix = 0x02686c; ///< locally administered

} // namespace

LabWorld::LabWorld(Snapshot start) : m_start(std::move(start)), m_snapshot(m_start)
{
    if (m_snapshot.hosts.empty())
        m_snapshot.hosts.emplace_back();
    for (const auto& host : m_snapshot.hosts)
        for (const auto& space : host.namespaces) {
            if (m_home == 0 && space.isHost)
                m_home = space.inode;
            m_nextInode = std::max(m_nextInode, space.inode + 1);
            if (!space.routes.empty())
                m_routed.insert(space.inode);
            for (const auto& link : space.links)
                if (link.mac.number() >> 24 == macPrefix)
                    m_nextMac = std::max(m_nextMac, static_cast<std::uint32_t>(link.mac.number() & 0xffffff));
        }
    if (m_home == 0 && !m_snapshot.hosts.front().namespaces.empty())
        m_home = m_snapshot.hosts.front().namespaces.front().inode;
}

const Namespace* LabWorld::find(std::uint64_t space) const { return m_snapshot.find(space); }

std::vector<Namespace>::iterator LabWorld::at(std::uint64_t space)
{
    for (auto& host : m_snapshot.hosts)
        if (const auto found = std::ranges::find(host.namespaces, space, &Namespace::inode); found != host.namespaces.end())
            return found;
    return m_snapshot.hosts.front().namespaces.end();
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

MacAddress LabWorld::nextMac()
{
    const auto number = ++m_nextMac;
    return MacAddress{{macPrefix >> 16, macPrefix >> 8 & 0xff, macPrefix & 0xff, static_cast<std::uint8_t>(number >> 16), static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)}};
}

const World& LabWorld::traced()
{
    if (!m_world)
        m_world = std::make_unique<const World>(m_snapshot);
    return *m_world;
}

bool LabWorld::commit(const std::string& command)
{
    if (m_open.before.empty())
        return false;
    m_open.command = command;
    m_done.push_back(std::exchange(m_open, {}));
    m_undone.clear();
    return true;
}

/// What is and what was change places.
void LabWorld::swap(Step& step)
{
    m_world.reset();
    ++m_version;
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
