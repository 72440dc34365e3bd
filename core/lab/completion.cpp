// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/console.h"

#include "lab/ip_program.h"

#include <algorithm>
#include <array>
#include <set>

namespace hoplens::lab {
namespace {

using Words = std::vector<std::string>;

constexpr std::array<std::string_view, 5> ownWords = {"help", "history", "redo", "sudo", "undo"};
constexpr std::array<std::string_view, 6> ipObjects = {"address", "link", "neighbour", "netns", "route", "rule"};
constexpr std::array<std::string_view, 5> tables = {"filter", "mangle", "nat", "raw", "security"};
constexpr std::array<std::string_view, 10> targets = {"ACCEPT", "DNAT", "DROP", "LOG", "MARK", "MASQUERADE", "REDIRECT", "REJECT", "RETURN", "SNAT"};

Words commandsOf(std::string_view object)
{
    if (std::string_view("link").starts_with(object))
        return {"add", "delete", "set", "show"};
    if (std::string_view("address").starts_with(object))
        return {"add", "delete", "flush", "show"};
    if (std::string_view("route").starts_with(object))
        return {"add", "append", "change", "delete", "flush", "get", "prepend", "replace", "show"};
    if (std::string_view("rule").starts_with(object))
        return {"add", "delete", "show"};
    if (std::string_view("netns").starts_with(object))
        return {"add", "delete", "exec", "list"};
    if (std::string_view("neighbour").starts_with(object) || std::string_view("neighbor").starts_with(object))
        return {"add", "delete", "flush", "replace", "show"};
    return {};
}

Words namespacesOf(const LabWorld& world)
{
    Words names;
    for (const auto& space : world.host().namespaces)
        if (namedSpace(world, space.name) == &space)
            names.push_back(space.name);
    return names;
}

Words linksOf(const Namespace& space)
{
    Words names;
    for (const auto& link : space.links)
        names.push_back(link.name);
    return names;
}

Words chainsOf(const Namespace& space)
{
    Words names = {"FORWARD", "INPUT", "OUTPUT", "POSTROUTING", "PREROUTING"};
    for (const auto& chain : space.rules.chains)
        names.emplace_back(space.rules.text(chain.name));
    return names;
}

/// What can follow `before`, the words in front of the one that is being typed.
Words candidates(const LabWorld& world, std::uint64_t where, std::span<const std::string> before)
{
    while (!before.empty() && before.front() == "sudo")
        before = before.subspan(1);
    if (before.empty()) {
        Words all(ownWords.begin(), ownWords.end());
        for (const auto name : programNames())
            all.emplace_back(name);
        return all;
    }
    const auto& program = before.front();
    const auto& last = before.back();
    if (program == "ip") {
        std::size_t at = 1;
        while (at < before.size() && before[at].starts_with('-')) {
            if (before[at] == "-n" && at + 1 == before.size())
                return namespacesOf(world);
            if (before[at] == "-n") {
                if (const auto* space = namedSpace(world, before[at + 1]))
                    where = space->inode;
                ++at;
            }
            ++at;
        }
        if (at >= before.size())
            return {ipObjects.begin(), ipObjects.end()};
        const auto& object = before[at];
        const bool isNetns = object.size() > 2 && std::string_view("netns").starts_with(object);
        if (isNetns && before.size() > at + 1 && before[at + 1] == "exec" && before.size() > at + 2) {
            const auto* space = namedSpace(world, before[at + 2]);
            return candidates(world, space ? space->inode : where, before.subspan(at + 3));
        }
        if (before.size() == at + 1)
            return commandsOf(object);
        if (isNetns || last == "netns")
            return namespacesOf(world);
        auto links = linksOf(*world.find(where));
        for (const auto* word : {"dev", "via", "up", "down", "master", "nomaster", "netns", "type", "default"})
            links.emplace_back(word);
        if (last == "type")
            return {"bridge", "macvlan", "veth", "vxlan"};
        return last == "dev" || last == "master" || last == "set" ? linksOf(*world.find(where)) : links;
    }
    if (program.starts_with("iptables") || program.starts_with("ip6tables")) {
        if (last == "-t")
            return {tables.begin(), tables.end()};
        auto chains = chainsOf(*world.find(where));
        if (last == "-j" || last == "-g")
            chains.insert(chains.end(), targets.begin(), targets.end());
        return last == "-i" || last == "-o" ? linksOf(*world.find(where)) : chains;
    }
    auto names = linksOf(*world.find(where));
    for (const auto& space : namespacesOf(world))
        names.push_back(program == "trace" && last == "--from" ? "netns/" + space : space);
    return names;
}

} // namespace

std::vector<std::string> Console::complete(std::string_view line) const
{
    const auto end = line.find_last_of(";|&");
    if (end != std::string_view::npos)
        line.remove_prefix(end + 1);
    Words words(1);
    for (const char c : line)
        if (c != ' ' && c != '\t')
            words.back() += c;
        else if (!words.back().empty())
            words.emplace_back();
    const auto typed = words.back();
    words.pop_back();
    std::set<std::string> found;
    for (auto& word : candidates(m_world, m_world.home(), words))
        if (word.starts_with(typed))
            found.insert(std::move(word));
    return {found.begin(), found.end()};
}

} // namespace hoplens::lab
