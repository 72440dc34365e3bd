// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/dump_folder.h"

#include "base/file.h"
#include "filter/ipset_text.h"
#include "filter/iptables_save.h"
#include "filter/ipvs_text.h"
#include "filter/nft_json.h"
#include "filter/nft_listing.h"
#include "store/iproute_json.h"
#include "store/nft_dump.h"
#include "store/sysctl_text.h"

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
    Part{"proxy.json", "proxy neighbours", "ip -j neigh show proxy"}, Part{"fdb.json", "fdb", "bridge -j fdb show"}, Part{"sysctl.txt", "sysctls", "sysctl -a"}, Part{"tc.json", "device programs", "tc -j qdisc show"}};

bool isThere(const fs::path& path)
{
    std::error_code error;
    return fs::is_regular_file(path, error);
}

bool holdsDumps(const fs::path& folder)
{
    return isThere(folder / "iptables-save.txt") || isThere(folder / "nft-list-ruleset.txt") || isThere(folder / "nft.json") || std::ranges::any_of(parts, [&](const Part& part) { return isThere(folder / part.file); });
}

class FolderReader {
public:
    FolderReader(fs::path folder, Namespace& space) : m_folder(std::move(folder)), m_space(space) {}

    Result<void> read()
    {
        for (const auto& part : parts)
            if (!isThere(m_folder / part.file)) {
                std::error_code error;
                const bool isOther = fs::exists(fs::symlink_status(m_folder / part.file, error));
                m_space.notes.push_back({part.subject, std::string(part.file) + (isOther ? " is no file that can be read" : " is not in the folder"), std::string("Add it: ") + part.command});
            }
        for (const auto& step : {&FolderReader::readLinks, &FolderReader::readRoutes, &FolderReader::readOthers, &FolderReader::readRules, &FolderReader::readSets, &FolderReader::readVirtualServers})
            if (auto done = (this->*step)(); !done)
                return done;
        m_space.notes.push_back({"sockets", "the dumps of other tools do not say who listens", "Use a snapshot: hoplens collect."});
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
            if (auto done = with(name, [this, family = family](const std::string& text, const std::string& file) { return parseRoutes(text, file, family, m_space); }); !done)
                return done;
        for (const auto& [name, family] : {std::pair("rule.json", IpFamily::V4), {"rule6.json", IpFamily::V6}})
            if (auto done = with(name, [this, family = family](const std::string& text, const std::string& file) { return parsePolicyRules(text, file, family, m_space); }); !done)
                return done;
        return {};
    }
    Result<void> readOthers()
    {
        for (const char* name : {"neighbour.json", "proxy.json"})
            if (auto done = with(name, [this](const std::string& text, const std::string& file) { return parseNeighbours(text, file, m_space); }); !done)
                return done;
        if (auto done = with("fdb.json", [this](const std::string& text, const std::string& file) { return parseForwardingDatabase(text, file, m_space); }); !done)
            return done;
        if (auto done = with("tc.json", [this](const std::string& text, const std::string& file) { return parseQueueingDisciplines(text, file, m_space); }); !done)
            return done;
        return with("sysctl.txt", [this](const std::string& text, const std::string& file) -> Result<void> {
            parseSysctls(text, file, m_space);
            return {};
        });
    }
    Result<void> readRules()
    {
        bool isLegacyTold = true;
        std::set<std::pair<std::string, std::string>> told;
        for (const auto& [file, family] : {std::pair("iptables-save.txt", TableFamily::Ip), {"ip6tables-save.txt", TableFamily::Ip6}}) {
            if (!isThere(m_folder / file)) {
                noteMissing("iptables-legacy", file, std::string(file).substr(0, std::string(file).size() - 4));
                continue;
            }
            const auto done = with(file, [&, family = family](const std::string& text, const std::string& path) {
                const bool isOfNft = text.substr(0, 200).find("(nf_tables)") != std::string::npos;
                isLegacyTold = isLegacyTold && !isOfNft && !text.empty(); // iptables-nft-save writes nothing where it has no tables
                const auto before = m_space.rules.tables.size();
                auto read = readSave(text, path, family, isOfNft ? RuleOrigin::IptablesNft : RuleOrigin::IptablesLegacy);
                // What iptables-nft keeps is in nft.json, too, but is told better by its own program.
                for (std::size_t i = before; read && isOfNft && i < m_space.rules.tables.size(); ++i)
                    told.emplace(name(m_space.rules.tables[i].family), m_space.rules.tables[i].name);
                return read;
            });
            if (!done)
                return done;
        }
        if (!isLegacyTold) // iptables-nft tells of legacy tables on its standard error alone
            if (auto done = readLegacyTables(); !done)
                return done;
        if (!isThere(m_folder / "nft.json") && isThere(m_folder / "nft-list-ruleset.txt"))
            return with("nft-list-ruleset.txt", [&](const std::string& text, const std::string& file) -> Result<void> {
                if (!told.empty()) // its tables would be told twice, and cannot be taken apart from others
                    return m_space.notes.push_back({"nftables", "nft-list-ruleset.txt holds the tables of iptables-nft, too", "Add nft.json: nft -j list ruleset"}), Result<void>();
                return keep(parseNftListing(text, file, m_space.rules));
            });
        if (!isThere(m_folder / "nft.json"))
            noteMissing("nftables", "nft.json", "nft -j list ruleset");
        const auto done = with("nft.json", [&](const std::string& text, const std::string& file) -> Result<void> {
            std::vector<LeftOutChain> leftOut;
            const auto own = told.empty() ? Result<std::string>(text) : withoutTables(text, file, told, leftOut);
            if (!own)
                return failure(own.error());
            for (const auto& [family, table, chain] : leftOut) // nft may have added chains of its own to such a table
                if (!hasChain(family, table, chain))
                    m_space.notes.push_back({"nftables", "table " + family + " " + table + " has the chain " + chain + ", which iptables-save does not tell", "Use a snapshot: hoplens collect."});
            return keep(parseNftJson(*own, file, m_space.rules));
        });
        return done;
    }

