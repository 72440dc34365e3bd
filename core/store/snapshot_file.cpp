// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/snapshot_file.h"

#include "base/file.h"
#include "store/snapshot_fields.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

namespace hoplens {
namespace {

using Json = nlohmann::ordered_json;
using namespace store;

template <class E> concept NamedEnum = std::is_enum_v<E> && requires { EnumSize<E>::value; };
template <class E> concept NumberedEnum = std::is_enum_v<E> && requires { EnumLimit<E>::value; };

// ---- writing ----

template <class T> Json toJson(const T& value);

/// Writes the fields of one object that differ from those of a fresh one, which stands at `plain`.
struct Writer {
    Json& out;
    const char* object;
    const char* plain;
    template <class T> void operator()(const char* key, T& value)
    {
        const auto& standard = *reinterpret_cast<const T*>(plain + (reinterpret_cast<const char*>(&value) - object));
        if constexpr (requires { value.empty(); }) {
            if (value.empty())
                return;
        } else if constexpr (requires { value == standard; }) {
            if (value == standard)
                return;
        }
        out[key] = toJson(value);
    }
};

template <class T> void writeFields(Json& out, const T& value)
{
    static const T plain{};
    Writer writer{out, reinterpret_cast<const char*>(&value), reinterpret_cast<const char*>(&plain)};
    fields(writer, const_cast<T&>(value));
}

Json valueJson(const Value& value)
{
    return value.high == 0 ? Json(value.low) : Json::array({value.high, value.low});
}

template <class T> struct Convert {
    static Json to(const T& value)
    {
        Json out = Json::object();
        writeFields(out, value);
        return out;
    }
};
template <class T> struct Convert<std::optional<T>> {
    static Json to(const std::optional<T>& value) { return value ? toJson(*value) : Json(nullptr); }
};
template <class T> struct Convert<std::vector<T>> {
    static Json to(const std::vector<T>& list)
    {
        Json out = Json::array();
        for (const auto& value : list)
            out.push_back(toJson(value));
        return out;
    }
};
template <class K, class V> struct Convert<std::map<K, V>> {
    static Json to(const std::map<K, V>& map)
    {
        Json out = Json::object();
        for (const auto& [key, value] : map) {
            if constexpr (std::is_same_v<K, std::string>)
                out[key] = value;
            else
                out[std::to_string(key)] = value;
        }
        return out;
    }
};
template <class A, class B> struct Convert<std::pair<A, B>> {
    static Json to(const std::pair<A, B>& pair) { return Json::array({pair.first, pair.second}); }
};
template <class Tag> struct Convert<Id<Tag>> {
    static Json to(Id<Tag> id) { return id.value; }
};
template <class... T> struct Convert<std::variant<T...>> {
    static Json to(const std::variant<T...>& value)
    {
        Json out = std::visit([](const auto& alternative) { return toJson(alternative); }, value);
        if (out.is_null())
            out = Json::object();
        out["alternative"] = value.index();
        return out;
    }
};

template <class T> Json toJson(const T& value)
{
    if constexpr (std::is_same_v<T, std::monostate>)
        return nullptr;
    else if constexpr (std::is_same_v<T, Value>)
        return valueJson(value);
    else if constexpr (std::is_same_v<T, Address> || std::is_same_v<T, Prefix> || std::is_same_v<T, MacAddress>)
        return value.text();
    else if constexpr (std::is_same_v<T, StringPool>) {
        Json out = Json::array();
        for (std::uint32_t i = 0; i < value.size(); ++i)
            out.push_back(std::string(value.view(StringId{i})));
        return out;
    } else if constexpr (NamedEnum<T>)
        return std::string(name(value));
    else if constexpr (std::is_enum_v<T>)
        return static_cast<int>(value);
    else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>)
        return value;
    else
        return Convert<T>::to(value);
}

// ---- reading ----

/// Thrown inside this file only; readSnapshot turns it into an Error.
struct BadValue {
    std::string path;
    std::string problem;
};

template <class T> void fromJson(const Json& in, T& value, const std::string& path);

struct Reader {
    const Json& in;
    const std::string& path;
    template <class T> void operator()(const char* key, T& value)
    {
        const auto at = in.find(key);
        if (at != in.end())
            fromJson(*at, value, path + "." + key);
    }
};

template <class T> struct Parse {
    static void from(const Json& in, T& value, const std::string& path)
    {
        if (!in.is_object())
            throw BadValue{path, "an object is expected"};
        Reader reader{in, path};
        fields(reader, value);
    }
};
template <class T> struct Parse<std::optional<T>> {
    static void from(const Json& in, std::optional<T>& value, const std::string& path)
    {
        if (!in.is_null())
            fromJson(in, value.emplace(), path);
    }
};
template <class T> struct Parse<std::vector<T>> {
    static void from(const Json& in, std::vector<T>& list, const std::string& path)
    {
        if (!in.is_array())
            throw BadValue{path, "a list is expected"};
        list.reserve(in.size());
        for (std::size_t i = 0; i < in.size(); ++i) {
            if constexpr (std::is_same_v<T, Operation>)
                list.emplace_back(Untrack{});
            else
                list.emplace_back();
            fromJson(in[i], list.back(), path + "[" + std::to_string(i) + "]");
        }
    }
};
template <class K, class V> struct Parse<std::map<K, V>> {
    static void from(const Json& in, std::map<K, V>& map, const std::string& path)
    {
        if (!in.is_object())
            throw BadValue{path, "an object is expected"};
        for (const auto& [key, item] : in.items()) {
            if constexpr (std::is_same_v<K, std::string>) {
                fromJson(item, map[key], path + "." + key);
            } else {
                const auto number = parseNumber(key, 0x7fffffff);
                if (!number)
                    throw BadValue{path, "\"" + key + "\" is not a number"};
                fromJson(item, map[static_cast<K>(*number)], path + "." + key);
            }
        }
    }
};
template <class A, class B> struct Parse<std::pair<A, B>> {
    static void from(const Json& in, std::pair<A, B>& pair, const std::string& path)
    {
        if (!in.is_array() || in.size() != 2)
            throw BadValue{path, "a pair is expected"};
        fromJson(in[0], pair.first, path + "[0]");
        fromJson(in[1], pair.second, path + "[1]");
    }
};
template <class Tag> struct Parse<Id<Tag>> {
    static void from(const Json& in, Id<Tag>& id, const std::string& path) { fromJson(in, id.value, path); }
};
template <class... T> struct Parse<std::variant<T...>> {
    static void from(const Json& in, std::variant<T...>& value, const std::string& path)
    {
        std::size_t type = 0;
        if (!in.is_object() || !in.contains("alternative"))
            throw BadValue{path, "an object with an alternative is expected"};
        fromJson(in["alternative"], type, path + ".alternative");
        if (type >= sizeof...(T))
            throw BadValue{path + ".alternative", "this alternative is not known"};
        std::size_t i = 0;
        ((i++ == type ? (value = make<T>(in, path), 0) : 0), ...);
    }
    template <class One> static std::variant<T...> make(const Json& in, const std::string& path)
    {
        One one{};
        if constexpr (!std::is_same_v<One, std::monostate>)
            fromJson(in, one, path);
        return one;
    }
};

template <class T> void parsed(std::optional<T> found, T& value, const std::string& path, const char* what)
{
    if (!found)
        throw BadValue{path, std::string("this is not ") + what};
    value = *found;
}

template <class T> void fromJson(const Json& in, T& value, const std::string& path)
{
    if constexpr (std::is_same_v<T, Value>) {
        if (in.is_array() && in.size() == 2 && in[0].is_number_unsigned() && in[1].is_number_unsigned())
            value = {in[0].get<std::uint64_t>(), in[1].get<std::uint64_t>()};
        else if (in.is_number_unsigned())
            value = Value::of(in.get<std::uint64_t>());
        else
            throw BadValue{path, "a number is expected"};
    } else if constexpr (std::is_same_v<T, bool>) {
        if (!in.is_boolean())
            throw BadValue{path, "true or false is expected"};
        value = in.get<bool>();
    } else if constexpr (std::is_integral_v<T>) {
        if (!in.is_number_integer())
            throw BadValue{path, "a whole number is expected"};
        if (in.is_number_unsigned()) {
            const auto number = in.get<std::uint64_t>();
            if (number > static_cast<std::uint64_t>(std::numeric_limits<T>::max()))
                throw BadValue{path, "the number is too large"};
            value = static_cast<T>(number);
        } else {
            const auto number = in.get<std::int64_t>();
            if (std::is_unsigned_v<T> || number < static_cast<std::int64_t>(std::numeric_limits<T>::min()))
                throw BadValue{path, "the number is too small"};
            value = static_cast<T>(number);
        }
    } else if constexpr (NamedEnum<T>) {
        const std::string text = in.is_string() ? in.get<std::string>() : throw BadValue{path, "a word is expected"};
        for (int i = 0; i < EnumSize<T>::value; ++i)
            if (name(static_cast<T>(i)) == text) {
                value = static_cast<T>(i);
                return;
            }
        throw BadValue{path, "\"" + text + "\" is not a word known here"};
    } else if constexpr (NumberedEnum<T>) {
        int number = 0;
        fromJson(in, number, path);
        if (number < 0 || number >= EnumLimit<T>::value)
            throw BadValue{path, "the number is out of range"};
        value = static_cast<T>(number);
    } else if constexpr (std::is_same_v<T, std::string>) {
        if (!in.is_string())
            throw BadValue{path, "text is expected"};
        value = in.get<std::string>();
    } else if constexpr (std::is_same_v<T, Address>) {
        std::string text;
        fromJson(in, text, path);
        parsed(Address::parse(text), value, path, "an address");
    } else if constexpr (std::is_same_v<T, Prefix>) {
        std::string text;
        fromJson(in, text, path);
        parsed(Prefix::parse(text), value, path, "a network");
    } else if constexpr (std::is_same_v<T, MacAddress>) {
        std::string text;
        fromJson(in, text, path);
        parsed(MacAddress::parse(text), value, path, "a MAC address");
    } else if constexpr (std::is_same_v<T, StringPool>) {
        std::vector<std::string> list;
        fromJson(in, list, path);
        for (std::uint32_t i = 0; i < list.size(); ++i)
            if (value.add(list[i]).value != i)
                throw BadValue{path, "\"" + list[i] + "\" stands twice"};
    } else {
        Parse<T>::from(in, value, path);
    }
}

class RuleValidator {
public:
    explicit RuleValidator(const RuleSet& rules) : m_rules(rules) {}

