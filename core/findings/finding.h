// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/world.h"

namespace hoplens {

enum class Severity : std::uint8_t { Problem, Warning, Hint };

/// Something that looks wrong. id is stable and documented; objects name what it is about, most specific first.
struct Finding {
    Severity severity = Severity::Warning;
    std::string id = {};
    std::string space = {};
    std::vector<std::string> objects = {};
    std::string sentence = {};
    std::string remedy = {};
    bool operator==(const Finding&) const = default;
};

/// Runs every check over a world. In a stable order: by severity, then id, namespace and objects.
/// A fact that could not be read yields no finding. Cost: about linear in the snapshot.
std::vector<Finding> findProblems(const World& world);

std::string_view name(Severity severity);

} // namespace hoplens
