// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/ipset_text.h"
#include "filter/ipvs_text.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace hoplens;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    RuleSet rules;
    (void)parseIpsetSave(text, "input", rules);
    (void)parseVirtualServers(text, "input");
    const auto servers = parseIpvsadm(text, "input");
    if (!servers)
        return 0;
    const auto again = parseIpvsadm(ipvsadmText(*servers), "written");
    if (!again || *again != *servers)
        std::abort();
    return 0;
}
