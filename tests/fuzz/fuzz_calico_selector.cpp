// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/object_basics.h"
#include "policy/peers.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace hoplens;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto selector = policy::CalicoSelector::parse(std::string_view(reinterpret_cast<const char*>(data), size));
    if (!selector)
        return 0;
    // The two ways of asking agree.
    const kube::Labels labels{{"a", "b"}, {"app", "web"}, {"c", ""}};
    policy::LabelIndex index(1);
    index.add(0, labels);
    const auto label = [&](const std::string& key) -> const std::string* {
        const auto at = labels.find(key);
        return at == labels.end() ? nullptr : &at->second;
    };
    if (selector->matches(label) != index.matching(selector->root()).test(0))
        std::abort();
    return 0;
}