    Result<void> run()
    {
        std::uint64_t next = 0;
        for (const auto& chain : m_rules.chains) {
            check(chain.table.value < m_rules.tables.size(), "a chain's table");
            string(chain.name);
            check(chain.rules.first == next, "the grouping of rules by chain");
            next += chain.rules.count;
        }
        check(next == m_rules.rules.size(), "the number of rules");
        for (const auto& rule : m_rules.rules) {
            check(std::uint64_t{rule.firstOperation} + rule.operationCount <= m_rules.operations.size(), "a rule's operations");
            optionalString(rule.comment);
        }
        for (const auto& operation : m_rules.operations)
            std::visit(*this, operation);
        for (const auto& set : m_rules.sets) {
            check(!set.table.valid() || set.table.value < m_rules.tables.size(), "a set's table");
            for (const auto member : set.members)
                check(member.value < m_rules.sets.size() && m_rules.sets[member.value].type != "list:set", "a set's members");
            for (const auto& element : set.elements) {
                check(std::uint64_t{element.firstInterval} + set.dimensions <= m_rules.intervals.size(), "a set's elements");
                (*this)(element.verdict);
            }
        }
        if (!m_problem.empty())
            return failure({ErrorCode::InvalidInput, m_problem + " in the rule set point nowhere", {}});
        return {};
    }

