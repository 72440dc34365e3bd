// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/function_ref.h"
#include "kube/field_tree.h"
#include "kube/objects.h"

#include <charconv>
#include <initializer_list>
#include <limits>
#include <optional>
#include <set>
#include <string>

namespace hoplens::kube {

/// Reads the fields of one object. The first field that cannot be what it should be spoils the object; one that is not known is noted.
class ObjectReader {
public:
    struct Trouble {
        std::string what;
        std::uint32_t line = 0;
        std::uint32_t column = 0;
    };

    /// unknown: names of fields that no version of this program knows, with the kind before them; told once each by whoever reads on.
    ObjectReader(std::string kind, std::set<std::string>& unknown) : m_kind(std::move(kind)), m_unknown(unknown) {}

    const std::optional<Trouble>& trouble() const { return m_trouble; }
    /// The first field that is not known, metadata aside: what it would do nobody can say.
    const std::optional<Trouble>& unknownField() const { return m_unknownField; }
    void complain(const Field& field, const std::string& what);

    /// Wants a map, and remembers what is in it beyond `known`. False: the map is not there.
    bool map(const Field& field, std::initializer_list<std::string_view> known);
    /// Empty when it is not there.
    std::string text(const Field& field);
    /// The name of a port: letters, digits and dashes.
    std::string portName(const Field& field);
    bool flag(const Field& field, bool absent);
    std::optional<bool> optionalFlag(const Field& field);
    template <class Number> Number number(const Field& field, Number absent = 0)
    {
        if (!field.isThere())
            return absent;
        const auto value = field.isScalar() ? numberIn(field.text()) : std::nullopt;
        if (value && *value >= std::int64_t{std::numeric_limits<Number>::min()} && *value <= std::int64_t{std::numeric_limits<Number>::max()})
            return static_cast<Number>(*value);
        complain(field, "wants a whole number between " + std::to_string(std::numeric_limits<Number>::min()) + " and " + std::to_string(std::numeric_limits<Number>::max()));
        return absent;
    }
    PortReference portReference(const Field& field);
    Labels labels(const Field& field);
    std::vector<std::string> texts(const Field& field);
    /// Hands over each item of a list; what is no list spoils the object.
    void each(const Field& field, FunctionRef<void(const Field&)> item);
    /// "10.0.0.0/8"; what its length does not cover counts as zero.
    Prefix network(const Field& field);
    std::vector<Prefix> networks(const Field& field);
    LabelSelector selector(const Field& field);
    ObjectMeta meta(const Field& field);
    Protocol protocol(const Field& field);
    /// One of some names.
    template <class Value, std::size_t N> Value named(const Field& field, const std::pair<std::string_view, Value> (&names)[N], Value absent)
    {
        if (!field.isThere())
            return absent;
        for (const auto& [name, value] : names)
            if (field.isScalar() && field.text() == name)
                return value;
        std::string all;
        for (const auto& [name, value] : names)
            all += (all.empty() ? "" : ", ") + std::string(name);
        complain(field, "wants one of " + all);
        return absent;
    }

private:
    static std::optional<std::int64_t> numberIn(std::string_view text);

    std::string m_kind;
    std::set<std::string>& m_unknown;
    std::optional<Trouble> m_trouble;
    std::optional<Trouble> m_unknownField;
};

} // namespace hoplens::kube