    Result<void> readSets()
    {
        const auto isAsked = [](const Operation& operation) {
            const auto* lookup = std::get_if<SetLookup>(&operation);
            return lookup && lookup->isIpset;
        };
        if (!isThere(m_folder / "ipset.txt") && std::ranges::any_of(m_space.rules.operations, isAsked))
            noteMissing("ipsets", "ipset.txt", "ipset save");
        return with("ipset.txt", [this](const std::string& text, const std::string& file) { return keep(parseIpsetSave(text, file, m_space.rules)); });
    }

    Result<void> readVirtualServers()
    {
        if (!isThere(m_folder / "ipvsadm.txt") && m_space.link("kube-ipvs0"))
            noteMissing("virtual servers", "ipvsadm.txt", "ipvsadm -Sn");
        return with("ipvsadm.txt", [this](const std::string& text, const std::string& file) -> Result<void> {
            auto servers = parseIpvsadm(text, file);
            if (!servers)
                return failure(servers.error());
            m_space.virtualServers = std::move(*servers);
            return {};
        });
    }

    Result<void> keep(Result<std::vector<Note>> notes)
    {
        if (!notes)
            return failure(notes.error());
        m_space.notes.insert(m_space.notes.end(), notes->begin(), notes->end());
        return {};
    }
    Result<void> readSave(const std::string& text, const std::string& path, TableFamily family, RuleOrigin origin) { return keep(parseIptablesSave(text, path, family, origin, m_space.rules)); }

    Result<void> readLegacyTables()
    {
        bool hasTables = false;
        if (!isThere(m_folder / "legacy-tables.txt"))
            noteMissing("iptables-legacy", "legacy-tables.txt", "cat /proc/net/ip_tables_names /proc/net/ip6_tables_names");
        if (auto done = with("legacy-tables.txt", [&hasTables](const std::string& text, const std::string&) -> Result<void> { hasTables = text.find_first_not_of(" \n") != std::string::npos; return {}; }); !done)
            return done;
        for (const auto& [file, family] : {std::pair("iptables-legacy-save.txt", TableFamily::Ip), {"ip6tables-legacy-save.txt", TableFamily::Ip6}}) {
            if (hasTables && !isThere(m_folder / file))
                noteMissing("iptables-legacy", file, std::string(file).substr(0, std::string(file).size() - 4));
            if (auto done = with(file, [this, family = family](const std::string& text, const std::string& path) { return readSave(text, path, family, RuleOrigin::IptablesLegacy); }); !done)
                return done;
        }
        return {};
    }

    void noteMissing(const char* subject, const std::string& file, const std::string& command) { m_space.notes.push_back({subject, file + " is not in the folder", "Add it: " + command}); }

    bool hasChain(const std::string& family, const std::string& table, const std::string& chain) const
    {
        const auto& rules = m_space.rules;
        for (std::uint32_t c = 0; c < rules.chains.size(); ++c)
            if (const auto& of = rules.tableOf(ChainId{c}); rules.chainName(ChainId{c}) == chain && of.name == table && name(of.family) == family)
                return true;
        return false;
    }

    fs::path m_folder;
    Namespace& m_space;
};

