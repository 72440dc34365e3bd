// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ip_program.h"

#include "net/packet.h"

#include <algorithm>
#include <array>
#include <cerrno>

namespace hoplens::lab {
namespace {

using PortRange = std::pair<std::uint16_t, std::uint16_t>;

/// Which parts of a rule were written. The kernel takes what is not there from what is.
struct WrittenRule {
    PolicyRule rule;
    bool hasPriority = false;
    bool hasTable = false;
};

std::string portsText(const PortRange& ports)
{
    return std::to_string(ports.first) + (ports.first == ports.second ? "" : "-" + std::to_string(ports.second));
}

std::string typeOfServiceText(std::uint8_t value)
{
    char text[8];
    std::snprintf(text, sizeof text, "0x%02x", value);
    return text;
}

std::string markText(const PolicyRule& rule)
{
    char text[32];
    std::snprintf(text, sizeof text, rule.markMask == 0xffffffffu ? "0x%x" : "0x%x/0x%x", *rule.mark, rule.markMask);
    return text;
}

bool isGoalThere(const Namespace& space, const PolicyRule& rule)
{
    return std::ranges::any_of(space.policyRules, [&](const PolicyRule& other) { return other.family == rule.family && other.priority == rule.gotoPriority; });
}

/// space: what stands in brackets is said of it; null: nothing does.
std::string ruleLine(const PolicyRule& rule, const Namespace* space)
{
    const auto prefixText = [](const Prefix& prefix) { return prefix.length == prefix.address.width() ? prefix.address.text() : prefix.text(); };
    auto text = std::to_string(rule.priority) + ":\t" + (rule.inverted ? "not " : "") + "from " + (rule.source ? prefixText(*rule.source) : "all") + " ";
    if (rule.destination)
        text += "to " + prefixText(*rule.destination) + " ";
    if (rule.typeOfService != 0)
        text += "tos " + typeOfServiceText(rule.typeOfService) + " ";
    if (rule.mark)
        text += "fwmark " + markText(rule) + " ";
    const auto addInterface = [&](const char* word, const std::string& name) {
        if (!name.empty())
            text += word + name + (space && !space->link(name) ? " [detached] " : " ");
    };
    addInterface("iif ", rule.inInterface);
    addInterface("oif ", rule.outInterface);
    if (rule.userIds)
        text += "uidrange " + std::to_string(rule.userIds->first) + "-" + std::to_string(rule.userIds->second) + " ";
    if (rule.protocol)
        text += "ipproto " + protocolName(*rule.protocol) + " ";
    if (rule.sourcePorts)
        text += "sport " + portsText(*rule.sourcePorts) + " ";
    if (rule.destinationPorts)
        text += "dport " + portsText(*rule.destinationPorts) + " ";
    switch (rule.action) {
    case PolicyAction::Blackhole: return text + "blackhole";
    case PolicyAction::Unreachable: return text + "unreachable";
    case PolicyAction::Prohibit: return text + "prohibit";
    case PolicyAction::Nop: return text + "nop";
    case PolicyAction::Goto: return text + "goto " + std::to_string(rule.gotoPriority) + (space && !isGoalThere(*space, rule) ? " [unresolved]" : "");
    case PolicyAction::Unspecified:
    case PolicyAction::Lookup: break;
    }
    return text + "lookup " + routeTableName(rule.table) + (rule.suppressPrefixLength ? " suppress_prefixlength " + std::to_string(*rule.suppressPrefixLength) : "");
}

/// What `ip rule` takes, adding, deleting and listing. nullopt: the program has complained, with `status`.
class RuleReader {
public:
    explicit RuleReader(IpCall& ip) : m_ip(ip) { m_written.rule.family = ip.family.value_or(IpFamily::V4); }

    std::optional<WrittenRule> read(Arguments words, int& status)
    {
        while (!words.atEnd() && m_status == 0)
            take(words);
        status = m_status;
        return m_status == 0 ? std::optional(m_written) : std::nullopt;
    }

private:
    void take(Arguments& words)
    {
        auto word = words.take();
        auto& rule = m_written.rule;
        if (word == "not") {
            rule.inverted = true;
            return;
        }
        if (word == "type" && !words.atEnd())
            word = words.take();
        static constexpr std::array<std::pair<std::string_view, PolicyAction>, 5> actions = {{{"blackhole", PolicyAction::Blackhole}, {"unreachable", PolicyAction::Unreachable}, {"prohibit", PolicyAction::Prohibit}, {"nop", PolicyAction::Nop}, {"unicast", PolicyAction::Lookup}}};
        if (const auto action = std::ranges::find(actions, word, &std::pair<std::string_view, PolicyAction>::first); action != actions.end()) {
            rule.action = action->second;
            return;
        }
        static constexpr std::array<std::string_view, 21> valued = {"from", "to", "table", "lookup", "pref", "priority", "order", "preference", "prio", "fwmark", "iif", "dev", "oif", "tos", "dsfield", "ipproto", "sport", "dport", "uidrange", "goto", "suppress_prefixlength"};
        if (word == "suppress_ifgroup" || word == "l3mdev" || word == "realms" || word == "tun_id" || word == "protocol")
            return stop(m_ip.fail(255, "ip: the lab does not have rules with " + word));
        if (std::ranges::find(valued, word) == valued.end())
            return stop(m_ip.fail(255, "Error: argument \"" + word + "\" is wrong: Failed to parse rule type"));
        if (words.atEnd())
            return stop(m_ip.incomplete());
        takeValue(word, words.take());
    }

