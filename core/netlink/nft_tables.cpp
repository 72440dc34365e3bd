// SPDX-License-Identifier: GPL-3.0-or-later
#include "netlink/nft_tables.h"

#include "netlink/nft_expressions.h"

#include <algorithm>
#include <atomic>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <map>
#include <mutex>
#include <thread>

namespace hoplens::netlink {
namespace {

constexpr std::uint16_t messageType(unsigned message) { return static_cast<std::uint16_t>(NFNL_SUBSYS_NFTABLES << 8 | message); }
constexpr std::size_t manyChains = 64;

std::optional<TableFamily> familyOf(std::uint8_t number)
{
    switch (number) {
    case NFPROTO_IPV4: return TableFamily::Ip;
    case NFPROTO_IPV6: return TableFamily::Ip6;
    case NFPROTO_INET: return TableFamily::Inet;
    case NFPROTO_ARP: return TableFamily::Arp;
    case NFPROTO_BRIDGE: return TableFamily::Bridge;
    case NFPROTO_NETDEV: return TableFamily::Netdev;
    default: return std::nullopt;
    }
}

std::uint8_t numberOf(TableFamily family)
{
    static constexpr std::array<std::uint8_t, 6> numbers = {NFPROTO_IPV4, NFPROTO_IPV6, NFPROTO_INET, NFPROTO_ARP, NFPROTO_BRIDGE, NFPROTO_NETDEV};
    return numbers[static_cast<std::size_t>(family)];
}

/// The table of one message, whichever program owns it.
TableId findTable(const RuleSet& rules, Bytes payload, std::string_view tableName)
{
    const auto family = familyOf(fixedHeader<nfgenmsg>(payload).nfgen_family);
    for (std::uint32_t i = 0; family && i < rules.tables.size(); ++i)
        if (rules.tables[i].family == *family && rules.tables[i].name == tableName && rules.tables[i].origin != RuleOrigin::IptablesLegacy)
            return TableId{i};
    return {};
}

std::optional<Hook> hookOf(TableFamily family, std::uint32_t number)
{
    if (family == TableFamily::Netdev)
        return number == NF_NETDEV_INGRESS ? Hook::Ingress : Hook::Egress;
    if (family == TableFamily::Arp)
        return number == 0 ? Hook::Input : number == 1 ? Hook::Output : Hook::Forward;
    static constexpr std::array hooks = {Hook::Prerouting, Hook::Input, Hook::Forward, Hook::Output, Hook::Postrouting, Hook::Ingress};
    if (number < hooks.size())
        return hooks[number];
    return std::nullopt;
}

/// "ipv4_addr . inet_service", as nft's own numbers of types say.
std::string typeNames(const std::vector<KeyField>& fields)
{
    static constexpr std::array<std::string_view, 47> names = {"", "verdict", "nf_proto", "bitmask", "integer", "string", "ll_addr", "ipv4_addr", "ipv6_addr", "ether_addr", "ether_type", "arp_op", "inet_proto", "inet_service", "icmp_type", "tcp_flag", "dccp_pkttype", "mh_type", "time", "mark", "iface_index", "iface_type", "realm", "classid", "uid", "gid", "ct_state", "ct_dir", "ct_status", "icmp6_type", "ct_label", "pkt_type", "icmp_code", "icmpv6_code", "icmpx_code", "devgroup", "dscp", "ecn", "fib_addrtype", "boolean", "ct_event", "ifname", "igmp_type", "time_date", "time_hour", "time_day", "cgroupsv2"};
    std::string text;
    for (const auto& field : fields)
        text += (text.empty() ? "" : " . ") + std::string(field.type < names.size() ? names[field.type] : "unknown");
    return text;
}

} // namespace

void decodeNftTable(Bytes payload, RuleSetBuilder& builder)
{
    const auto family = familyOf(fixedHeader<nfgenmsg>(payload).nfgen_family);
    const Attributes a(afterHeader<nfgenmsg>(payload));
    if (!family || !a.has(NFTA_TABLE_NAME))
        return;
    const TableId id = builder.table(RuleOrigin::Nftables, *family, a.text(NFTA_TABLE_NAME));
    builder.rules().tables[id.value].handle = a.big64(NFTA_TABLE_HANDLE);
    builder.rules().tables[id.value].dormant = (a.big32(NFTA_TABLE_FLAGS) & NFT_TABLE_F_DORMANT) != 0;
}

void decodeNftChain(Bytes payload, RuleSetBuilder& builder)
{
    const Attributes a(afterHeader<nfgenmsg>(payload));
    const TableId table = findTable(builder.rules(), payload, a.text(NFTA_CHAIN_TABLE));
    if (!table.valid())
        return;
    const ChainId id = builder.chain(table, a.text(NFTA_CHAIN_NAME));
    auto& chain = builder.rules().chains[id.value];
    auto& owner = builder.rules().tables[table.value];
    chain.handle = a.big64(NFTA_CHAIN_HANDLE);
    if (!a.has(NFTA_CHAIN_HOOK))
        return;
    const auto hook = a.nested(NFTA_CHAIN_HOOK);
    chain.hook = hookOf(owner.family, hook.big32(NFTA_HOOK_HOOKNUM));
    chain.isBuiltIn = true;
    chain.priority = static_cast<std::int32_t>(hook.big32(NFTA_HOOK_PRIORITY));
    const auto type = a.text(NFTA_CHAIN_TYPE);
    chain.type = type == "nat" ? ChainType::Nat : type == "route" ? ChainType::Route : ChainType::Filter;
    chain.dropPolicy = a.big32(NFTA_CHAIN_POLICY, NF_ACCEPT) == NF_DROP;
    const auto counters = a.nested(NFTA_CHAIN_COUNTERS);
    chain.counters = {counters.big64(NFTA_COUNTER_PACKETS), counters.big64(NFTA_COUNTER_BYTES)};
    if (hook.has(NFTA_HOOK_DEV))
        chain.devices.emplace_back(hook.text(NFTA_HOOK_DEV));
    eachAttribute(hook.bytes(NFTA_HOOK_DEVS), [&](std::uint16_t, Bytes content) {
        const std::string_view device(reinterpret_cast<const char*>(content.data()), content.size());
        chain.devices.emplace_back(device.substr(0, device.find('\0')));
    });
    builder.claimForIptables(id);
}

void decodeNftSet(Bytes payload, RuleSetBuilder& builder)
{
    const Attributes a(afterHeader<nfgenmsg>(payload));
    const TableId table = findTable(builder.rules(), payload, a.text(NFTA_SET_TABLE));
    if (!table.valid())
        return;
    NamedSet set;
    set.name = a.text(NFTA_SET_NAME);
    set.table = table;
    const auto flags = a.big32(NFTA_SET_FLAGS);
    set.isAnonymous = (flags & NFT_SET_ANONYMOUS) != 0;
    set.isVerdictMap = (flags & NFT_SET_MAP) != 0 && a.big32(NFTA_SET_DATA_TYPE) == NFT_DATA_VERDICT;
    set.isDataMap = (flags & NFT_SET_MAP) != 0 && !set.isVerdictMap;
    const auto fields = splitKeyType(a.big32(NFTA_SET_KEY_TYPE), a.big32(NFTA_SET_KEY_LEN));
    set.dimensions = static_cast<std::uint8_t>(std::max<std::size_t>(fields.size(), 1));
    // How elements are to be read; decodeNftElements reads this back.
    set.type = std::to_string(a.big32(NFTA_SET_KEY_TYPE)) + " " + std::to_string(a.big32(NFTA_SET_KEY_LEN)) + " " + std::to_string(a.big32(NFTA_SET_DATA_TYPE)) + " " + std::to_string(a.big32(NFTA_SET_DATA_LEN)) + " " + std::to_string(flags);
    const auto dataFields = splitKeyType(a.big32(NFTA_SET_DATA_TYPE), a.big32(NFTA_SET_DATA_LEN));
    if (set.isDataMap && !dataFields.empty())
        set.family = dataFields.front().type == 8 ? IpFamily::V6 : IpFamily::V4;
    std::size_t keyLength = 0;
    for (const auto& field : fields)
        keyLength += (field.length + 3u) & ~3u;
    const bool sizeFits = fields.size() == 1 || keyLength == a.big32(NFTA_SET_KEY_LEN);
    const bool dataKnown = !set.isDataMap || (!dataFields.empty() && (dataFields.front().type == 7 || dataFields.front().type == 8) && dataFields.size() <= 2);
    // Per-element counters and the like (NFTA_SET_EXPR) do not decide membership.
    set.handle = a.big64(NFTA_SET_HANDLE);
    set.dataType = set.isVerdictMap ? "verdict" : typeNames(dataFields);
    if (const auto size = a.nested(NFTA_SET_DESC).big32(NFTA_SET_DESC_SIZE); size != 0)
        set.properties.push_back("size " + std::to_string(size));
    std::string words;
    for (const auto& [flag, word] : {std::pair{NFT_SET_CONSTANT, "constant"}, {NFT_SET_EVAL, "dynamic"}, {NFT_SET_INTERVAL, "interval"}, {NFT_SET_TIMEOUT, "timeout"}})
        if ((flags & flag) != 0)
            words += (words.empty() ? "" : ",") + std::string(word);
    if (!words.empty() && !set.isAnonymous)
        set.properties.push_back("flags " + words);
    set.isReadable = sizeFits && dataKnown && !fields.empty() && fields.size() <= 8 && (flags & NFT_SET_OBJECT) == 0;
    builder.addSet(std::move(set));
}

namespace {

struct SetForm {
    std::vector<KeyField> key;
    std::vector<KeyField> data;
    std::uint32_t flags = 0;
};

SetForm formOf(const NamedSet& set)
{
    std::array<std::uint32_t, 5> numbers{};
    std::size_t at = 0;
    std::string_view text = set.type;
    for (auto& number : numbers) {
        const auto space = std::min(text.find(' ', at), text.size());
        number = static_cast<std::uint32_t>(parseNumber(text.substr(std::min(at, text.size()), space - std::min(at, text.size()))).value_or(0));
        at = space + 1;
    }
    return {splitKeyType(numbers[0], numbers[1]), splitKeyType(numbers[2], numbers[3]), numbers[4]};
}

struct RawElement {
    std::vector<Value> low;
    std::vector<Value> high;
    bool isEnd = false;
    bool isCatchAll = false;
    SetElement element = {};
};

std::vector<Value> keyValues(const SetForm& form, Bytes bytes)
{
    std::vector<Value> values;
    for (const auto& field : form.key) {
        const bool hostOrder = field.isHostOrder && (form.flags & NFT_SET_INTERVAL) == 0;
        values.push_back(registerValue(bytes.subspan(0, std::min<std::size_t>(field.length, bytes.size())), hostOrder));
        const std::size_t step = std::min<std::size_t>((field.length + 3u) & ~3u, bytes.size());
        bytes = bytes.subspan(step);
    }
    return values;
}

} // namespace

void decodeNftElementList(Bytes list, RuleSetBuilder& builder, SetId id)
{
    auto& rules = builder.rules();
    const SetForm form = formOf(rules.sets[id.value]);
    const TableId table = rules.sets[id.value].table;
    std::vector<RawElement> raw;
    eachAttribute(list, [&](std::uint16_t, Bytes content) {
        const Attributes e(content);
        RawElement one;
        const auto flags = e.big32(NFTA_SET_ELEM_FLAGS);
        one.isEnd = (flags & NFT_SET_ELEM_INTERVAL_END) != 0;
        one.isCatchAll = (flags & NFT_SET_ELEM_CATCHALL) != 0;
        one.low = keyValues(form, e.nested(NFTA_SET_ELEM_KEY).bytes(NFTA_DATA_VALUE));
        one.high = e.has(NFTA_SET_ELEM_KEY_END) ? keyValues(form, e.nested(NFTA_SET_ELEM_KEY_END).bytes(NFTA_DATA_VALUE)) : one.low;
        const auto data = e.nested(NFTA_SET_ELEM_DATA);
        if (data.has(NFTA_DATA_VERDICT)) {
            one.element.verdict = decodeVerdict(data.nested(NFTA_DATA_VERDICT), builder, table);
        } else if (!form.data.empty()) {
            const auto bytes = data.bytes(NFTA_DATA_VALUE);
            const std::size_t width = std::min<std::size_t>(form.data.front().length, bytes.size());
            one.element.data = registerValue(bytes.subspan(0, width), false);
            if (form.data.size() > 1 && bytes.size() >= width + 2)
                one.element.dataPort = static_cast<std::uint16_t>(registerValue(bytes.subspan(width, 2), false).low);
        }
        raw.push_back(std::move(one));
    });
    const auto add = [&](const RawElement& one, const std::vector<Value>& high) {
        std::vector<Interval> intervals;
        for (std::size_t d = 0; d < rules.sets[id.value].dimensions; ++d)
            intervals.push_back({d < one.low.size() ? one.low[d] : Value{}, d < high.size() ? high[d] : Value{~0ull, ~0ull}});
        SetElement element = one.element;
        element.firstInterval = builder.addIntervals(intervals);
        rules.sets[id.value].elements.push_back(element);
    };
    const bool pairs = (form.flags & NFT_SET_INTERVAL) != 0 && form.key.size() == 1;
    if (pairs) { // start and end (exclusive) are elements of their own
        std::ranges::stable_sort(raw, [](const RawElement& a, const RawElement& b) { return a.low != b.low ? a.low < b.low : a.isEnd && !b.isEnd; });
        const Value everything = form.key.front().length >= 16 ? Value{~0ull, ~0ull} : Value::of(form.key.front().length >= 8 ? ~0ull : (1ull << form.key.front().length * 8) - 1);
        for (std::size_t i = 0; i < raw.size(); ++i) {
            if (raw[i].isCatchAll || raw[i].isEnd)
                continue;
            std::vector<Value> high = {everything};
            for (std::size_t k = i + 1; k < raw.size(); ++k) {
                if (raw[k].isCatchAll)
                    continue;
                const Value next = raw[k].low.front();
                high = {Value{next.high - (next.low == 0 ? 1 : 0), next.low - 1}};
                break;
            }
            add(raw[i], high);
        }
    } else {
        for (const auto& one : raw)
            if (!one.isCatchAll)
                add(one, one.high);
    }
    for (const auto& one : raw) {
        if (!one.isCatchAll)
            continue;
        RawElement all = one;
        all.low.assign(rules.sets[id.value].dimensions, Value{});
        add(all, std::vector<Value>(rules.sets[id.value].dimensions, Value{~0ull, ~0ull}));
    }
}

void decodeNftRule(Bytes payload, RuleSetBuilder& builder, const IpsetNames& ipsets)
{
    const Attributes a(afterHeader<nfgenmsg>(payload));
    const TableId table = findTable(builder.rules(), payload, a.text(NFTA_RULE_TABLE));
    if (!table.valid())
        return;
    auto& rule = builder.beginRule(builder.chain(table, a.text(NFTA_RULE_CHAIN)));
    rule.handle = a.big64(NFTA_RULE_HANDLE);
    // libnftnl's user data: type, length, content; type 0 is the comment.
    auto userData = a.bytes(NFTA_RULE_USERDATA);
    while (userData.size() > 2 && userData.size() >= 2u + userData[1]) {
        if (userData[0] == 0) {
            const std::string_view text(reinterpret_cast<const char*>(userData.data()) + 2, userData[1]);
            rule.comment = builder.string(text.substr(0, text.find('\0')));
            rule.commentPosition = 0xffff;
        }
        userData = userData.subspan(2u + userData[1]);
    }
    decodeNftExpressions(a.bytes(NFTA_RULE_EXPRESSIONS), builder, table, ipsets);
    builder.endRule();
}

namespace {

void putText(std::vector<std::uint8_t>& request, std::uint16_t type, std::string_view text)
{
    const std::string terminated(text);
    putAttribute(request, type, Bytes(reinterpret_cast<const std::uint8_t*>(terminated.c_str()), terminated.size() + 1));
}

/// The number of the rule set's last change; nullopt when the kernel does not tell.
std::optional<std::uint32_t> generation()
{
    auto socket = Socket::open(NETLINK_NETFILTER);
    const nfgenmsg any{NFPROTO_UNSPEC, NFNETLINK_V0, 0};
    std::optional<std::uint32_t> number;
    if (socket)
        (void)socket->get(messageType(NFT_MSG_GETGEN), bytesOf(any), [&](const Message& m) { number = Attributes(afterHeader<nfgenmsg>(m.payload)).big32(NFTA_GEN_ID); });
    return number;
}

/// The rules of many chains, chain by chain: the kernel's dump of all of them takes a time that grows with their square.
/// Two threads ask, as the kernel's part is the larger; each chain comes whole to one of them. false: the rules changed meanwhile.
Result<bool> readRulesByChain(RuleSet& rules, RuleSetBuilder& builder, const IpsetNames& ipsets)
{
    const auto count = static_cast<std::uint32_t>(rules.chains.size()); // a jump to a chain not listed may add to them meanwhile
    std::vector<std::vector<std::uint8_t>> requests;
    requests.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto& table = rules.tables[rules.chains[i].table.value];
        const nfgenmsg header{numberOf(table.family), NFNETLINK_V0, 0};
        auto& request = requests.emplace_back(bytesOf(header).begin(), bytesOf(header).end());
        putText(request, NFTA_RULE_TABLE, table.name);
        putText(request, NFTA_RULE_CHAIN, rules.text(rules.chains[i].name));
    }
    const auto before = generation(); // a change between two dumps shows in neither
    std::atomic<std::uint32_t> next = 0;
    std::atomic<bool> isChanged = false;
    std::mutex decoding;
    std::optional<Error> error;
    const auto read = [&] {
        auto socket = Socket::open(NETLINK_NETFILTER);
        for (std::uint32_t i = next++; socket && i < count && !isChanged; i = next++) {
            int starts = 0;
            const auto done = socket->dump(
                messageType(NFT_MSG_GETRULE), requests[i],
                [&](const Message& m) {
                    const std::lock_guard lock(decoding);
                    decodeNftRule(m.payload, builder, ipsets);
                },
                [&] { isChanged = isChanged || ++starts > 1; });
            if (!done)
                socket = failure(done.error());
        }
        if (!socket) {
            const std::lock_guard lock(decoding);
            error = socket.error();
        }
    };
    {
        const std::jthread other(read); // in this thread's namespace
        read();
    }
    if (error)
        return failure(*error);
    if (isChanged || generation() != before)
        return false;
    builder.finish();
    return true;
}

/// One attempt. true: done; false: the rules changed meanwhile.
Result<bool> readOnce(Socket& socket, RuleSet& rules, const IpsetNames& ipsets)
{
    RuleSetBuilder builder(rules);
    int starts = 0;
    const auto restart = [&] { ++starts; };
    const auto changed = [&](int expected) { return starts != expected; };
    const nfgenmsg any{NFPROTO_UNSPEC, NFNETLINK_V0, 0};
    std::vector<std::uint8_t> body(bytesOf(any).begin(), bytesOf(any).end());
    int expected = 0;
    const auto dump = [&](unsigned message, const std::vector<std::uint8_t>& request, const std::function<void(const Message&)>& handler) {
        ++expected;
        return socket.dump(messageType(message), request, handler, restart);
    };
    if (auto done = dump(NFT_MSG_GETTABLE, body, [&](const Message& m) { decodeNftTable(m.payload, builder); }); !done) {
        const int code = done.error().systemError;
        if (code == EOPNOTSUPP || code == EINVAL || code == EPROTONOSUPPORT)
            return true; // no nf_tables in this kernel
        return failure(done.error());
    }
    if (rules.tables.empty())
        return !changed(expected);
    if (auto done = dump(NFT_MSG_GETCHAIN, body, [&](const Message& m) { decodeNftChain(m.payload, builder); }); !done)
        return failure(done.error());
    if (auto done = dump(NFT_MSG_GETSET, body, [&](const Message& m) { decodeNftSet(m.payload, builder); }); !done)
        return failure(done.error());
    for (std::uint32_t i = 0; i < rules.sets.size(); ++i) {
        if (!rules.sets[i].isReadable)
            continue;
        const auto& table = rules.tables[rules.sets[i].table.value];
        const nfgenmsg header{numberOf(table.family), NFNETLINK_V0, 0};
        std::vector<std::uint8_t> request(bytesOf(header).begin(), bytesOf(header).end());
        putText(request, NFTA_SET_ELEM_LIST_TABLE, table.name);
        putText(request, NFTA_SET_ELEM_LIST_SET, rules.sets[i].name);
        // Interval starts and ends may come in different messages: gather, then decode once.
        std::vector<std::uint8_t> elements;
        if (auto done = dump(NFT_MSG_GETSETELEM, request,
                             [&](const Message& m) {
                                 const auto list = Attributes(afterHeader<nfgenmsg>(m.payload)).bytes(NFTA_SET_ELEM_LIST_ELEMENTS);
                                 elements.insert(elements.end(), list.begin(), list.end());
                                 elements.resize((elements.size() + 3) & ~std::size_t{3});
                             });
            !done)
            return failure(done.error());
        if (!elements.empty())
            decodeNftElementList(elements, builder, SetId{i});
    }
    for (auto& set : rules.sets)
        set.type = typeNames(formOf(set).key);
    if (rules.chains.size() > manyChains)
        return readRulesByChain(rules, builder, ipsets);
    if (auto done = dump(NFT_MSG_GETRULE, body, [&](const Message& m) { decodeNftRule(m.payload, builder, ipsets); }); !done)
        return failure(done.error());
    if (changed(expected))
        return false;
    builder.finish();
    return true;
}

} // namespace

Result<void> readNftables(Socket& socket, RuleSet& rules, const IpsetNames& ipsets)
{
    for (int attempt = 0; attempt < 5; ++attempt) {
        rules = RuleSet{};
        const auto done = readOnce(socket, rules, ipsets);
        if (!done && done.error().systemError != EINTR && done.error().systemError != ENOENT)
            return failure(done.error());
        if (done && *done)
            return {};
    }
    rules = RuleSet{};
    return failure(systemFailure("the nftables rules kept changing while they were read", "nftables", EINTR));
}

} // namespace hoplens::netlink