/// Joins veth ends whose numbers name each other, where that can be only one pair and each number of a namespace leads to one other.
/// numbered: inodes of the namespaces whose numbers nsid.json tells: nothing is guessed there.
void joinByNumbers(Host& host, const std::set<std::uint64_t>& numbered)
{
    using End = std::pair<Namespace*, Link*>;
    std::map<std::pair<std::int32_t, std::int32_t>, std::vector<End>> byNumbers; // own index and the other's
    for (auto& space : host.namespaces)
        for (auto& link : space.links)
            if (link.kind == LinkKind::Veth && !link.lower && link.lowerIndex != 0 && link.lowerNsid)
                byNumbers[{link.index, link.lowerIndex}].emplace_back(&space, &link);
    std::map<std::pair<std::uint64_t, std::int32_t>, std::set<std::uint64_t>> leadsTo; // of a namespace's number
    std::vector<std::pair<End, End>> pairs;
    for (auto& [numbers, ends] : byNumbers)
        for (const auto& end : ends) {
            std::vector<End> others;
            if (const auto at = byNumbers.find({numbers.second, numbers.first}); at != byNumbers.end())
                std::ranges::copy_if(at->second, std::back_inserter(others), [&](const End& other) { return other.first != end.first; });
            if (others.size() == 1 && !numbered.contains(end.first->inode) && !numbered.contains(others.front().first->inode)) {
                pairs.emplace_back(end, others.front());
                leadsTo[{end.first->inode, *end.second->lowerNsid}].insert(others.front().first->inode);
            }
        }
    for (const auto& [end, other] : pairs) {
        const auto isClear = [&](const End& of) { return leadsTo[{of.first->inode, *of.second->lowerNsid}].size() == 1; };
        const bool isMutual = std::ranges::find(pairs, std::pair(other, end)) != pairs.end();
        if (isMutual && isClear(end) && isClear(other))
            end.second->lower = LinkKey{other.first->inode, other.second->index};
    }
    for (auto& [numbers, ends] : byNumbers)
        for (const auto& [space, link] : ends)
            space->notes.push_back({"cables", link->lower ? "the other end of " + link->name + " was found by the numbers of both ends alone" : "which namespace the other end of " + link->name + " is in cannot be told", "Add nsid.json: ip -j netns list-id"});
}

} // namespace

Result<Snapshot> readDumpFolder(const std::string& folder)
{
    const fs::path root(folder);
    std::vector<std::pair<std::string, fs::path>> found;
    std::error_code error;
    if (holdsDumps(root))
        found.emplace_back("host", root);
    for (fs::directory_iterator at(root, error), end; !error && at != end; at.increment(error)) {
        std::error_code closed;
        if (!at->is_directory(closed))
            continue;
        if (fs::directory_iterator(at->path(), closed); closed) // whether there is a namespace in it nobody knows
            return failure(systemFailure("reading the folder", at->path().string(), closed.value()));
        if (!holdsDumps(at->path()))
            continue;
        auto name = at->path().filename().string();
        std::size_t bad = 0;
        if (!isUtf8(name, bad) || std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
            return failure({ErrorCode::InvalidInput, "a folder's name holds what is no text", folder, 0, "Rename it to the name of its namespace."});
        found.emplace_back(std::move(name), at->path());
    }
    if (error)
        return failure(systemFailure("reading the folder", folder, error.value()));
    if (found.empty())
        return failure({ErrorCode::NotFound, "the folder holds none of the dumps that are read", folder, 0, "It wants address.json (ip -j -d addr show), route.json (ip -j -4 route show table all), iptables-save.txt, nft.json and so on, or a folder of these for each namespace."});
    if (found.size() > mostNamespaces)
        return failure({ErrorCode::LimitExceeded, "more than " + std::to_string(mostNamespaces) + " namespaces", folder});
    std::ranges::sort(found);
    if (const auto twice = std::ranges::adjacent_find(found, {}, &std::pair<std::string, fs::path>::first); twice != found.end())
        return failure({ErrorCode::InvalidInput, "both the folder itself and its folder \"host\" hold dumps: which of them is the host's is not clear", folder, 0, "Move the files of the host into the folder \"host\"."});
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
    std::set<std::uint64_t> numbered;
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto& space = host.namespaces[i];
        space.inode = i + 1;
        space.name = found[i].first;
        space.isHost = space.name == "host";
        FolderReader reader(found[i].second, space);
        if (auto done = reader.read(); !done)
            return failure(done.error());
        if (isThere(found[i].second / "nsid.json"))
            numbered.insert(space.inode);
        const auto ids = reader.readIds();
        if (!ids)
            return failure(ids.error());
        for (const auto& [id, name] : *ids)
            if (const auto at = inodes.find(name); at != inodes.end())
                space.peers[id] = at->second;
    }
    resolveLinkPeers(snapshot);
    joinByNumbers(host, numbered);
    return snapshot;
}

} // namespace hoplens
