// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/dump_folder.h"

#include "base/file.h"
#include "filter/iptables_save.h"
#include "filter/nft_json.h"
#include "store/iproute_json.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

namespace hoplens {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t mostNamespaces = 20000;

struct Part {
    const char* file;
    const char* subject;
    const char* command;
};
constexpr std::array parts = {
    Part{"address.json", "links", "ip -j -d addr show"}, Part{"route.json", "routes", "ip -j -4 route show table all"}, Part{"route6.json", "routes", "ip -j -6 route show table all"},
    Part{"rule.json", "policy rules", "ip -j -4 rule show"}, Part{"rule6.json", "policy rules", "ip -j -6 rule show"}, Part{"neighbour.json", "neighbours", "ip -j neigh show"},
    Part{"fdb.json", "fdb", "bridge -j fdb show"}, Part{"sysctl.txt", "sysctls", "sysctl -a"}};

bool isThere(const fs::path& path)
{
    std::error_code error;
    return fs::is_regular_file(path, error);
}

bool holdsDumps(const fs::path& folder)
{
    return isThere(folder / "iptables-save.txt") || isThere(folder / "nft.json") || std::ranges::any_of(parts, [&](const Part& part) { return isThere(folder / part.file); });
}

class FolderReader {
public:
    FolderReader(fs::path folder, Namespace& space) : m_folder(std::move(folder)), m_space(space) {}

    Result<void> read()
    {
        for (const auto& part : parts)
            if (!isThere(m_folder / part.file))
                m_space.notes.push_back({part.subject, std::string(part.file) + " is not in the folder", std::string("Add it: ") + part.command});
        for (const auto& step : {&FolderReader::readLinks, &FolderReader::readRoutes, &FolderReader::readOthers, &FolderReader::readRules})
            if (auto done = (this->*step)(); !done)
                return done;
        m_space.notes.push_back({"sockets", "the dumps of other tools do not say who listens", "Use a snapshot: hoplens collect."});
        m_space.notes.push_back({"tc programs", "whether programs sit on devices (tc) is not in such dumps: none is assumed", "Use a snapshot: hoplens collect."});
        m_space.notes.push_back({"conntrack", "the dumps of other tools do not have it in a form that is read", "Use a snapshot: hoplens collect."});
        return {};
    }

    /// nsid.json: number and name of the namespaces that this one knows.
    Result<std::map<std::int32_t, std::string>> readIds() const
    {
        std::map<std::int32_t, std::string> ids;
        const auto done = with("nsid.json", [&](const std::string& text, const std::string& file) { return parseNamespaceIds(text, file, ids); });
        if (!done)
            return failure(done.error());
        return ids;
    }

private:
    template <class Parse> Result<void> with(const char* name, Parse parse) const
    {
        const auto path = m_folder / name;
        if (!isThere(path))
            return {};
        const auto text = readFile(path.string());
        if (!text)
            return failure(text.error());
        return parse(*text, path.string());
    }

    Result<void> readLinks()
    {
        return with("address.json", [this](const std::string& text, const std::string& file) { return parseLinks(text, file, m_space); });
    }
    Result<void> readRoutes()
    {
        for (const auto& [name, family] : {std::pair("route.json", IpFamily::V4), {"route6.json", IpFamily::V6}})
            if (auto done = with(name, [&](const std::string& text, const std::string& file) { return parseRoutes(text, file, family, m_space); }); !done)
                return done;
        for (const auto& [name, family] : {std::pair("rule.json", IpFamily::V4), {"rule6.json", IpFamily::V6}})
            if (auto done = with(name, [&](const std::string& text, const std::string& file) { return parsePolicyRules(text, file, family, m_space); }); !done)
                return done;
        return {};
    }
    Result<void> readOthers()
    {
        if (auto done = with("neighbour.json", [this](const std::string& text, const std::string& file) { return parseNeighbours(text, file, m_space); }); !done)
            return done;
        if (auto done = with("fdb.json", [this](const std::string& text, const std::string& file) { return parseForwardingDatabase(text, file, m_space); }); !done)
            return done;
        return with("sysctl.txt", [this](const std::string& text, const std::string&) -> Result<void> {
            parseSysctls(text, m_space);
            return {};
        });
    }
    Result<void> readRules()
    {
        const auto keep = [this](Result<std::vector<Note>> notes) -> Result<void> {
            if (!notes)
                return failure(notes.error());
            m_space.notes.insert(m_space.notes.end(), notes->begin(), notes->end());
            return {};
        };
        bool isNft = false;
        bool hasSave = false;
        for (const auto& [name, family] : {std::pair("iptables-save.txt", TableFamily::Ip), {"ip6tables-save.txt", TableFamily::Ip6}}) {
            const auto done = with(name, [&](const std::string& text, const std::string& file) {
                hasSave = true;
                const bool isHere = text.substr(0, 200).find("(nf_tables)") != std::string::npos;
                isNft = isNft || isHere;
                if (text.find("-legacy tables present") != std::string::npos)
                    m_space.notes.push_back({"iptables-legacy", "there are legacy tables beside those in " + std::string(name), "Add them: iptables-legacy-save"});
                return keep(parseIptablesSave(text, file, family, isHere ? RuleOrigin::IptablesNft : RuleOrigin::IptablesLegacy, m_space.rules));
            });
            if (!done)
                return done;
        }
        bool hasNft = false;
        const auto done = with("nft.json", [&](const std::string& text, const std::string& file) -> Result<void> {
            hasNft = true;
            const auto own = isNft ? withoutIptables(text, file) : Result<std::string>(text);
            if (!own)
                return failure(own.error());
            return keep(parseNftJson(*own, file, m_space.rules));
        });
        if (!done)
            return done;
        if (!hasSave)
            m_space.notes.push_back({"iptables-legacy", "iptables-save.txt is not in the folder", "Add it: iptables-save"});
        if (!hasNft)
            m_space.notes.push_back({"nftables", "nft.json is not in the folder", "Add it: nft -j list ruleset"});
        return {};
    }

