// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/snapshot_file.h"

#include "base/file.h"
#include "store/snapshot_fields.h"

#include <algorithm>
#include <array>
#include <charconv>
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

/// JSON with one blank a level, written as it comes: a tree of a thousand namespaces would be larger than the namespaces.
class JsonText {
public:
    void open(char bracket)
    {
        m_out += bracket;
        ++m_depth;
        m_isEmpty = true;
    }
    void close(char bracket)
    {
        --m_depth;
        if (!m_isEmpty)
            breakLine();
        m_out += bracket;
        m_isEmpty = false;
    }
    /// Begins the next element of a list, or with its key the next member of an object.
    void next()
    {
        if (!m_isEmpty)
            m_out += ',';
        m_isEmpty = false;
        breakLine();
    }
    void next(std::string_view key)
    {
        next();
        string(key);
        m_out += ": ";
    }
    void string(std::string_view text) { m_out += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace); }
    template <class T> void number(T value)
    {
        std::array<char, 32> digits;
        m_out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
    }
    void word(std::string_view word) { m_out += word; }
    std::string take() { return std::move(m_out) + "\n"; }

private:
    void breakLine()
    {
        m_out += '\n';
        m_out.append(m_depth, ' ');
    }

    std::string m_out;
    std::size_t m_depth = 0;
    bool m_isEmpty = true; ///< the list or object that is open
};

template <class T> void write(JsonText& out, const T& value);

/// Writes the fields of one object that differ from those of a fresh one, which stands at `plain`.
struct Writer {
    JsonText& out;
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
        out.next(key);
        write(out, value);
    }
};

template <class T> void writeFields(JsonText& out, const T& value)
{
    static const T plain{};
    Writer writer{out, reinterpret_cast<const char*>(&value), reinterpret_cast<const char*>(&plain)};
    fields(writer, const_cast<T&>(value));
}

template <class T> struct Write {
    static void to(JsonText& out, const T& value)
    {
        out.open('{');
        writeFields(out, value);
        out.close('}');
    }
};
template <class T> struct Write<std::optional<T>> {
    static void to(JsonText& out, const std::optional<T>& value)
    {
        if (value)
            write(out, *value);
        else
            out.word("null");
    }
};
template <class T> struct Write<std::vector<T>> {
    static void to(JsonText& out, const std::vector<T>& list)
    {
        out.open('[');
        for (const auto& value : list) {
            out.next();
            write(out, value);
        }
        out.close(']');
    }
};
template <class K, class V> struct Write<std::map<K, V>> {
    static void to(JsonText& out, const std::map<K, V>& map)
    {
        out.open('{');
        for (const auto& [key, value] : map) {
            if constexpr (std::is_same_v<K, std::string>)
                out.next(key);
            else
                out.next(std::to_string(key));
            write(out, value);
        }
        out.close('}');
    }
};
template <class A, class B> struct Write<std::pair<A, B>> {
    static void to(JsonText& out, const std::pair<A, B>& pair)
    {
        out.open('[');
        out.next();
        write(out, pair.first);
        out.next();
        write(out, pair.second);
        out.close(']');
    }
};
template <class Tag> struct Write<Id<Tag>> {
    static void to(JsonText& out, Id<Tag> id) { out.number(id.value); }
};
template <class... T> struct Write<std::variant<T...>> {
    static void to(JsonText& out, const std::variant<T...>& value)
    {
        out.open('{');
        std::visit([&out](const auto& alternative) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(alternative)>, std::monostate>)
                writeFields(out, alternative);
        }, value);
        out.next("alternative");
        out.number(value.index());
        out.close('}');
    }
};

template <class T> void write(JsonText& out, const T& value)
{
    if constexpr (std::is_same_v<T, Value>) {
        if (value.high == 0)
            out.number(value.low);
        else
            write(out, std::pair(value.high, value.low));
    } else if constexpr (std::is_same_v<T, Address> || std::is_same_v<T, Prefix> || std::is_same_v<T, MacAddress>)
        out.string(value.text());
    else if constexpr (std::is_same_v<T, StringPool>) {
        out.open('[');
        for (std::uint32_t i = 0; i < value.size(); ++i) {
            out.next();
            out.string(value.view(StringId{i}));
        }
        out.close(']');
    } else if constexpr (NamedEnum<T>)
        out.string(name(value));
    else if constexpr (std::is_enum_v<T>)
        out.number(static_cast<int>(value));
    else if constexpr (std::is_same_v<T, std::string>)
        out.string(value);
    else if constexpr (std::is_same_v<T, bool>)
        out.word(value ? "true" : "false");
    else if constexpr (std::is_arithmetic_v<T>)
        out.number(value);
    else
        Write<T>::to(out, value);
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
    JsonText out;
    out.open('{');
    out.next("schema");
    out.string("hoplens/snapshot/" + std::to_string(snapshotVersion));
    writeFields(out, snapshot);
    out.close('}');
    return out.take();
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
    } catch (const Json::out_of_range&) {
        return failure({ErrorCode::InvalidInput, "the file holds a number that is too large for any fact", std::string(file)});
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
