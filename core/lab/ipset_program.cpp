// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/call.h"
#include "lab/lab_files.h"

#include "filter/ipset_text.h"
#include "filter/rule_set_builder.h"
#include "filter/rule_set_edit.h"
#include "net/packet.h"
#include "net/service_names.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace hoplens::lab {
namespace {

constexpr std::uint64_t mostAtOnce = 65536; ///< maxelem
constexpr std::string_view usage = "Usage: ipset [options] COMMAND\n\nCommands:\ncreate SETNAME TYPENAME [type-specific-options]\nadd SETNAME ENTRY\ndel SETNAME ENTRY\ntest SETNAME ENTRY\ndestroy [SETNAME]\nlist [SETNAME]\nsave [SETNAME]\nrestore\nflush [SETNAME]\nrename FROM-SETNAME TO-SETNAME\nswap FROM-SETNAME TO-SETNAME\n";

std::vector<std::string> piecesOf(const std::string& word)
{
    std::vector<std::string> pieces(1);
    for (const char c : word)
        if (c == ',')
            pieces.emplace_back();
        else
            pieces.back() += c;
    return pieces;
}

/// The first piece with its addresses written out, the lower one of a range first.
std::string wholeAddresses(const std::string& word)
{
    const auto end = std::min(word.find(','), word.size());
    const auto first = word.substr(0, end);
    const auto split = std::min(first.find_first_of("-/"), first.size());
    const auto low = wholeAddress(first.substr(0, split));
    if (split == first.size() || first[split] == '/')
        return low + first.substr(split) + word.substr(end);
    const auto high = wholeAddress(first.substr(split + 1));
    const auto a = Address::parse(low);
    const auto b = Address::parse(high);
    return (a && b && *b < *a ? high + "-" + low : low + "-" + high) + word.substr(end);
}

/// A port or a range of them, behind a protocol where one is named. Errors: as ipset words them.
struct PortPart {
    std::string text; ///< with numbers alone
    std::string error;
};
PortPart portPart(std::string_view part)
{
    std::uint8_t protocol = 6;
    std::string protocolWord = "tcp";
    std::string head;
    if (const auto colon = part.find(':'); colon != std::string_view::npos) {
        protocolWord = part.substr(0, colon);
        const auto number = protocolNumber(protocolWord);
        if (!number)
            return {{}, "Syntax error: cannot parse '" + protocolWord + "' as a protocol"};
        protocol = *number;
        head = protocolWord + ":";
        part.remove_prefix(colon + 1);
    }
    if (!hasPorts(protocol)) // of ICMP a type
        return {head + std::string(part), {}};
    std::string error;
    const auto numberOf = [&](std::string_view word) {
        const bool isNegative = word.starts_with('-');
        if (const auto number = parseNumber(isNegative ? word.substr(1) : word)) {
            if (!isNegative && *number <= 65535)
                return std::to_string(*number);
            error = "'" + std::string(word) + "' is out of range 0-65535";
        } else if (const auto service = portOfService(word, protocol)) {
            return std::to_string(*service);
        } else {
            error = "'" + std::string(word) + "' is invalid as number";
        }
        error = "Syntax error: " + error + "\nSyntax error: '" + protocolWord + "' is invalid as number\ncannot parse '" + std::string(word) + "' as a " + protocolWord + " port";
        return std::string();
    };
    const auto dash = part.find('-');
    if (dash == std::string_view::npos || dash == 0 || dash + 1 == part.size()) {
        auto number = numberOf(part);
        return {head + number, error};
    }
    auto high = numberOf(part.substr(dash + 1));
    auto low = error.empty() ? numberOf(part.substr(0, dash)) : std::string();
    if (error.empty() && *parseNumber(low) > *parseNumber(high))
        std::swap(low, high);
    return {head + low + "-" + high, error};
}

/// The networks that make up a range of IPv4 addresses, the largest that fit; none make up all that there are.
std::vector<Interval> networksOf(const Interval& range)
{
    constexpr std::uint64_t all = 0xffffffff;
    std::vector<Interval> nets;
    if (range.low.low == 0 && range.high.low == all)
        return nets;
    for (auto low = range.low.low; low <= range.high.low;) {
        auto size = low == 0 ? all + 1 : low & (~low + 1); // as far as its own bits let it reach
        while (low + size - 1 > range.high.low)
            size >>= 1;
        nets.push_back({Value{range.low.high, low}, Value{range.low.high, low + size - 1}});
        low += size;
    }
    return nets;
}

/// One run of ipset over the sets of a namespace.
class IpsetRun {
public:
    explicit IpsetRun(Call& call) : m_call(call), m_rules(call.here().rules) {}

