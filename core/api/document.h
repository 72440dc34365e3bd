// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "kube/field_tree.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace hoplens::api {

/// An object of the API as it is written, with sorted keys.
using Document = nlohmann::json;

/// A field with all that is in it: as deep as the tree is.
Document documentOf(const kube::Field& field);

/// The objects of a text of YAML or JSON; lists are opened. file: for messages. Errors: InvalidInput with file, line and column.
Result<std::vector<Document>> readObjects(std::string_view text, const std::string& file);

/// As kubectl prints it with -o yaml and -o json: with its last line's end.
std::string writeYaml(const Document& document);
std::string writeJson(const Document& document);

/// What is at a path; a null that is nowhere when nothing is.
const Document& at(const Document& document, std::initializer_list<std::string_view> path);
/// A string, or a number as text; empty where there is neither.
std::string textAt(const Document& document, std::initializer_list<std::string_view> path);
std::int64_t numberAt(const Document& document, std::initializer_list<std::string_view> path, std::int64_t absent = 0);

} // namespace hoplens::api
