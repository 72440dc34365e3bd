// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/input_file.h"

#include "base/file.h"
#include "filter/iptables_save.h"
#include "filter/nft_json.h"
#include "filter/nft_listing.h"
#include "store/dump_folder.h"
#include "store/snapshot_file.h"

#include <algorithm>
#include <filesystem>

namespace hoplens {
namespace {

/// Rules alone, as a snapshot of one namespace that has nothing else.
template <class Parser> Result<Snapshot> rulesSnapshot(const std::string& file, Parser parse)
{
    Snapshot snapshot;
    snapshot.source = file;
    auto& space = snapshot.hosts.emplace_back(Host{"rules", {}, {}}).namespaces.emplace_back();
    space.name = "host";
    space.inode = 1;
    space.isHost = true;
    auto notes = parse(space.rules);
    if (!notes)
        return failure(notes.error());
    space.notes = std::move(*notes);
    for (const auto subject : {"links", "routes"})
        space.notes.push_back({subject, "the input holds rules only", "Use a snapshot: hoplens collect."});
    return snapshot;
}

/// Whether the first line that is no comment begins what nft lists.
bool isNftListing(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto line = text.substr(at, end - at);
        const auto first = line.find_first_not_of(" \t\r");
        if (first != std::string_view::npos && line[first] != '#')
            return line.substr(first).starts_with("table ") || line.substr(first).starts_with("add table ");
        at = end + 1;
    }
    return false;
}

} // namespace

Result<Snapshot> readInputFile(const std::string& input)
{
    if (std::error_code error; input != "-" && std::filesystem::is_directory(input, error))
        return readDumpFolder(input);
    auto reader = FileReader::open(input);
    if (!reader)
        return failure(reader.error());
    return readInput(*reader, input == "-" ? "standard input" : input);
}

Result<Snapshot> readInput(FileReader& reader, const std::string& shown)
{
    const auto beginning = reader.peek();
    if (!beginning)
        return failure(beginning.error());
    const auto first = beginning->find_first_not_of(" \t\r\n");
    if (first == std::string::npos)
        return failure({ErrorCode::InvalidInput, "the file is empty", shown});
    const char opening = (*beginning)[first];
    if (opening == '{' && beginning->substr(0, 256).find("\"nftables\"") != std::string_view::npos)
        return rulesSnapshot(shown, [&](RuleSet& rules) -> Result<std::vector<Note>> {
            const auto text = reader.rest();
            if (!text)
                return failure(text.error());
            return parseNftJson(*text, shown, rules);
        });
    if (opening == '{') {
        const auto text = reader.rest();
        if (!text)
            return failure(text.error());
        return readSnapshot(*text, shown);
    }
    if (!isNftListing(*beginning) && (opening == '*' || opening == '#' || opening == ':' || opening == '-')) {
        const bool isNft = beginning->substr(0, 200).find("(nf_tables)") != std::string_view::npos; // as its first line says
        return rulesSnapshot(shown, [&](RuleSet& rules) { return parseIptablesSave(reader, shown, TableFamily::Ip, isNft ? RuleOrigin::IptablesNft : RuleOrigin::IptablesLegacy, rules); });
    }
    if (isNftListing(*beginning))
        return rulesSnapshot(shown, [&](RuleSet& rules) -> Result<std::vector<Note>> {
            const auto text = reader.rest();
            if (!text)
                return failure(text.error());
            return parseNftListing(*text, shown, rules);
        });
    return failure({ErrorCode::InvalidInput, "this is neither a Hoplens snapshot nor the output of iptables-save or nft list ruleset, nor a Kubernetes manifest", shown});
}

} // namespace hoplens