    void operator()(const Compare& v) { check(v.intervals.count > 0 && std::uint64_t{v.intervals.first} + v.intervals.count <= m_rules.intervals.size(), "a comparison's intervals"); }
    void operator()(const InterfaceMatch& v) { string(v.name); }
    void operator()(const SetLookup& v)
    {
        check(!v.set.valid() ? v.isIpset : v.set.value < m_rules.sets.size(), "a lookup's set");
        optionalString(v.name);
        key(v.key, v.set);
    }
    void operator()(const AddressTypeMatch&) {}
    void operator()(const StatisticMatch&) {}
    void operator()(const RateMatch& v) { string(v.text); }
    void operator()(const PhysdevMatch& v)
    {
        check((v.flags & 3) == 0 || (v.in.valid() || v.out.valid()), "a physdev name");
        if ((v.flags & 1) != 0)
            string(v.in);
        if ((v.flags & 2) != 0)
            string(v.out);
    }
    void operator()(const RpfilterMatch&) {}
    void operator()(const UnknownOperation& v) { string(v.text); }
    void operator()(const Verdict& v) { check((v.kind != VerdictKind::Jump && v.kind != VerdictKind::Goto) || v.chain.value < m_rules.chains.size(), "a jump's chain"); }
    void operator()(const VerdictMap& v)
    {
        check(v.map.value < m_rules.sets.size(), "a verdict map");
        optionalString(v.name);
        key(v.key, v.map);
    }
    void operator()(const SetField&) {}
    void operator()(const NatStatement& v) { check(!v.hasAddress || v.addresses < m_rules.intervals.size(), "a translation's addresses"); }
    void operator()(const NatMap& v)
    {
        check(v.map.value < m_rules.sets.size(), "a NAT map");
        key(v.key, v.map);
    }
    void operator()(const RejectStatement&) {}
    void operator()(const Passive& v) { string(v.text); }
    void operator()(const Untrack&) {}

private:
    void check(bool holds, const char* what)
    {
        if (!holds && m_problem.empty())
            m_problem = what;
    }
    void string(StringId id) { check(id.value < m_rules.strings.size(), "a text"); }
    void optionalString(StringId id) { check(!id.valid() || id.value < m_rules.strings.size(), "a text"); }
    void key(PoolSpan span, SetId set)
    {
        check(std::uint64_t{span.first} + span.count <= m_rules.keys.size(), "a key's parts");
        check(set.value >= m_rules.sets.size() || span.count == m_rules.sets[set.value].dimensions || m_rules.sets[set.value].type == "list:set" || m_rules.sets[set.value].elements.empty(), "a key's dimensions");
    }

