// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/nft_listing.h"
#include "filter/nft_text.h"

#include <cstddef>
#include <cstdint>

using namespace hoplens;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    RuleSet rules;
    if (parseNftListing(std::string_view(reinterpret_cast<const char*>(data), size), "input", rules))
        (void)writeNft(rules);
    return 0;
}
