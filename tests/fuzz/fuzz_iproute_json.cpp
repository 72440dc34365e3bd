// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/iproute_json.h"
#include "store/nft_dump.h"
#include "store/sysctl_text.h"

#include <cstddef>
#include <cstdint>

using namespace hoplens;

/// The first byte says what the rest is read as, into a namespace that has an interface already.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
    Namespace space;
    Link link;
    link.index = 1;
    link.name = "eth0";
    space.links.push_back(link);
    std::map<std::int32_t, std::string> ids;
    std::vector<LeftOutChain> chains;
    switch (data[0] % 8) {
    case 0: (void)parseLinks(text, "input", space); break;
    case 1: (void)parseRoutes(text, "input", IpFamily::V4, space); break;
    case 2: (void)parseRoutes(text, "input", IpFamily::V6, space); break;
    case 3: (void)parsePolicyRules(text, "input", IpFamily::V4, space); break;
    case 4: (void)parseNeighbours(text, "input", space); break;
    case 5: (void)parseForwardingDatabase(text, "input", space); break;
    case 6: parseSysctls(text, "input", space); break;
    default:
        (void)parseNamespaceIds(text, "input", ids);
        (void)parseQueueingDisciplines(text, "input", space);
        (void)withoutTables(text, "input", {{"ip", "nat"}}, chains);
    }
    return 0;
}