    const RuleSet& m_rules;
    std::string m_problem;
};

} // namespace

std::string writeSnapshot(const Snapshot& snapshot)
{
    Json out = Json::object();
    out["schema"] = "hoplens/snapshot/" + std::to_string(snapshotVersion);
    writeFields(out, snapshot);
    return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<void> validateRules(const RuleSet& rules) { return RuleValidator(rules).run(); }

Result<Snapshot> readSnapshot(std::string_view text, std::string_view file)
{
    const auto where = [&](std::size_t offset) {
        const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
        return std::string(file) + ":" + std::to_string(1 + std::count(text.begin(), end, '\n'));
    };
    std::size_t bad = 0;
    if (!isUtf8(text, bad))
        return failure({ErrorCode::InvalidInput, "the file is not UTF-8", where(bad)});
    Json json;
    try {
        json = Json::parse(text);
    } catch (const Json::parse_error& error) {
        return failure({ErrorCode::InvalidInput, "the file is not complete, valid JSON", where(error.byte), 0, "Was it cut off? Write it again with `hoplens collect`."});
    }
    const std::string schema = json.is_object() && json.contains("schema") && json["schema"].is_string() ? json["schema"].get<std::string>() : std::string();
    constexpr std::string_view prefix = "hoplens/snapshot/";
    const auto version = schema.starts_with(prefix) ? parseNumber(std::string_view(schema).substr(prefix.size()), 1000000) : std::nullopt;
    if (!version)
        return failure({ErrorCode::InvalidInput, "this is JSON, but not a Hoplens snapshot (no \"schema\": \"hoplens/snapshot/…\")", std::string(file)});
    if (*version > snapshotVersion)
        return failure({ErrorCode::Unsupported, "the snapshot is of version " + std::to_string(*version) + "; this program reads up to " + std::to_string(snapshotVersion), std::string(file), 0, "Use a newer Hoplens."});
    Snapshot snapshot;
    try {
        const std::string root = "snapshot";
        Reader rooted{json, root};
        fields(rooted, snapshot);
    } catch (const BadValue& problem) {
        return failure({ErrorCode::InvalidInput, problem.path + ": " + problem.problem, std::string(file)});
    }
    for (auto& host : snapshot.hosts) {
        std::set<std::string> names;
        std::set<std::uint64_t> inodes;
        for (const auto& space : host.namespaces)
            if (!names.insert(space.name).second || !inodes.insert(space.inode).second)
                return failure({ErrorCode::InvalidInput, "two namespaces of host " + host.name + " have the name " + space.name + " or the inode " + std::to_string(space.inode), std::string(file)});
    }
    for (auto& host : snapshot.hosts)
        for (auto& space : host.namespaces) {
            std::ranges::stable_sort(space.links, {}, &Link::index);
            if (auto valid = validateRules(space.rules); !valid)
                return failure({ErrorCode::InvalidInput, valid.error().message, std::string(file) + ", namespace " + space.name});
            for (const auto& link : space.links)
                if ((link.kind == LinkKind::Bridge && !std::holds_alternative<BridgeData>(link.data)) || (link.kind == LinkKind::Vxlan && !std::holds_alternative<VxlanData>(link.data)) || (link.kind == LinkKind::Macvlan && !std::holds_alternative<MacvlanData>(link.data)))
                    return failure({ErrorCode::InvalidInput, "link " + link.name + " lacks the data of its kind", std::string(file) + ", namespace " + space.name});
        }
    resolveLinkPeers(snapshot);
    return snapshot;
}

} // namespace hoplens
