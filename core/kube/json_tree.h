// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/function_ref.h"
#include "kube/field_tree.h"

namespace hoplens::kube {

/// A JSON document: the items of a list one by one, or the document itself, each as a tree that lives until `each` returns.
/// index: of the item; 0 for a document that is no list. Nested at most 200 deep. Cost: linear, simdjson's. Any thread.
tl::expected<void, TextTrouble> readJson(std::string_view text, FunctionRef<void(const FieldTree& tree, std::size_t index)> each);

} // namespace hoplens::kube
