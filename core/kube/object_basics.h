// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/address.h"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hoplens::kube {

using Labels = std::map<std::string, std::string, std::less<>>;

/// IntOrString: a port by number or by name.
using PortReference = std::variant<std::int32_t, std::string>;

enum class Protocol : std::uint8_t { Tcp, Udp, Sctp };
/// "TCP".
std::string_view name(Protocol protocol);
/// "tcp".
std::string_view lowerName(Protocol protocol);
/// As IP numbers it.
std::uint8_t protocolNumber(Protocol protocol);

struct OwnerReference {
    std::string kind;
    std::string name;
    std::string uid;
    bool isController = false;
    bool operator==(const OwnerReference&) const = default;
};

struct ObjectMeta {
    std::string name;
    std::string nameSpace; ///< empty: the object is the cluster's
    std::string uid;
    std::string creationTimestamp; ///< RFC 3339; empty: not told
    bool isDeleting = false;       ///< it has a deletionTimestamp
    Labels labels;
    Labels annotations;
    std::vector<OwnerReference> owners;
    bool operator==(const ObjectMeta&) const = default;
};

struct LabelRequirement {
    enum class Operator : std::uint8_t { In, NotIn, Exists, DoesNotExist };
    std::string key;
    Operator op = Operator::In;
    std::vector<std::string> values;
    bool operator==(const LabelRequirement&) const = default;
};

/// matchLabels and matchExpressions; an empty one matches everything.
struct LabelSelector {
    Labels labels;
    std::vector<LabelRequirement> expressions;
    bool matches(const Labels& of) const;
    bool operator==(const LabelSelector&) const = default;
};

} // namespace hoplens::kube