    void takeValue(const std::string& word, const std::string& value)
    {
        auto& rule = m_written.rule;
        if (word == "from" || word == "to") {
            const auto prefix = m_ip.prefix(value);
            if (!prefix)
                return stop(m_ip.badPrefix(value));
            if (prefix->length != 0)
                (word == "from" ? rule.source : rule.destination) = prefix;
        } else if (word == "table" || word == "lookup") {
            if (const auto table = tableNamed(value))
                rule.table = *table;
            else
                return stop(m_ip.invalid("invalid table ID\n", value));
            m_written.hasTable = true;
        } else if (word == "pref" || word == "priority" || word == "order" || word == "preference" || word == "prio") {
            rule.priority = number(value, "preference value is invalid\n");
            m_written.hasPriority = true;
        } else if (word == "fwmark") {
            const auto slash = value.find('/');
            rule.mark = number(value.substr(0, slash), "fwmark value is invalid\n", value);
            if (slash != std::string::npos && m_status == 0)
                rule.markMask = number(value.substr(slash + 1), "fwmask value is invalid\n", value);
        } else if (word == "iif" || word == "dev") {
            rule.inInterface = value;
        } else if (word == "oif") {
            rule.outInterface = value;
        } else if (word == "tos" || word == "dsfield") {
            const auto tos = parseNumber(value.starts_with("0x") ? value : "0x" + value, 0xff); // hexadecimal in any case
            if (!tos)
                return stop(m_ip.invalid("TOS value is invalid\n", value));
            rule.typeOfService = static_cast<std::uint8_t>(*tos);
        } else if (word == "ipproto") {
            rule.protocol = protocolNumber(value);
            if (!rule.protocol)
                return stop(m_ip.invalid("Invalid \"ipproto\" value\n", value));
        } else if (word == "sport" || word == "dport") {
            (word == "sport" ? rule.sourcePorts : rule.destinationPorts) = range<std::uint16_t>(value, "invalid " + word + " range\n");
        } else if (word == "uidrange") {
            if (value.find('-') == std::string::npos)
                return stop(m_ip.invalid("invalid UID range\n", value));
            rule.userIds = range<std::uint32_t>(value, "invalid UID range\n");
        } else if (word == "goto") {
            rule.action = PolicyAction::Goto;
            rule.gotoPriority = number(value, "invalid target\n");
        } else {
            rule.suppressPrefixLength = number(value, word + " value is invalid\n");
        }
    }

    std::uint32_t number(const std::string& text, const std::string& complaint, const std::string& word)
    {
        const auto value = parseNumber(text, 0xffffffff);
        if (!value)
            stop(m_ip.invalid(complaint, word));
        return static_cast<std::uint32_t>(value.value_or(0));
    }
    std::uint32_t number(const std::string& text, const std::string& complaint) { return number(text, complaint, text); }

    /// "5" or "5-10".
    template <class Number> std::optional<std::pair<Number, Number>> range(const std::string& text, const std::string& complaint)
    {
        const auto dash = text.find('-');
        const auto low = parseNumber(text.substr(0, dash), std::numeric_limits<Number>::max());
        const auto high = dash == std::string::npos ? low : parseNumber(text.substr(dash + 1), std::numeric_limits<Number>::max());
        if (low && high)
            return std::pair(static_cast<Number>(*low), static_cast<Number>(*high));
        stop(m_ip.invalid(complaint, text));
        return std::nullopt;
    }

    void stop(int status) { m_status = status; }

