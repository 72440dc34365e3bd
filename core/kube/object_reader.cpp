// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/object_reader.h"

#include <algorithm>

namespace hoplens::kube {

void ObjectReader::complain(const Field& field, const std::string& what)
{
    if (m_trouble)
        return;
    auto shown = std::string(field.text().substr(0, 40));
    m_trouble = {"`" + std::string(field.key()) + "` " + what + (field.isScalar() ? ", not \"" + shown + "\"" : ""), field.line(), field.column()};
}

bool ObjectReader::map(const Field& field, std::initializer_list<std::string_view> known)
{
    if (!field.isThere())
        return false;
    if (field.kind() != FieldKind::Map) {
        complain(field, "wants a map");
        return false;
    }
    for (const auto child : field) {
        if (std::ranges::find(known, child.key()) != known.end())
            continue;
        const auto shown = (field.key().empty() ? "" : std::string(field.key()) + ".") + std::string(child.key().substr(0, 80));
        if (m_unknown.size() < 1000)
            m_unknown.insert(m_kind + ": " + shown);
        if (!m_unknownField && field.key() != "metadata")
            m_unknownField = {shown, child.line(), child.column()};
    }
    return true;
}

std::string ObjectReader::text(const Field& field)
{
    if (!field.isThere())
        return {};
    if (!field.isScalar())
        complain(field, "wants a text");
    return std::string(field.text());
}

std::string ObjectReader::portName(const Field& field)
{
    auto name = text(field);
    if (name.size() > 63 || !std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }))
        complain(field, "wants a name of letters, digits and dashes");
    return name;
}

bool ObjectReader::flag(const Field& field, bool absent) { return optionalFlag(field).value_or(absent); }

std::optional<bool> ObjectReader::optionalFlag(const Field& field)
{
    if (!field.isThere())
        return std::nullopt;
    for (const std::string_view yes : {"true", "True", "TRUE", "yes", "on"})
        if (field.isScalar() && field.text() == yes)
            return true;
    for (const std::string_view no : {"false", "False", "FALSE", "no", "off"})
        if (field.isScalar() && field.text() == no)
            return false;
    complain(field, "wants true or false");
    return std::nullopt;
}

std::optional<std::int64_t> ObjectReader::numberIn(std::string_view text)
{
    if (text.ends_with(".0")) // as some programs write whole numbers
        text.remove_suffix(2);
    std::int64_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && stop == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

PortReference ObjectReader::portReference(const Field& field)
{
    if (!field.isThere())
        return 0;
    if (!field.isScalar()) {
        complain(field, "wants the number or the name of a port");
        return 0;
    }
    if (const auto number = numberIn(field.text()); number && *number >= 0 && *number <= 65535)
        return static_cast<std::int32_t>(*number);
    else if (number || field.text().empty())
        complain(field, "wants the number or the name of a port");
    return std::string(field.text());
}

Labels ObjectReader::labels(const Field& field)
{
    Labels labels;
    if (!field.isThere())
        return labels;
    if (field.kind() != FieldKind::Map)
        complain(field, "wants a map");
    for (const auto child : field) {
        if (child.kind() == FieldKind::Map || child.kind() == FieldKind::List)
            complain(child, "wants a text");
        labels.emplace(child.key(), child.isThere() ? child.text() : std::string_view());
    }
    return labels;
}

void ObjectReader::each(const Field& field, FunctionRef<void(const Field&)> item)
{
    if (!field.isThere())
        return;
    if (field.kind() != FieldKind::List)
        return complain(field, "wants a list");
    for (const auto child : field)
        item(child);
}

std::vector<std::string> ObjectReader::texts(const Field& field)
{
    std::vector<std::string> texts;
    each(field, [&](const Field& item) { texts.push_back(text(item)); });
    return texts;
}

Prefix ObjectReader::network(const Field& field)
{
    const auto read = Prefix::parse(field.text());
    if (!read) {
        complain(field, "wants a network such as 10.0.0.0/8");
        return {};
    }
    return {read->first(), read->length};
}

std::vector<Prefix> ObjectReader::networks(const Field& field)
{
    std::vector<Prefix> networks;
    each(field, [&](const Field& item) { networks.push_back(network(item)); });
    return networks;
}

LabelSelector ObjectReader::selector(const Field& field)
{
    LabelSelector selector;
    if (!map(field, {"matchLabels", "matchExpressions"}))
        return selector;
    selector.labels = labels(field["matchLabels"]);
    each(field["matchExpressions"], [&](const Field& item) {
        map(item, {"key", "operator", "values"});
        using Operator = LabelRequirement::Operator;
        static constexpr std::pair<std::string_view, Operator> operators[] = {{"In", Operator::In}, {"NotIn", Operator::NotIn}, {"Exists", Operator::Exists}, {"DoesNotExist", Operator::DoesNotExist}};
        if (!item["operator"].isThere())
            complain(item, "has no operator");
        selector.expressions.push_back({text(item["key"]), named(item["operator"], operators, Operator::In), texts(item["values"])});
    });
    return selector;
}

ObjectMeta ObjectReader::meta(const Field& field)
{
    ObjectMeta meta;
    if (!map(field, {"name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers", "generateName", "generation", "managedFields", "resourceVersion", "selfLink"}))
        return meta;
    meta.name = text(field["name"]);
    meta.nameSpace = text(field["namespace"]);
    meta.uid = text(field["uid"]);
    meta.creationTimestamp = text(field["creationTimestamp"]);
    meta.isDeleting = field["deletionTimestamp"].isThere();
    meta.labels = labels(field["labels"]);
    meta.annotations = labels(field["annotations"]);
    each(field["ownerReferences"], [&](const Field& item) {
        map(item, {"apiVersion", "blockOwnerDeletion", "controller", "kind", "name", "uid"});
        meta.owners.push_back({text(item["kind"]), text(item["name"]), text(item["uid"]), flag(item["controller"], false)});
    });
    return meta;
}

Protocol ObjectReader::protocol(const Field& field)
{
    static constexpr std::pair<std::string_view, Protocol> protocols[] = {{"TCP", Protocol::Tcp}, {"UDP", Protocol::Udp}, {"SCTP", Protocol::Sctp}};
    return field.isScalar() && field.text().empty() ? Protocol::Tcp : named(field, protocols, Protocol::Tcp);
}

} // namespace hoplens::kube
