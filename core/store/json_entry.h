// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/snapshot.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hoplens {

/// A document that nests no deeper than any of the programs that write one does; discarded when it does, or is no JSON. Any thread.
nlohmann::json parseFlatJson(const std::string& text);
/// The objects of a list. Errors: InvalidInput for anything else; what: the program that should have written it.
Result<std::vector<nlohmann::json>> parseObjects(const std::string& text, const std::string& file, const std::string& what);

/// The interfaces of a namespace by name, made once for a file of many lines.
class LinkNames {
public:
    explicit LinkNames(const Namespace& space)
    {
        for (const auto& link : space.links)
            m_indexes.emplace(link.name, link.index);
    }
    /// nullopt: there is none of that name.
    std::optional<std::int32_t> indexOf(const std::string& name) const
    {
        const auto at = m_indexes.find(name);
        return at == m_indexes.end() ? std::nullopt : std::optional(at->second);
    }

private:
    std::unordered_map<std::string, std::int32_t> m_indexes;
};

/// One object of a dump, read field by field. A field that is not there has its default; one that is there and cannot be understood is
/// remembered, so that whoever reads can say that the object is not known, instead of taking a default for the truth.
class JsonEntry {
public:
    /// object and bad outlive this; bad takes the names of the fields that are not understood.
    JsonEntry(const nlohmann::json& object, std::vector<std::string>& bad) : m_object(object), m_bad(bad) {}

    bool has(const char* key) const { return m_object.contains(key); }
    std::string text(const char* key) const;
    /// true, a number but 0, or null, as ip writes flags that have no value.
    bool flag(const char* key, bool absent = false) const;
    /// A list of words.
    std::set<std::string> words(const char* key) const;
    std::optional<Address> address(const char* key) const;
    std::optional<MacAddress> mac(const char* key) const;
    /// The index of the interface that the field names; 0 without the field.
    std::int32_t device(const char* key, const LinkNames& names) const;
    /// The fields of an object within; those of an empty one when there is none.
    JsonEntry inner(const char* key) const;
    /// The objects of a list within.
    std::vector<JsonEntry> list(const char* key) const;
    /// A number, also one in quotes, decimal or hexadecimal, that fits.
    template <class Number> Number number(const char* key, Number absent = 0) const
    {
        const auto at = m_object.find(key);
        if (at == m_object.end())
            return absent;
        const auto value = at->is_number_unsigned() ? std::optional(at->template get<std::uint64_t>()) : at->is_string() ? numberIn(at->template get<std::string>()) : std::nullopt;
        if (value && std::in_range<Number>(*value))
            return static_cast<Number>(*value);
        complain(key);
        return absent;
    }
    /// One of some names; an unknown one is not understood.
    template <class Value, class Names> Value named(const char* key, const Names& names, Value absent) const
    {
        if (!has(key))
            return absent;
        const auto word = text(key);
        for (const auto& [name, value] : names)
            if (word == name)
                return static_cast<Value>(value);
        complain(key);
        return absent;
    }
    const nlohmann::json& object() const { return m_object; }
    void complain(const std::string& key) const { m_bad.push_back(key); }

private:
    static std::optional<std::uint64_t> numberIn(const std::string& words);

    const nlohmann::json& m_object;
    std::vector<std::string>& m_bad;
};

/// "gateway, dev", for a note.
std::string listed(const std::vector<std::string>& fields);

} // namespace hoplens