    IpCall& m_ip;
    WrittenRule m_written;
    int m_status = 0;
};

int add(IpCall& ip, Arguments words)
{
    if (words.atEnd())
        return ip.fail(1, "\"ip rule add\" requires arguments.");
    int status = 0;
    auto written = RuleReader(ip).read(words, status);
    if (!written)
        return status;
    auto& rule = written->rule;
    if (rule.action == PolicyAction::Lookup && rule.table == 0)
        rule.table = 254;
    return ip.answer(ip.kernel().addRule(ip.call.space, std::move(rule), written->hasPriority));
}

int remove(IpCall& ip, Arguments words)
{
    int status = 0;
    const auto written = RuleReader(ip).read(words, status);
    return written ? ip.answer(ip.kernel().deleteRule(ip.call.space, written->rule, written->hasPriority, written->hasTable)) : status;
}

int show(IpCall& ip, Arguments words)
{
    // A list takes what a rule is made of, and a network alone is where packets go to.
    std::vector<std::string> said;
    static constexpr std::array<std::string_view, 19> known = {"not", "from", "to", "table", "lookup", "pref", "priority", "order", "preference", "prio", "fwmark", "iif", "dev", "oif", "tos", "dsfield", "ipproto", "sport", "dport"};
    while (!words.atEnd()) {
        const auto word = words.take();
        if (std::ranges::find(known, word) == known.end()) {
            IpCall asV4 = ip;
            asV4.family = ip.family.value_or(IpFamily::V4);
            if (!asV4.prefix(word))
                return asV4.badPrefix(word);
            said.insert(said.end(), {"to", word});
            continue;
        }
        said.push_back(word);
        if (word != "not" && !words.atEnd())
            said.push_back(words.take());
        if ((word == "table" || word == "lookup") && said.size() > 1 && !tableNamed(said.back()))
            return ip.invalid("table id value is invalid\n", said.back());
    }
    int status = 0;
    const auto wanted = RuleReader(ip).read(Arguments(said), status);
    if (!wanted)
        return status;
    const auto& like = wanted->rule;
    const auto lies = [](const std::optional<Prefix>& within, const std::optional<Prefix>& own) { return !within || (own && own->length >= within->length && within->contains(own->address)); };
    const auto isShown = [&](const PolicyRule& rule) {
        return rule.family == like.family && (!wanted->hasPriority || rule.priority == like.priority) && (!wanted->hasTable || like.table == 0 || (rule.table == like.table && rule.action == PolicyAction::Lookup)) && lies(like.source, rule.source) && lies(like.destination, rule.destination) && (!like.inverted || rule.inverted) && (like.inInterface.empty() || rule.inInterface == like.inInterface) && (like.outInterface.empty() || rule.outInterface == like.outInterface) && (like.typeOfService == 0 || rule.typeOfService == like.typeOfService) && (!like.mark || rule.mark == like.mark) && (!like.protocol || rule.protocol == like.protocol) && (!like.sourcePorts || rule.sourcePorts == like.sourcePorts) && (!like.destinationPorts || rule.destinationPorts == like.destinationPorts);
    };
    const auto isOfKernel = [](const PolicyRule& rule) { return rule == PolicyRule{.family = rule.family, .priority = 0, .action = PolicyAction::Lookup, .table = 255} || rule == PolicyRule{.family = rule.family, .priority = 32766, .action = PolicyAction::Lookup, .table = 254} || rule == PolicyRule{.family = rule.family, .priority = 32767, .action = PolicyAction::Lookup, .table = 253}; };
    if (ip.style)
        ip.entries();
    for (const auto& rule : ip.here().policyRules) {
        if (!isShown(rule))
            continue;
        const char* origin = isOfKernel(rule) ? "kernel" : "unspec";
        if (ip.style) {
            ip.entries().push_back(ruleJson(ip.here(), rule));
            if (ip.isDetailed)
                ip.entries().back()["protocol"] = origin;
        } else {
            ip.call.output += ruleLine(rule, &ip.here()) + (ip.isDetailed ? std::string(" proto ") + origin : "") + "\n";
        }
    }
    return 0;
}

} // namespace

int ipRule(IpCall& ip, Arguments words)
{
    const auto word = words.atEnd() ? std::string("show") : words.take();
    if (isBeginning(word, "show") || isBeginning(word, "lst") || isBeginning(word, "list"))
        return show(ip, words);
    if (isBeginning(word, "add"))
        return add(ip, words);
    if (isBeginning(word, "delete"))
        return remove(ip, words);
    if (isBeginning(word, "flush")) { // all but the first, which is the kernel's own
        const auto isGone = [&](const PolicyRule& rule) { return rule.family == ip.family.value_or(IpFamily::V4) && rule.priority != 0; };
        std::erase_if(ip.call.world.change(ip.call.space).policyRules, isGone);
        return 0;
    }
    if (isBeginning(word, "save") || isBeginning(word, "restore"))
        return ip.fail(255, "ip: the lab does not have ip rule " + word);
    if (word == "help")
        return ip.fail(255, "Usage: ip rule [ list ]\n       ip rule { add | del } [ not ] [ from PREFIX ] [ to PREFIX ] [ tos TOS ] [ fwmark FWMARK[/MASK] ] [ iif STRING ] [ oif STRING ]\n                             [ pref NUMBER ] [ ipproto PROTOCOL ] [ sport PORTS ] [ dport PORTS ] [ uidrange NUMBER-NUMBER ]\n                             { lookup TABLE_ID | goto NUMBER | nop | blackhole | unreachable | prohibit }");
    return ip.fail(255, "Command \"" + word + "\" is unknown, try \"ip rule help\".");
}

std::string ruleWords(const PolicyRule& rule)
{
    const auto line = ruleLine(rule, nullptr);
    return line.substr(line.find('\t') + 1) + " priority " + std::to_string(rule.priority);
}

} // namespace hoplens::lab