    fs::path m_folder;
    Namespace& m_space;
};

/// Joins veth ends whose numbers name each other, where that can be only one pair.
void joinByNumbers(Host& host)
{
    for (auto& space : host.namespaces)
        for (auto& link : space.links) {
            if (link.kind != LinkKind::Veth || link.lower || link.lowerIndex == 0 || !link.lowerNsid)
                continue;
            std::vector<std::pair<Namespace*, Link*>> ends;
            for (auto& other : host.namespaces)
                for (auto& far : other.links)
                    if (&other != &space && far.kind == LinkKind::Veth && far.index == link.lowerIndex && far.lowerIndex == link.index && far.lowerNsid)
                        ends.emplace_back(&other, &far);
            if (ends.size() != 1) {
                space.notes.push_back({"cables", "which namespace the other end of " + link.name + " is in cannot be told", "Add nsid.json: ip -j netns list-id"});
                continue;
            }
            link.lower = LinkKey{ends.front().first->inode, ends.front().second->index};
        }
    // Both ends must say the same.
    for (auto& space : host.namespaces)
        for (auto& link : space.links)
            if (link.kind == LinkKind::Veth && link.lower && link.lowerNsid && !space.peers.contains(*link.lowerNsid))
                for (auto& other : host.namespaces)
                    if (other.inode == link.lower->namespaceInode)
                        if (const auto* far = other.link(link.lower->index); !far || !far->lower || *far->lower != LinkKey{space.inode, link.index})
                            link.lower.reset();
}

} // namespace

Result<Snapshot> readDumpFolder(const std::string& folder)
{
    const fs::path root(folder);
    std::vector<std::pair<std::string, fs::path>> found;
    std::error_code error;
    if (holdsDumps(root))
        found.emplace_back("host", root);
    for (fs::directory_iterator at(root, error), end; !error && at != end; at.increment(error))
        if (at->is_directory(error) && holdsDumps(at->path()))
            found.emplace_back(at->path().filename().string(), at->path());
    if (error)
        return failure(systemFailure("reading the folder", folder, error.value()));
    if (found.empty())
        return failure({ErrorCode::NotFound, "the folder holds none of the dumps that are read", folder, 0, "It wants address.json (ip -j -d addr show), route.json (ip -j route show table all), iptables-save.txt, nft.json and so on, or a folder of these for each namespace."});
    if (found.size() > mostNamespaces)
        return failure({ErrorCode::LimitExceeded, "more than " + std::to_string(mostNamespaces) + " namespaces", folder});
    std::ranges::sort(found);
    Snapshot snapshot;
    snapshot.source = folder;
    auto& host = snapshot.hosts.emplace_back();
    host.name = fs::path(folder).lexically_normal().filename().string();
    if (host.name.empty())
        host.name = fs::path(folder).lexically_normal().parent_path().filename().string();
    host.namespaces.resize(found.size());
    std::map<std::string, std::uint64_t> inodes;
    for (std::size_t i = 0; i < found.size(); ++i)
        inodes[found[i].first] = i + 1;
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto& space = host.namespaces[i];
        space.inode = i + 1;
        space.name = found[i].first;
        space.isHost = space.name == "host";
        FolderReader reader(found[i].second, space);
        if (auto done = reader.read(); !done)
            return failure(done.error());
        const auto ids = reader.readIds();
        if (!ids)
            return failure(ids.error());
        for (const auto& [id, name] : *ids)
            if (const auto at = inodes.find(name); at != inodes.end())
                space.peers[id] = at->second;
    }
    resolveLinkPeers(snapshot);
    joinByNumbers(host);
    return snapshot;
}

} // namespace hoplens
