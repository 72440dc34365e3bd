// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/function_ref.h"
#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace hoplens::policy {

/// A selector in Calico's language: `app == 'web' && !has(debug) || tier in {'a', 'b'}`. Source: docs.tigera.io, "Selector" of its policies.
class CalicoSelector {
public:
    enum class Kind : std::uint8_t { All, Global, Has, Equals, In, Contains, StartsWith, EndsWith, Not, And, Or };
    struct Part {
        Kind kind = Kind::All;
        std::string key;
        std::vector<std::string> values;
        std::vector<Part> parts; ///< of Not, And, Or
    };

    /// Empty text selects all. Nested at most 50 deep. Errors: InvalidInput with the place in the text. Cost: linear.
    static Result<CalicoSelector> parse(std::string_view text);

    const Part& root() const { return m_root; }
    /// label: the value of a key, or null.
    bool matches(FunctionRef<const std::string*(const std::string& key)> label) const;

private:
    Part m_root;
};

} // namespace hoplens::policy
