// SPDX-License-Identifier: GPL-3.0-or-later
#include "netlink/nft_tables.h"
#include "netlink/route_objects.h"
#include "filter/iptables_save.h"
#include "filter/nft_text.h"

using namespace hoplens;
using namespace hoplens::netlink;

/// Kernel messages of every kind, with any content. The first byte chooses the decoder.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const Bytes payload(data + 1, size - 1);
    const IpsetNames names = [](std::uint16_t) { return std::optional<std::string>("s"); };
    RuleSet rules;
    RuleSetBuilder builder(rules);
    switch (data[0] % 12) {
    case 0: (void)decodeLink(payload); break;
    case 1: (void)decodeAddress(payload); break;
    case 2: (void)decodeRoute(payload); break;
    case 3: (void)decodePolicyRule(payload); break;
    case 4: (void)decodeNeighbour(payload); break;
    case 5: (void)decodeFdbEntry(payload); break;
    case 6: (void)decodeSocket(payload, 6); break;
    case 7: (void)decodeConntrack(payload); break;
    case 8: {
        const TableId table = builder.table(RuleOrigin::Nftables, TableFamily::Inet, "t");
        builder.beginRule(builder.chain(table, "c"));
        NamedSet set;
        set.name = "s";
        set.table = table;
        builder.addSet(set);
        eachAttribute(payload, [&](std::uint16_t, Bytes list) { decodeNftRule(list, builder, names); });
        builder.endRule();
        builder.finish();
        (void)writeNft(rules);
        break;
    }
    case 9: {
        const std::array<std::uint32_t, 5> hooks{};
        (void)decodeLegacyTable(TableFamily::Ip, "filter", payload, hooks, 14, builder, names);
        builder.finish();
        (void)writeIptablesSave(rules, TableFamily::Ip, RuleOrigin::IptablesLegacy, CounterStyle::Omit);
        break;
    }
    case 10:
        decodeIpset(payload, builder);
        builder.finish();
        break;
    default: {
        decodeNftTable(payload, builder);
        const TableId table = builder.table(RuleOrigin::Nftables, TableFamily::Ip, "t");
        NamedSet set;
        set.name = "s";
        set.table = table;
        set.type = "781 8 0 0 0";
        set.dimensions = 2;
        const SetId id = builder.addSet(set);
        decodeNftElementList(payload, builder, id);
        break;
    }
    }
    return 0;
}