    int run()
    {
        Arguments words(std::span(m_call.words).subspan(1));
        std::vector<std::string> rest;
        while (!words.atEnd()) {
            const auto& word = words.take();
            if (word == "-exist" || word == "-!")
                m_isForgiving = true;
            else if (word == "-n" || word == "-name")
                m_isNames = true;
            else if (word == "-t" || word == "-terse")
                m_isTerse = true;
            else if (word == "-q" || word == "-quiet")
                m_isQuiet = true;
            else if (word == "-o" || word == "-output" || word == "-s" || word == "-sorted" || word == "-r" || word == "-f" || word == "-file")
                return m_call.fail(1, "ipset: the lab does not have the option " + word);
            else
                rest.push_back(word == "-L" || word == "-S" || word == "-N" || word == "-A" || word == "-D" || word == "-T" || word == "-F" || word == "-X" || word == "-E" || word == "-W" || word == "-R" ? longForm(word[1]) : word);
        }
        if (rest.empty())
            return usageError("No command specified");
        const int status = rest.front() == "restore" ? restore() : command(rest);
        if (m_isChanged) // what went before an error stays done
            m_call.world.change(m_call.space).rules = std::move(m_rules);
        return status;
    }

private:
    static std::string longForm(char letter)
    {
        static constexpr std::array<std::pair<char, const char*>, 11> words = {{{'L', "list"}, {'S', "save"}, {'N', "create"}, {'A', "add"}, {'D', "del"}, {'T', "test"}, {'F', "flush"}, {'X', "destroy"}, {'E', "rename"}, {'W', "swap"}, {'R', "restore"}}};
        return std::ranges::find(words, letter, &std::pair<char, const char*>::first)->second;
    }
    int fail(const std::string& what) const { return m_isQuiet ? 1 : m_call.fail(1, (m_line > 0 ? "ipset v7.17: Error in line " + std::to_string(m_line) + ": " : "ipset v7.17: ") + what); }
    int usageError(const std::string& what) const { return m_call.fail(2, "ipset v7.17: " + what + "\nTry `ipset help' for more information."); }
    int notThere() const { return fail("The set with the given name does not exist"); }

    int command(const std::vector<std::string>& words);
    int restore();
    int create(const std::vector<std::string>& words);
    int member(const std::vector<std::string>& words);
    int listMember(SetId id, const std::string& action, const std::string& word);
    int destroy(const std::vector<std::string>& words);
    int list(const std::vector<std::string>& words, bool isSave);

    std::span<const Interval> intervals(const NamedSet& set, const SetElement& element) const { return std::span(m_rules.intervals).subspan(element.firstInterval, set.dimensions); }
    SetId find(std::string_view name) const
    {
        for (std::uint32_t i = 0; i < m_rules.sets.size(); ++i)
            if (!m_rules.sets[i].table.valid() && m_rules.sets[i].name == name)
                return SetId{i};
        return {};
    }
    /// Of rules and of lists of sets.
    std::size_t uses(SetId set) const
    {
        std::size_t count = 0;
        for (const auto& rule : m_rules.rules)
            for (std::uint16_t i = 0; i < rule.operationCount; ++i)
                if (const auto* lookup = std::get_if<SetLookup>(&m_rules.operations[rule.firstOperation + i]))
                    count += lookup->isIpset && m_rules.text(lookup->name) == m_rules.sets[set.value].name ? 1 : 0;
        for (const auto& other : m_rules.sets)
            count += static_cast<std::size_t>(std::ranges::count(other.members, set));
        return count;
    }
    /// In the order in which the kernel hands them over: lists of sets at last.
    std::vector<SetId> all() const
    {
        std::vector<SetId> sets;
        for (const bool isList : {false, true})
            for (std::uint32_t i = 0; i < m_rules.sets.size(); ++i)
                if (!m_rules.sets[i].table.valid() && (m_rules.sets[i].type == "list:set") == isList)
                    sets.push_back(SetId{i});
        return sets;
    }

