// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/nft_json.h"
#include "filter/nft_text.h"
#include "filter/rule_index.h"
#include "store/snapshot_file.h"

using namespace hoplens;

/// Any text is read or refused; what is read is whole, and can be indexed and written.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    RuleSet rules;
    if (!parseNftJson(std::string_view(reinterpret_cast<const char*>(data), size), "input", rules))
        return 0;
    if (!validateRules(rules))
        __builtin_trap();
    const RuleIndex index(rules);
    (void)writeNft(rules);
    return 0;
}