    Call& m_call;
    RuleSet m_rules;
    bool m_isChanged = false;
    bool m_isForgiving = false;
    bool m_isNames = false;
    bool m_isTerse = false;
    bool m_isQuiet = false;
    std::size_t m_line = 0; ///< of restore
};

int IpsetRun::command(const std::vector<std::string>& words)
{
    const auto& name = words.front();
    if (name == "create" || name == "n")
        return create(words);
    if (name == "add" || name == "del" || name == "test")
        return member(words);
    if (name == "destroy" || name == "x")
        return destroy(words);
    if (name == "list" || name == "save")
        return list(words, name == "save");
    if (name == "flush") {
        if (words.size() > 1 && !find(words[1]).valid())
            return notThere();
        for (const auto set : all())
            if (words.size() < 2 || m_rules.sets[set.value].name == words[1]) {
                m_rules.sets[set.value].elements.clear();
                m_rules.sets[set.value].members.clear();
            }
        m_isChanged = true;
        return 0;
    }
    if (name == "rename" || name == "swap") {
        if (words.size() < 3)
            return usageError(std::string("Missing ") + (words.size() < 2 ? "" : "second ") + "mandatory argument to command " + name);
        const auto from = find(words[1]);
        const auto to = find(words[2]);
        if (!from.valid())
            return notThere();
        if (name == "swap" && !to.valid())
            return fail("Sets cannot be swapped: the second set does not exist");
        auto& one = m_rules.sets[from.value];
        if (name == "rename" && uses(from) > 0)
            return fail("Set cannot be renamed: it is in use by another system");
        if (name == "rename" && to.valid())
            return fail("Set cannot be renamed: a set with the new name already exists");
        if (name == "swap" && (one.type != m_rules.sets[to.value].type || one.family != m_rules.sets[to.value].family))
            return fail("The sets cannot be swapped: their type does not match");
        if (name == "rename")
            one.name = words[2];
        else
            std::swap(one.elements, m_rules.sets[to.value].elements), std::swap(one.properties, m_rules.sets[to.value].properties), std::swap(one.members, m_rules.sets[to.value].members);
        m_isChanged = true;
        return 0;
    }
    if (name == "help" || name == "-h" || name == "-help" || name == "--help") {
        m_call.output += "ipset v7.17\n\n" + std::string(usage);
        return 0;
    }
    if (name == "version" || name == "-v" || name == "--version") {
        m_call.output += "ipset v7.17, protocol version: 7\n";
        return 0;
    }
    return usageError("No command specified: unknown argument " + name);
}

/// Lines as save prints them.
int IpsetRun::restore()
{
    std::string_view rest = m_call.input;
    while (!rest.empty()) {
        ++m_line;
        auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        std::vector<std::string> words;
        while (!line.empty()) {
            const auto end = std::min(line.find(' '), line.size());
            if (end > 0)
                words.emplace_back(line.substr(0, end));
            line.remove_prefix(std::min(end + 1, line.size()));
        }
        if (words.empty() || words.front().starts_with('#'))
            continue;
        if (const int status = command(words); status != 0)
            return status;
    }
    return 0;
}

int IpsetRun::create(const std::vector<std::string>& words)
{
    if (words.size() < 3)
        return usageError(std::string("Missing ") + (words.size() < 2 ? "" : "second ") + "mandatory argument to command create");
    NamedSet set;
    set.name = words[1];
    set.type = words[2];
    const bool isHash = set.type.starts_with("hash:");
    if (!isReadableIpsetType(set.type)) {
        static constexpr std::array<std::string_view, 2> others = {"hash:net,iface", "bitmap:ip,mac"};
        if (std::ranges::find(others, set.type) != others.end())
            return fail("the lab does not have sets of the type " + set.type);
        return fail("Syntax error: typename '" + set.type + "' is unknown");
    }
    std::string range;
    std::string size = "8";
    std::string hashSize = "1024";
    std::string most = "65536";
    for (std::size_t i = 3; i < words.size(); ++i) {
        const bool hasValue = i + 1 < words.size();
        if (words[i] == "family" && hasValue && isHash)
            set.family = words[++i] == "inet6" ? IpFamily::V6 : IpFamily::V4;
        else if (words[i] == "range" && hasValue && !isHash)
            range = words[++i];
        else if (words[i] == "size" && hasValue && set.type == "list:set")
            size = words[++i];
        else if (words[i] == "hashsize" && hasValue && isHash)
            hashSize = words[++i];
        else if (words[i] == "maxelem" && hasValue && isHash)
            most = words[++i];
        else if ((words[i] == "bucketsize" || words[i] == "initval") && hasValue && isHash)
            ++i;
        else if (words[i] == "timeout" || words[i] == "counters" || words[i] == "comment" || words[i] == "skbinfo" || words[i] == "netmask" || words[i] == "markmask" || words[i] == "forceadd" || words[i] == "bitmask")
            return fail("the lab does not have sets with " + words[i]);
        else
            return usageError("Unknown argument: `" + words[i] + "'");
    }
    const auto known = find(set.name);
    if (known.valid()) {
        const bool isSame = m_rules.sets[known.value].type == set.type && m_rules.sets[known.value].family == set.family;
        return m_isForgiving && isSame ? 0 : fail("Set cannot be created: set with the same name already exists");
    }
    if (set.type.starts_with("bitmap:")) {
        NamedSet like = set;
        const auto read = readIpsetMember(like, range);
        if (range.empty())
            return usageError("Mandatory option `range' is missing");
        if (!read)
            return fail("Syntax error: cannot parse " + range);
        set.properties = {"range " + (set.type == "bitmap:ip" ? Address{IpFamily::V4, read->front().low}.text() + "-" + Address{IpFamily::V4, read->front().high}.text() : std::to_string(read->front().low.low) + "-" + std::to_string(read->front().high.low))};
    } else if (set.type == "list:set") {
        set.properties = {"size " + size};
    } else {
        set.properties = {(set.type.find("mac") == 5 ? std::string() : std::string("family ") + (set.family == IpFamily::V6 ? "inet6 " : "inet ")) + "hashsize " + hashSize + " maxelem " + most + " bucketsize 12 initval 0x00000000"};
    }
    set.dimensions = static_cast<std::uint8_t>(1 + std::ranges::count(set.type, ',') + (set.type.find(",port") != std::string::npos ? 1 : 0));
    m_rules.sets.push_back(std::move(set));
    linkIpsets(m_rules);
    m_isChanged = true;
    return 0;
}

int IpsetRun::listMember(SetId id, const std::string& action, const std::string& word)
{
    if (word.find(',') != std::string::npos)
        return fail("you must specify elements as setname,[before|after],setname");
    const auto wanted = find(word);
    if (action == "test" && (!wanted.valid() || m_rules.sets[wanted.value].type == "list:set")) {
        m_call.errors += word + " is NOT in set " + m_rules.sets[id.value].name + ".\n";
        return 1;
    }
    if (!wanted.valid())
        return fail("Set to be added/deleted/tested as element does not exist.");
    if (m_rules.sets[wanted.value].type == "list:set")
        return fail("Sets with list:set type cannot be added to the set.");
    auto& set = m_rules.sets[id.value];
    const auto at = std::ranges::find(set.members, wanted);
    const bool isThere = at != set.members.end();
    if (action == "test") {
        m_call.errors += (isThere ? "Warning: " + word + " is in set " : word + " is NOT in set ") + set.name + ".\n";
        return isThere ? 0 : 1;
    }
    if (isThere == (action == "add"))
        return m_isForgiving ? 0 : fail(std::string("Element cannot be ") + (action == "add" ? "added to the set: it's already added" : "deleted from the set: it's not added"));
    if (action == "add")
        set.members.push_back(wanted);
    else
        set.members.erase(at);
    m_isChanged = true;
    return 0;
}

/// add, del, test.
int IpsetRun::member(const std::vector<std::string>& words)
{
    const auto& action = words[0];
    if (words.size() < 3)
        return usageError(std::string("Missing ") + (words.size() < 2 ? "" : "second ") + "mandatory argument to command " + action);
    const auto id = find(words[1]);
    if (!id.valid())
        return notThere();
    auto word = words[2];
    if (m_rules.sets[id.value].type == "list:set")
        return listMember(id, action, word);
    const auto& type = m_rules.sets[id.value].type;
    const auto family = m_rules.sets[id.value].family;
    bool isException = false;
    for (std::size_t i = 3; i < words.size(); ++i) {
        if (words[i] != "nomatch")
            return fail("the lab does not have elements with " + words[i]);
        isException = true;
    }
    const auto parts = 1 + std::ranges::count(word, ',');
    const auto wanted = 1 + std::ranges::count(type, ',');
    if (parts < wanted)
        return fail(std::string("Syntax error: ") + (parts == 1 ? "Second" : "Third") + " element is missing from " + word + ".");
    if (parts > wanted && wanted < 3)
        return fail("Syntax error: " + std::string(wanted == 1 ? "Elem separator in " : "Two elem separators in ") + word + ", but settype " + type + " supports " + (wanted == 1 ? "none." : "one."));
    const bool isOfAddress = type.find(":ip") != std::string::npos || type.find(":net") != std::string::npos;
    if (isOfAddress && family == IpFamily::V4)
        word = wholeAddresses(word);
    const auto firstPart = word.substr(0, word.find(','));
    const auto address = Prefix::parse(firstPart.substr(0, firstPart.find('-')));
    if (isOfAddress && (!address || address->address.family != family))
        return fail("Syntax error: cannot parse " + firstPart.substr(0, firstPart.find('/')) + ": resolving to " + (family == IpFamily::V6 ? "IPv6" : "IPv4") + " address failed");
    const auto kinds = piecesOf(type.substr(type.find(':') + 1));
    if (const auto at = std::ranges::find(kinds, "port"); at != kinds.end()) {
        auto pieces = piecesOf(word);
        auto& own = pieces[static_cast<std::size_t>(at - kinds.begin())];
        const auto port = portPart(own);
        if (!port.error.empty())
            return fail(port.error);
        own = type == "bitmap:port" ? port.text.substr(port.text.find(':') + 1) : port.text; // it keeps no protocol
        word = pieces.front();
        for (std::size_t i = 1; i < pieces.size(); ++i)
            word += "," + pieces[i];
    }
    const auto read = readIpsetMember(m_rules.sets[id.value], word);
    if (!read)
        return fail("Syntax error: cannot parse " + word);
    if (type.starts_with("hash:net") && read->front().low == Value{} && address && address->length == 0)
        return fail("The value of the CIDR parameter of the IP address is invalid");
    if (type.starts_with("bitmap:")) {
        const auto bounds = readIpsetMember(m_rules.sets[id.value], std::string_view(m_rules.sets[id.value].properties.empty() ? "range 0-65535" : m_rules.sets[id.value].properties.front()).substr(6));
        if (bounds && (read->front().low < bounds->front().low || bounds->front().high < read->front().high))
            return fail("Element is out of the range of the set");
    }
    const bool isRangeOfNets = type.starts_with("hash:net") && firstPart.find('-') != std::string::npos;
    if (isRangeOfNets && family == IpFamily::V6)
        return fail("Syntax error: IP address or IP/cidr must be specified: " + firstPart);
    if (isRangeOfNets && action == "test")
        return fail("FROM-TO IP range is not allowed in command test with set type " + type + " and family inet");
    const auto nets = isRangeOfNets ? networksOf(read->front()) : std::vector<Interval>{read->front()};
    if (nets.empty())
        return fail("Invalid range, covers the whole address space");
    // Of addresses and ports each is a member of its own.
    std::vector<std::vector<Interval>> single;
    for (const auto& net : nets) {
        single.push_back(*read);
        single.back().front() = net;
    }
    for (std::size_t d = 0; d < read->size(); ++d) {
        const auto range = (*read)[d];
        const bool isNet = d < kinds.size() && kinds[d] == "net";
        if (range.low == range.high || isNet)
            continue;
        if (range.high.high != range.low.high || range.high.low - range.low.low >= mostAtOnce || single.size() * (range.high.low - range.low.low + 1) > mostAtOnce)
            return fail("the lab does not add more than " + std::to_string(mostAtOnce) + " elements at once");
        std::vector<std::vector<Interval>> all;
        for (const auto& one : single)
            for (auto value = range.low.low;; ++value) {
                all.push_back(one);
                all.back()[d] = {Value{range.low.high, value}, Value{range.low.high, value}};
                if (value == range.high.low)
                    break;
            }
        single = std::move(all);
    }
    auto& set = m_rules.sets[id.value];
    set.dimensions = static_cast<std::uint8_t>(read->size());
    for (const auto& one : single) {
        const auto isSame = [&](const SetElement& element) { return std::ranges::equal(intervals(set, element), one); };
        if (action == "test") {
            const SetElement* best = nullptr;
            for (const auto& element : set.elements) {
                const auto own = intervals(set, element);
                bool isWithin = true;
                for (std::size_t d = 0; d < one.size(); ++d)
                    isWithin = isWithin && own[d].low <= one[d].low && one[d].high <= own[d].high;
                if (isWithin && (!best || intervals(set, *best).front().low <= own.front().low))
                    best = &element;
            }
            const bool isIn = best && !best->nomatch;
            auto text = ipsetMemberText(set, one);
            if (kinds.front() == "ip" && address && address->length != address->address.width()) // it tells of the network, and looks for its first
                text = firstPart + text.substr(std::min(text.find(','), text.size()));
            if (!m_isQuiet)
                m_call.errors += (isIn ? "Warning: " + text + " is in set " : text + " is NOT in set ") + set.name + ".\n";
            return isIn ? 0 : 1;
        }
        const auto at = std::ranges::find_if(set.elements, isSame);
        const bool isThere = at != set.elements.end();
        if (isThere == (action == "add")) {
            if (m_isForgiving)
                continue;
            return fail(std::string("Element cannot be ") + (action == "add" ? "added to the set: it's already added" : "deleted from the set: it's not added"));
        }
        if (action == "add") {
            SetElement element{static_cast<std::uint32_t>(m_rules.intervals.size())};
            element.nomatch = isException;
            m_rules.intervals.insert(m_rules.intervals.end(), one.begin(), one.end());
            set.elements.push_back(element);
        } else {
            set.elements.erase(at);
        }
        m_isChanged = true;
    }
    return 0;
}

int IpsetRun::destroy(const std::vector<std::string>& words)
{
    if (words.size() > 1 && !find(words[1]).valid())
        return notThere();
    auto sets = words.size() > 1 ? std::vector<SetId>{find(words[1])} : all();
    for (const auto set : sets)
        if (uses(set) > 0 && (words.size() > 1 || std::ranges::any_of(m_rules.rules, [&](const Rule& rule) {
                for (std::uint16_t i = 0; i < rule.operationCount; ++i)
                    if (const auto* lookup = std::get_if<SetLookup>(&m_rules.operations[rule.firstOperation + i]); lookup && lookup->isIpset)
                        return true;
                return false;
            })))
            return fail("Set cannot be destroyed: it is in use by a kernel component");
    std::ranges::sort(sets, std::ranges::greater(), &SetId::value);
    for (const auto set : sets)
        removeSet(m_rules, set);
    m_isChanged = true;
    return 0;
}

int IpsetRun::list(const std::vector<std::string>& words, bool isSave)
{
    if (words.size() > 1 && !find(words[1]).valid())
        return notThere();
    bool isFirst = true;
    auto& out = m_call.output;
    for (const auto id : all()) {
        const auto& set = m_rules.sets[id.value];
        if (words.size() > 1 && set.name != words[1])
            continue;
        if (isSave) {
            out += writeIpset(m_rules, set);
            continue;
        }
        const auto header = ipsetHeader(set);
        const auto lines = ipsetMembers(m_rules, set);
        if (m_isNames) {
            out += set.name + "\n";
            continue;
        }
        const auto revision = set.type == "hash:net" || set.type == "hash:ip,port" || set.type == "hash:net,port" || set.type == "hash:ip,port,net" ? 7 : set.type.starts_with("hash:ip") || set.type.starts_with("hash:net") ? 6 : 3;
        out += (isFirst ? "" : "\n") + std::string("Name: ") + set.name + "\nType: " + set.type + "\nRevision: " + std::to_string(revision) + "\nHeader: " + header + "\nSize in memory: " + std::to_string(216 + 40 * lines.size()) + "\nReferences: " + std::to_string(uses(id)) + "\nNumber of entries: " + std::to_string(lines.size()) + "\n";
        if (!m_isTerse) {
            out += "Members:\n";
            for (const auto& line : lines)
                out += line + "\n";
        }
        isFirst = false;
    }
    return 0;
}

} // namespace

int runIpset(Call& call) { return IpsetRun(call).run(); }

} // namespace hoplens::lab
